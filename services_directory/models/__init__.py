from .addresses import FormerAddress, RemovedService
from .import_run import ImportRun
from .kind import ServiceKind
from .page import DirectoryPage
from .parts import ServiceContact, ServicePart
from .search import SearchEntry
from .service import Service

__all__ = [
    "DirectoryPage",
    "FormerAddress",
    "ImportRun",
    "RemovedService",
    "SearchEntry",
    "Service",
    "ServiceContact",
    "ServiceKind",
    "ServicePart",
]
