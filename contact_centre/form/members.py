"""The municipality that a message is about."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.tenancy.models import Association, Municipality

from ..offered import municipalities


class PlacedSelect(forms.Select):
    """Municipalities that say where they are, for the map."""

    members: dict[str, Municipality] = {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        municipality = self.members.get(value)
        if municipality is not None and municipality.latitude is not None:
            option["attrs"]["data-at"] = f"{municipality.latitude:.4f},{municipality.longitude:.4f}"
        return option


class MemberField(forms.ChoiceField):
    """A select of the association's municipalities, cleaned to the one chosen."""

    widget = PlacedSelect
    association: Association

    def offer(self, association: Association) -> None:
        """Offer the members of `association`."""
        self.association = association
        self.choices = self._options

    def _options(self) -> Iterator[tuple[str, str]]:
        members = self.widget.members = municipalities(self.association)
        yield "", _("Choose a municipality")
        for code, municipality in members.items():
            yield code, municipality.name

    def clean(self, value: Any) -> Municipality:
        """The municipality of this code. Raises ValidationError for none, and for one that is no member."""
        code = self.to_python(value)
        forms.Field.validate(self, code)
        municipality = municipalities(self.association).get(code)
        if municipality is None:
            raise ValidationError(gettext_lazy("Choose one of those offered."), code="invalid_choice")
        return municipality
