"""The code that a municipality copies into its own website."""

from dataclasses import dataclass

from django.utils.http import urlencode
from django.utils.translation import gettext as _

from portal.core import embedding
from portal.tenancy.models import Municipality

HEIGHT = 600
"""Pixels of the frame: some five services, the rest scrolls."""


@dataclass(frozen=True)
class Embedding:
    """Where the services of one municipality (None: of all) are, and how they are put on another website."""

    directory_url: str
    """The full address of the directory's page, with a slash at its end."""
    place: Municipality | None

    @property
    def frame_url(self) -> str:
        return f"{self.directory_url}widget/{self._query}"

    @property
    def list_url(self) -> str:
        return f"{self.directory_url}widget/seznam/{self._query}"

    @property
    def frame_code(self) -> str:
        title = _("Public services")
        named = f"{title}: {self.place.name}" if self.place else title
        return embedding.frame_code(self.frame_url, title=named, height=HEIGHT)

    @property
    def list_code(self) -> str:
        return embedding.php_code(self.list_url)

    @property
    def _query(self) -> str:
        return f"?{urlencode({'municipality': self.place.code})}" if self.place else ""
