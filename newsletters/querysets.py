"""Reads of newsletters."""

from typing import Any, Self

from django.db.models import Q
from wagtail.models import Page
from wagtail.query import PageQuerySet

from portal.core.trees import open_to_all

HOME_DEPTH = 2


class NewsletterIssueQuerySet(PageQuerySet):
    def newest_first(self) -> Self:
        return self.order_by("-year", "-number", "-pk")

    def published(self) -> Self:
        """What readers may see, newest first, with what a listing shows of it.

        Corrections stand on top of the issue they correct, not beside it (N6).
        """
        return self.live().filter(open_to_all(), corrects__isnull=True).newest_first().select_related("locale")

    def of_year(self, year: int) -> Self:
        return self.filter(year=year)

    def before(self, issue: Any) -> Self:
        """Issues older than `issue`, the newest of them first."""
        return self.filter(Q(year__lt=issue.year) | Q(year=issue.year, number__lt=issue.number)).newest_first()

    def after(self, issue: Any) -> Self:
        """Issues newer than `issue`, the oldest of them first."""
        newer = self.filter(Q(year__gt=issue.year) | Q(year=issue.year, number__gt=issue.number))
        return newer.order_by("year", "number", "pk")


def feature_page(page: Page, app_label: str) -> Page | None:
    """The live page a feature keeps right under the home page of the tree in which `page` stands.

    Features don't know each other's models; they know that each has its place in the tree.
    """
    home = page.path[: Page.steplen * HOME_DEPTH]
    children = Page.objects.live().filter(path__startswith=home, depth=HOME_DEPTH + 1)
    found: Page | None = children.filter(content_type__app_label=app_label).order_by("path").first()
    return found
