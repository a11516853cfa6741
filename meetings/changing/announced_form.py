"""The part of the editor's form that knows when and where is announced already (M9)."""

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from .announced import WHEN_AND_WHERE, Announced, announced_of

SHOWN = tuple(name.removesuffix("_id") for name in WHEN_AND_WHERE)


class AnnouncedMixin(forms.BaseForm):
    """First among the bases of the form: when and where of an announced meeting is shown, whatever is posted."""

    instance: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.announced is None:
            return
        self.announced.put(self.instance)
        for name, full in zip(SHOWN, WHEN_AND_WHERE, strict=True):
            if (field := self.fields.get(name)) is not None and full in self.announced.fields_of(self.instance):
                self.initial[name] = getattr(self.instance, full)
                field.disabled = True

    @cached_property
    def announced(self) -> Announced | None:
        """What was announced of the meeting; None for one that wasn't yet, so that all of it can be edited."""
        return announced_of(self.instance) if self.instance.pk else None

    def clean_expire_at(self) -> Any:
        """A notice comes down from the board on its day; the page stays."""
        if self.cleaned_data.get("expire_at"):
            raise forms.ValidationError(
                _("A notice of a meeting isn't taken off the web. Set until when it stands on the board instead.")
            )
        return None
