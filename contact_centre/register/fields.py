"""Form fields of the register: hours, money, an earlier activity by its number, a page of another feature."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Site

from ..models import Activity
from .sources import label_of, pages_of_source, sources_with_pages

CLOCK = re.compile(r"(\d{1,3}):([0-5]\d)")
SHORT_DAY = re.compile(r"(\d{1,2})\.\s*(\d{1,2})\.?")
CROWNS = re.compile(r"\s*(?:Kč|CZK|,-+|,–)?\s*", re.IGNORECASE)
OFFERED = 20
"""So many of the newest pages and activities are offered at once."""


class HoursField(forms.DecimalField):
    """Hours as people write them: 1,5 or 1.5 or 1:30."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": 0, "max_digits": 7, "decimal_places": 2, "localize": True, **kwargs})

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and (clock := CLOCK.fullmatch(value.strip())):
            return (Decimal(clock[1]) + Decimal(clock[2]) / 60).quantize(Decimal("0.01"))
        return super().to_python(value)


class CrownsField(forms.IntegerField):
    """Whole Czech crowns, with or without spaces between thousands and the sign of the currency."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": 0, "max_value": 10**12, "localize": True, **kwargs})

    def to_python(self, value: Any) -> int | None:
        return super().to_python(CROWNS.sub("", value) if isinstance(value, str) else value)


class DayField(forms.DateField):
    """A day as people write it; one without a year is the last such day, not one to come."""

    widget = forms.DateInput(attrs={"autocomplete": "off", "inputmode": "numeric"})

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, str) and (short := SHORT_DAY.fullmatch(value.strip())):
            today = timezone.localdate()
            day, month = int(short[1]), int(short[2])
            year = today.year if (month, day) <= (today.month, today.day) else today.year - 1
            value = f"{year}-{month:02d}-{day:02d}"
        return super().to_python(value)


class EarlierInput(forms.TextInput):
    """A text field that offers the newest activities; another one is written by its number."""

    template_name = "contact_centre/admin/earlier_input.html"
    offered: QuerySet[Activity] = Activity.objects.none()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        listed = f"{context['widget']['attrs'].get('id', name)}_list"
        context["widget"]["attrs"]["list"] = listed
        return {**context, "list": listed, "offered": self.offered.only("reference", "title")[:OFFERED]}


class EarlierField(forms.ModelChoiceField):
    """An earlier activity by its number, for example A-2026-00012; what stands behind the number is let be."""

    widget = EarlierInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Activity.objects.none(), to_field_name="reference", **kwargs)

    def offer(self, activities: QuerySet[Activity]) -> None:
        """Let one of these be chosen; the newest are offered."""
        self.queryset = activities
        self.widget.offered = activities.order_by("-pk")

    def to_python(self, value: Any) -> Activity | None:
        words = str(value or "").split()
        if not words:
            return None
        # PostgreSQL takes no NUL; no number has one.
        fitting = self.queryset.filter(reference__iexact=words[0].replace("\0", ""))  # type: ignore[union-attr]
        found: Activity | None = fitting.first()
        if found is None:
            raise ValidationError(_("There is no activity of this number."), code="invalid_choice")
        return found


class PageField(forms.ModelChoiceField):
    """A meeting or an issue of the own site: the newest of each source, and the one on the record."""

    def offer(self, sites: list[Site], kept: Any = None) -> None:
        """Offer the pages of `sites`; `kept`, if given, stays among them."""
        groups: list[tuple[str, list[tuple[Any, str]]]] = []
        shown = set()
        for source in sources_with_pages():
            pages = [page for site in sites for page in pages_of_source(source, site)[:OFFERED]]
            shown |= {page.pk for page in pages}
            if pages:
                groups.append((str(source.label), [(page.pk, label_of(source, page)) for page in pages]))
        if kept is not None and kept.pk not in shown:
            groups.append(("", [(kept.pk, str(kept))]))
            shown.add(kept.pk)
        self.queryset = self.queryset.model._default_manager.filter(pk__in=shown)  # type: ignore[union-attr]
        self.choices = [("", self.empty_label or "–"), *groups]
