"""Overviews of what a programme asks of every association: its rows, or line by line; how many are how far."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.db.models import Choices, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy, pgettext

from portal.tenancy.overviews import AskingForm, OverviewPage

from .models import Programme

ON_A_PAGE = 200
"""More associations than the programme ever had; a page of so many stays quick on a phone."""


class ProgrammeForm(AskingForm):
    """Which programme; who asks for one of `line_by_line` wants single lines, not whole associations."""

    programme = forms.ChoiceField(label=gettext_lazy("Programme"), required=False)
    line_by_line: ClassVar[frozenset[str]] = frozenset()

    def offer_programmes(self, programmes: Sequence[Programme]) -> None:
        self.offer({"programme": [(str(one.pk), one.label) for one in programmes]})

    @property
    def is_line_by_line(self) -> bool:
        return not self.wanted.keys().isdisjoint(self.line_by_line)


class ProgrammeOverview(OverviewPage):
    """An overview of one programme. Its class says `states`, `asking` programmes and all `lines_of_all`."""

    page_size = ON_A_PAGE
    states: type[Choices]

    def asking(self) -> QuerySet[Any, Any]:
        """Keys of the programmes that ask for anything here."""
        raise NotImplementedError

    @cached_property
    def programmes(self) -> list[Programme]:
        """Those that ask for anything, the newest first."""
        return list(Programme.objects.filter(pk__in=self.asking()).order_by("-starts_on", "-pk"))

    @cached_property
    def programme(self) -> Programme | None:
        """The one asked for, else the running or newest one. Raises Http404 for a wrong one."""
        asked, today = self.request.GET.get("programme", ""), timezone.localdate()
        if asked:
            found = [one for one in self.programmes if str(one.pk) == asked]
            if not found:
                raise Http404
            return found[0]
        running = (one for one in self.programmes if one.starts_on <= today <= one.ends_on)
        return next(running, next(iter(self.programmes), None))

    def preset(self) -> dict[str, str]:
        return {"programme": str(self.programme.pk)} if self.programme is not None else {}

    @property
    def is_line_by_line(self) -> bool:
        return bool(self.form.is_line_by_line)

    def lines_of_all(self) -> Sequence[Any]:
        """Every line of the programme that the user may see, with its `state` and whether it `is_late`."""
        raise NotImplementedError

    @cached_property
    def lines(self) -> list[Any]:
        """The lines asked for."""
        raise NotImplementedError

    def exported_rows(self) -> Sequence[Any]:
        return self.table.rows if self.is_line_by_line else self.lines

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        every = self.lines_of_all()
        found = Counter(line.state for line in every)
        return {
            **super().get_context_data(**kwargs),
            "programme": self.programme,
            "is_line_by_line": self.is_line_by_line,
            "by_state": [(state, found[state]) for state in self.states if found[state]],
            "all_count": len(every),
            "late_count": sum(line.is_late for line in every),
        }


def anything() -> tuple[str, str]:
    """The choice that narrows nothing."""
    return "", pgettext("states", "all")
