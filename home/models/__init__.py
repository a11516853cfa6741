from .association_home import AssociationHomePage
from .municipalities import MunicipalitiesPage
from .programme import ProgrammePage
from .search import SearchPage
from .standard import StandardPage
from .statements import AccessibilityStatementPage, PrivacyPage, PublicInformationPage
from .union_home import UnionHomePage

__all__ = [
    "AccessibilityStatementPage",
    "AssociationHomePage",
    "MunicipalitiesPage",
    "PrivacyPage",
    "ProgrammePage",
    "PublicInformationPage",
    "SearchPage",
    "StandardPage",
    "UnionHomePage",
]
