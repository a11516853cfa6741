from .kind import ServiceKind
from .page import DirectoryPage
from .search import SearchEntry
from .service import Service, ServiceContact

__all__ = ["DirectoryPage", "SearchEntry", "Service", "ServiceContact", "ServiceKind"]
