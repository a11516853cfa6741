from .absence import Absence
from .association import Association, FormerAddress, LegalStatus, Union
from .departure import AssociationExport, Departure, DepartureState, ExportState
from .liaison import LiaisonExpert
from .municipality import Mandate, Membership, Municipality
from .owned import SiteOwned
from .staff import Agenda, StaffMember
from .version import PublicVersion

__all__ = [
    "Absence",
    "Agenda",
    "Association",
    "AssociationExport",
    "Departure",
    "DepartureState",
    "ExportState",
    "FormerAddress",
    "LegalStatus",
    "LiaisonExpert",
    "Mandate",
    "Membership",
    "Municipality",
    "PublicVersion",
    "SiteOwned",
    "StaffMember",
    "Union",
]
