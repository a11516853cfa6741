from .association_home import AssociationHomePage
from .municipalities import MunicipalitiesPage
from .search import SearchPage
from .standard import StandardPage
from .statements import AccessibilityStatementPage, PrivacyPage
from .union_home import UnionHomePage

__all__ = [
    "AccessibilityStatementPage",
    "AssociationHomePage",
    "MunicipalitiesPage",
    "PrivacyPage",
    "SearchPage",
    "StandardPage",
    "UnionHomePage",
]
