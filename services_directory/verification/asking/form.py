"""The provider's form: the published entry to be corrected, no JavaScript, nothing typed is ever lost (F5, F6)."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...enums import ACCESS_FACTS
from ...hours.czech_text import LONGEST_TEXT
from ...models import ProviderAsk, Service
from .field_kinds import ADDRESS_PARTS
from .fields import CONTACT_FIELDS, FIELDS
from .hours_text import OFFERED_RULES, UNREAD, hours_text, read_hours, rule_of
from .layout import answer_layout

SALT = "services_directory.shown"
LINES = ("name", "operator_name", "hours_note", "barrier_free_note")
PARAGRAPHS = ("subject", "description")
LONGEST_NOTE = 1000
EXAMPLE = "Po–Pá 8–12, 13–16:30"
"""Days are read in Czech only."""
SPARE = 1
"""Empty rows of each kind for what is not published yet."""


def sealed(ask: ProviderAsk, values: dict[str, Any]) -> str:
    """What the provider is shown, to come back with the answer: it tells what they changed from what the centre did."""
    return signing.dumps(values, salt=f"{SALT}:{ask.key}", compress=True)


def unsealed(ask: ProviderAsk, text: str) -> dict[str, Any] | None:
    """The values of `sealed`; None for what isn't ours, or was sealed by a release that knew other facts."""
    try:
        values: dict[str, Any] = signing.loads(text, salt=f"{SALT}:{ask.key}")
    except signing.BadSignature:
        return None
    return values if values.keys() == FIELDS.keys() else None


