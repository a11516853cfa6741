"""The rows of the report: an issue, or an association with the sums of its issues (X7, NWS-3)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Self

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from portal.tenancy.models import Association

from ..calendar.rows import ROOT
from ..enums import SendingKind
from ..mailing.figures import Figures, figures_of
from ..models import IssueSending, NewsletterIssuePage
from ..printing.totals import PrintTotals, totals_of

PROGRESS = "newsletter_mailing:progress"


@dataclass(frozen=True)
class Numbers:
    """What is summed. `recipients` of a mailing are its `readers` and its `offices`."""

    issues: int = 0
    mailed: int = 0
    readers: int = 0
    offices: int = 0
    delivered: int = 0
    bounced: int = 0
    unsubscribed: int = 0
    printed: int = 0
    brought: int = 0
    left_over: int = 0
    periodicals: int = 0

    def __add__(self, other: "Numbers") -> "Numbers":
        return Numbers(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


@dataclass(frozen=True)
class Line:
    """One row: what it is called, sorted by and where it leads; days are those of a single issue."""

    label: str
    order: Any
    numbers: Numbers
    url: str = ""
    web_since: date | None = None
    mailed_on: date | None = None

    @classmethod
    def total(cls, label: str, lines: Iterable["Line"]) -> Self:
        return cls(label, None, sum((line.numbers for line in lines), Numbers()))


def issues_out() -> Any:
    """Issues that are, or were, with readers in any way; corrections too, stand-ins in other languages not."""
    sent = IssueSending.objects.filter(issue=OuterRef("pk"))
    found = NewsletterIssuePage.objects.filter(Q(live=True) | Exists(sent), alias_of=None)
    return found.defer("body", "facts").newest_first()


def lines_of(issues: Sequence[NewsletterIssuePage], *, with_links: bool) -> list[Line]:
    """A line for each of `issues`, in their order; the same few queries whatever their number."""
    pks = [issue.pk for issue in issues]
    by_mail = IssueSending.objects.filter(issue__in=pks, kind=SendingKind.EMAIL)
    mailed = {pk: timezone.localdate(moment) for pk, moment in by_mail.values_list("issue", "sent_at")}
    figures, totals = figures_of(issues), totals_of(issues)
    return [
        Line(
            label=_name(issue),
            order=(issue.year, issue.number, issue.pk),
            numbers=_numbers(figures.get(issue.pk), totals[issue.pk], was_mailed=issue.pk in mailed),
            url=_url(issue, issue.pk in figures) if with_links else "",
            web_since=_web_since(issue),
            mailed_on=mailed.get(issue.pk),
        )
        for issue in issues
    ]


def lines_by_association(issues: Sequence[NewsletterIssuePage]) -> list[Line]:
    """A line for each association with the sums of its `issues`, in Czech order."""
    found: dict[str, list[Line]] = {}
    for issue, line in zip(issues, lines_of(issues, with_links=False), strict=True):
        found.setdefault(issue.path[:ROOT], []).append(line)
    associations = Association.objects.filter(root_page__path__in=found).select_related("root_page").in_czech_order()
    return [
        Line(one.short_name, one.sort_key, Line.total("", found[one.root_page.path]).numbers) for one in associations
    ]


def _name(issue: NewsletterIssuePage) -> str:
    return f"{issue.designation} {issue.title}"


def _url(issue: NewsletterIssuePage, was_mailed: bool) -> str:
    return reverse(PROGRESS if was_mailed else "wagtailadmin_pages:edit", args=[issue.pk])


def _web_since(issue: NewsletterIssuePage) -> date | None:
    """The day it came out on the web; None where the Union took it down."""
    is_there = issue.live and issue.first_published_at is not None
    return timezone.localdate(issue.first_published_at) if is_there else None


def _numbers(mail: Figures | None, paper: PrintTotals, *, was_mailed: bool) -> Numbers:
    by_mail = mail or Figures()
    return Numbers(
        issues=1,
        mailed=int(was_mailed),
        readers=by_mail.readers,
        offices=by_mail.offices,
        delivered=by_mail.delivered,
        bounced=by_mail.bounced,
        unsubscribed=by_mail.unsubscribed,
        printed=paper.printed,
        brought=paper.delivered,
        left_over=paper.left_over,
        periodicals=paper.periodicals,
    )
