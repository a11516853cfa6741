from .codelists import CodeListEntry, CodeListQuerySet
from .counts import UseCount
from .files import PortalDocument, PortalImage, PortalRendition
from .pages import BasePage

__all__ = [
    "BasePage",
    "CodeListEntry",
    "CodeListQuerySet",
    "PortalDocument",
    "PortalImage",
    "PortalRendition",
    "UseCount",
]
