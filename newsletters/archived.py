"""What the archive asks for: its years, and a page of issues, as prepared queries."""

from typing import Any

from django.apps import apps
from django.db import models

from portal.core.paging import CountedPaginator, PreparedRows
from portal.core.prepared import Given, Prepared
from portal.core.trees import given_tree, in_tree

ISSUES_PER_PAGE = 12


def _issues() -> Any:
    return apps.get_model("newsletters", "NewsletterIssuePage").objects


@Prepared[dict[str, int]]
def years() -> Any:
    """Years with the number of their issues, newest first."""
    issues = _issues().filter(given_tree()).published()
    return issues.select_related(None).order_by("-year").values("year").annotate(count=models.Count("pk"))


@Prepared[Any]
def listed(of_year: bool, first: int, end: int) -> Any:
    """Issues from the number `first` on, newest first, of one `year` or of all, with what a list shows of them."""
    issues = _issues().filter(given_tree()).published()
    if of_year:
        issues = issues.filter(year=Given("year", models.IntegerField()))
    return issues.defer("body", "facts")[first:end]


def paginated(archive: Any, year: int | None, count: int) -> CountedPaginator:
    """The `count` issues of the archive, of one `year` or of all, newest first."""
    rows = PreparedRows(lambda first, end: listed.all(year is not None, first, end, year=year, **in_tree(archive)))
    return CountedPaginator(rows, ISSUES_PER_PAGE, count)
