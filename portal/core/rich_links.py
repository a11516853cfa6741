"""Links of rich text to pages and documents name them by number; by anything else they lead nowhere.

The editor writes numbers, but what was sent in its place is stored as it came, and Wagtail's own handlers would fail
each time the page is shown, to every reader.
"""

from collections.abc import Sequence
from typing import Any

from wagtail.documents.rich_text import DocumentLinkHandler
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.rich_text.pages import PageLinkHandler

from .keys import typed_key

type Attributes = dict[str, Any]


def numbered(attributes: Attributes) -> Attributes:
    """The attributes of a link; without its key if that is no number."""
    return {**attributes, "id": typed_key(attributes.get("id"))}


class NumberedPageLinks(PageLinkHandler):
    """Wagtail's links to pages, for keys that are numbers."""

    @classmethod
    def get_many(cls, attrs_list: Sequence[Attributes]) -> Any:
        return super().get_many([numbered(attributes) for attributes in attrs_list])

    @classmethod
    def extract_references(cls, attrs: Attributes) -> Any:
        return super().extract_references(attrs) if numbered(attrs)["id"] is not None else ()


class NumberedDocumentLinks(DocumentLinkHandler):
    """Wagtail's links to documents, for keys that are numbers."""

    @classmethod
    def get_many(cls, attrs_list: Sequence[Attributes]) -> Any:
        return super().get_many([numbered(attributes) for attributes in attrs_list])

    @classmethod
    def extract_references(cls, attrs: Attributes) -> Any:
        return super().extract_references(attrs) if numbered(attrs)["id"] is not None else ()


def register_numbered_links(features: FeatureRegistry) -> None:
    """For Wagtail's hook ``register_rich_text_features``, after its own handlers."""
    features.register_link_type(NumberedPageLinks)
    features.register_link_type(NumberedDocumentLinks)