def fingerprint(values: dict[str, Any]) -> str:
    """Tells whether an entry is still as it was shown."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:32]


class AnswerForm(forms.Form):
    """Fields are filled with `shown`; after validation `changes` holds what differs, by the keys of `FIELDS`.

    What wasn't touched is neither checked nor changed, however it is stored.
    """

    told_by = forms.CharField(
        label=gettext_lazy("Your name"),
        help_text=gettext_lazy("So that the centre knows whom to ask. We don't publish it."),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    note = forms.CharField(
        label=gettext_lazy("Message to the centre"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    is_gone = forms.BooleanField(label=gettext_lazy("The service is no more"), required=False)
    gone_on = forms.DateField(
        label=gettext_lazy("First day without the service"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    as_written = forms.BooleanField(
        label=gettext_lazy("Send the hours as I have written them; the centre will copy them"), required=False
    )
    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    use_required_attribute = False
    # Nothing has to be filled in, so it isn't said of every field.
    hide_optional = True

    def __init__(self, *args: Any, ask: ProviderAsk, shown: dict[str, Any], action: str, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.ask, self.before = ask, shown
        self.changes: dict[str, tuple[Any, Any]] = {}
        self.has_unread_hours = False
        self.fields["shown"].initial = sealed(ask, shown)
        self.contact_rows = {key: list(self._add_contacts(key)) for key in CONTACT_FIELDS}
        self._add_hours()
        self._add_texts()
        self._add_address()
        for name in ACCESS_FACTS:
            field: Any = Service._meta.get_field(name)
            self._add(name, forms.ChoiceField(choices=field.choices, required=False), shown[name])
        self.fields["gone_on"].initial = shown["closed_on"]
        self.fields["is_gone"].initial = bool(shown["closed_on"])
        self.action = action

    # --- Fields ----------------------------------------------------------------------------------
    def _add(self, name: str, field: forms.Field, initial: Any, label: Any = "") -> None:
        field.label = label or FIELDS[name].label
        field.initial = initial
        self.fields[name] = field

    def _add_contacts(self, key: str) -> Iterator[tuple[str, str]]:
        """A row per contact and some empty ones; yields the names of the two fields of each."""
        kind = {"phones": "tel", "emails": "email", "webs": "url"}[key]
        rows = [*self.before[key], *[{"value": "", "label": ""}] * SPARE]
        for number, row in enumerate(rows):
            label = FIELDS[key].label if len(rows) == 1 else f"{FIELDS[key].label} {number + 1}"
            widget = forms.TextInput(attrs={"inputmode": kind, "autocomplete": "off"})
            name, label_name = f"{key}-{number}", f"{key}-{number}-label"
            self._add(name, forms.CharField(required=False, widget=widget), row["value"], label)
            self._add(label_name, forms.CharField(required=False), row["label"], _("Label of “%s”") % label)
            yield name, label_name

    def _add_hours(self) -> None:
        osm = self.before["opening_hours"]
        widget = forms.Textarea(attrs={"rows": 6})
        hours = forms.CharField(required=False, max_length=LONGEST_TEXT, widget=widget)
        hours.help_text = _("Each line a day or several, for example: %(example)s. Empty: not known.") % {
            "example": EXAMPLE
        }
        self._add("opening_hours", hours, hours_text(osm))
        choices = [("", _("I don't know")), *((rule.value, rule.label) for rule in OFFERED_RULES)]
        self._add("holidays", forms.ChoiceField(choices=choices, required=False), rule_of(osm), _("On public holidays"))

    def _add_texts(self) -> None:
        for name in LINES:
            self._add(name, forms.CharField(required=False), self.before[name])
        for name in PARAGRAPHS:
            field = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 4}))
            self._add(name, field, self.before[name])

    def _add_address(self) -> None:
        for name in ADDRESS_PARTS:
            model_field: Any = Service._meta.get_field(name)
            field: forms.Field = forms.CharField(required=False)
            if name == "number_kind":
                field = forms.ChoiceField(choices=[("", "–"), *model_field.choices], required=False)
            self._add(name, field, self.before["address"][name], str(model_field.verbose_name).capitalize())

    @cached_property
    def helper(self) -> FormHelper:
        """Built when the form is shown: the fields it opens are those with errors."""
        helper = FormHelper()
        helper.form_class, helper.form_action = "form", self.action
        helper.layout = answer_layout(self)
        return helper

    # --- What was typed --------------------------------------------------------------------------
    def is_touched(self, *names: str) -> bool:
        """Whether anything in these fields differs from what was shown, line ends and outer blanks aside."""
        return any(_plain(self[name].value()) != _plain(self.fields[name].initial) for name in names)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for key in CONTACT_FIELDS:
            self._clean_contacts(key)
        self._clean_hours()
        for key in (*LINES, *PARAGRAPHS, *ACCESS_FACTS):
            self._clean_one(key, self.data_of(key))
        self._clean_address()
        self._clean_end(cleaned)
        if not self.errors and self._has_lost_contacts():
            first = self.contact_rows["phones"][0][0]
            self.add_error(first, _("Leave at least one contact, please: a phone, an e-mail or a website."))
        return cleaned

    def data_of(self, name: str) -> str:
        return str(self[name].value() or "")

    def _clean_one(self, key: str, value: Any) -> None:
        if key in self.errors or not self.is_touched(key):
            return
        try:
            self._note(key, FIELDS[key].clean(value))
        except ValidationError as error:
            self.add_error(key, error)

    def _note(self, key: str, value: Any) -> None:
        if value != self.before[key]:
            self.changes[key] = (self.before[key], value)

    def _clean_contacts(self, key: str) -> None:
        rows = self.contact_rows[key]
        if not self.is_touched(*(name for row in rows for name in row)):
            return
        typed = [{"value": self.data_of(name), "label": self.data_of(label)} for name, label in rows]
        try:
            self._note(key, self._checked_contacts(key, typed))
        except ValidationError as error:
            faults = error.error_dict if hasattr(error, "error_dict") else {"0": error.error_list}
            for number, errors in faults.items():
                self.add_error(rows[int(number)][0], ValidationError(errors))

    def _checked_contacts(self, key: str, typed: list[dict[str, str]]) -> list[dict[str, str]]:
        """The rows as they are stored; a value that stays as it was isn't checked."""
        kept = {row["value"] for row in self.before[key]}
        field = FIELDS[key]
        result: list[dict[str, str]] = []
        faults: dict[str, ValidationError] = {}
        for number, row in enumerate(typed):
            if row["value"] in kept:
                result.append({"value": row["value"], "label": " ".join(row["label"].split())[:100]})
                continue
            try:
                result += field.clean([row])
            except ValidationError as error:
                faults[str(number)] = ValidationError(error.messages)
        if faults:
            raise ValidationError(faults)
        return result

    def _clean_hours(self) -> None:
        if not self.is_touched("opening_hours", "holidays") or "opening_hours" in self.errors:
            return
        text = self.data_of("opening_hours")
        try:
            self._note("opening_hours", FIELDS["opening_hours"].clean(read_hours(text, self.data_of("holidays"))))
        except ValidationError as error:
            self.has_unread_hours = error.code == UNREAD
            if self.has_unread_hours and self.cleaned_data.get("as_written"):
                self._note("hours_in_words", FIELDS["hours_in_words"].clean(text))
            else:
                self.add_error("opening_hours" if self.has_unread_hours else "holidays", error)

    def _clean_address(self) -> None:
        if not self.is_touched(*ADDRESS_PARTS):
            return
        try:
            self._note("address", FIELDS["address"].clean({name: self.data_of(name) for name in ADDRESS_PARTS}))
        except ValidationError as error:
            for name, errors in error.error_dict.items():
                self.add_error(name, ValidationError(errors))

    def _clean_end(self, cleaned: dict[str, Any]) -> None:
        if not self.is_touched("is_gone", "gone_on") or "gone_on" in self.errors:
            return
        day = cleaned.get("gone_on")
        if cleaned.get("is_gone") and day is None:
            self.add_error("gone_on", _("Fill in the day from which the service is no more."))
            return
        try:
            value = FIELDS["closed_on"].clean(day.isoformat() if day and cleaned.get("is_gone") else None)
            self._note("closed_on", value)
        except ValidationError as error:
            self.add_error("gone_on", error)

    def _has_lost_contacts(self) -> bool:
        after = [self.changes[key][1] if key in self.changes else self.before[key] for key in CONTACT_FIELDS]
        return any(self.before[key] for key in CONTACT_FIELDS) and not any(after)


def _plain(value: Any) -> str:
    return "" if value is None or value is False else str(value).replace("\r\n", "\n").strip()
