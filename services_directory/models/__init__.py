from .addresses import FormerAddress, RemovedService
from .import_run import ImportRun
from .kind import ServiceKind
from .page import DirectoryPage
from .parts import ServiceContact, ServicePart
from .search import PlaceKey, SearchEntry, WordKey
from .service import Service
from .wording import SearchSynonym, UnansweredQuery

__all__ = [
    "DirectoryPage",
    "FormerAddress",
    "ImportRun",
    "PlaceKey",
    "RemovedService",
    "SearchEntry",
    "SearchSynonym",
    "Service",
    "ServiceContact",
    "ServiceKind",
    "ServicePart",
    "UnansweredQuery",
    "WordKey",
]
