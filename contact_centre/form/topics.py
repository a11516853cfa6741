"""What a message is about: one choice from two lists, the centre's agendas and kinds of matters."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.tenancy.models import Agenda, Association

from ..models import RequestCategory
from ..offered import agendas, categories

VALUE = re.compile(r"(agenda|category)-(\d{1,9})", re.ASCII)


@dataclass(frozen=True)
class Topic:
    """At most one of the two; nothing when the citizen doesn't know."""

    agenda: Agenda | None = None
    category: RequestCategory | None = None

    def __str__(self) -> str:
        chosen = self.agenda or self.category
        return str(chosen.label) if chosen else ""


class TopicField(forms.ChoiceField):
    """A select with two groups, cleaned to a `Topic`; only what was chosen is looked up."""

    association: Association

    def offer(self, association: Association) -> None:
        """Offer the agendas that `association` agreed on (CIT-1), and kinds of matters. Asked when it is shown."""
        self.association = association
        self.choices = self._groups

    def _groups(self) -> Iterator[tuple[str, Any]]:
        yield "", _("I don't know or something else")
        helped_with = [(f"agenda-{a.pk}", a.label) for a in agendas(self.association.site_id).values()]
        if helped_with:
            yield _("What the centre helps with"), helped_with
        yield _("Kinds of matters"), [(f"category-{c.pk}", c.label) for c in categories().values()]

    def clean(self, value: Any) -> Topic:
        """The rows behind the choice. Raises ValidationError for what isn't offered (any more)."""
        text = self.to_python(value)
        if not text:
            return Topic()
        found = VALUE.fullmatch(text)
        if found and found[1] == "agenda":
            agenda = agendas(self.association.site_id).get(int(found[2]))
            if agenda is not None:
                return Topic(agenda=agenda)
        elif found:
            category = categories().get(int(found[2]))
            if category is not None:
                return Topic(category=category)
        raise ValidationError(gettext_lazy("Choose one of those offered."), code="invalid_choice")
