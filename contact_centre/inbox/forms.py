"""The small forms on the page of a request. What was typed survives every refusal."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminAutoHeightTextInput

from portal.core.tickets import new_token
from portal.tenancy.models import StaffMember

from ..models import AnswerTemplate, CitizenRequest
from .working import LONGEST_REASON, LONGEST_TEXT


def long_text(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=LONGEST_TEXT,
        widget=AdminAutoHeightTextInput(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write something.")},
    )


class RequestForm(forms.Form):
    """A form about `request`; its fields' ids begin with its name, for there are several on one page."""

    use_required_attribute = False

    def __init__(self, *args: Any, request: CitizenRequest, **kwargs: Any) -> None:
        self.citizen_request = request
        name = type(self).__name__.removesuffix("Form").lower()
        super().__init__(*args, **{"auto_id": f"{name}_%s", "label_suffix": "", **kwargs})


class OnceForm(RequestForm):
    """A form whose text is stored once, however often its button is pressed."""

    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("token", new_token())


class WriteForm(OnceForm):
    """A message or a question to the citizen; `seen` is the last message its writer had before the eyes."""

    text = long_text(
        gettext_lazy("Your message"),
        gettext_lazy("The citizen reads it in an e-mail and on the page of the request, under your name."),
    )
    is_question = forms.BooleanField(label=gettext_lazy("It is a question,"), required=False)
    pause = forms.BooleanField(label=gettext_lazy("and the time stands still until it is answered"), required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("seen", str(last_message(self.citizen_request)))
        if not self.citizen_request.email:
            self.fields["text"].help_text = _("The citizen reads it on the page of the request, under your name.")
        if not self.citizen_request.is_worked_on:
            del self.fields["is_question"], self.fields["pause"]
        elif self.citizen_request.is_paused:
            del self.fields["pause"]

    def clean(self) -> dict[str, Any]:
        """Refuse once when somebody wrote meanwhile: two people shouldn't answer one citizen twice."""
        cleaned = super().clean() or {}
        last = str(last_message(self.citizen_request))
        if cleaned.get("seen", last) != last and not self._is_sent_already(cleaned.get("token", "")):
            self.data = {**self.data.dict(), "seen": last}  # type: ignore[attr-defined]
            raise ValidationError(
                _("Somebody has written about this request meanwhile. Look at it below and send again if it holds."),
                code="meanwhile",
            )
        return cleaned

    def _is_sent_already(self, token: str) -> bool:
        return bool(token) and self.citizen_request.messages.filter(token=token).exists()


def last_message(request: CitizenRequest) -> int:
    """The key of the last message that isn't a note; 0 for none."""
    last = request.messages.filter(is_internal=False).order_by("pk").values_list("pk", flat=True).last()
    return last or 0


class NoteForm(OnceForm):
    text = long_text(gettext_lazy("Note"), gettext_lazy("Only people of the centre see it."))


class PauseForm(RequestForm):
    reason = forms.CharField(
        label=gettext_lazy("What do we wait for?"),
        max_length=LONGEST_REASON,
        error_messages={"required": gettext_lazy("Say what the request waits for.")},
    )


class MergeForm(RequestForm):
    """The number of the request that this one repeats."""

    into = forms.CharField(
        label=gettext_lazy("Number of the first request"),
        max_length=40,
        widget=forms.TextInput(attrs={"list": "merge-candidates", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Give the number of the first request.")},
    )

    def clean_into(self) -> CitizenRequest:
        number = self.cleaned_data["into"].strip()
        same_site = CitizenRequest.objects.filter(site=self.citizen_request.site_id)
        found: CitizenRequest | None = same_site.filter(reference__iexact=number).first()
        if found is None:
            raise ValidationError(_("There is no request of this number here."))
        return found


class PublicForm(RequestForm):
    """What of a request goes into the open data."""

    public_text = forms.CharField(
        label=gettext_lazy("Wording for open data"),
        help_text=gettext_lazy("In your words, without anybody's name or contact. Empty publishes no text."),
        max_length=LONGEST_TEXT,
        required=False,
        widget=AdminAutoHeightTextInput(attrs={"rows": 2}),
    )
    is_place_public = forms.BooleanField(label=gettext_lazy("Publish the place too"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        request = self.citizen_request
        if not request.place and request.latitude is None:
            del self.fields["is_place_public"]


class AssignForm(RequestForm):
    """Who has it; `was` is whom the page showed."""

    person = forms.ModelChoiceField(
        label=gettext_lazy("Who has it"),
        queryset=StaffMember.objects.none(),
        required=False,
        empty_label=gettext_lazy("nobody yet"),
    )
    was = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = StaffMember.objects.filter(site=self.citizen_request.site_id).order_by("order", "name")
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        activity = self.citizen_request.activity
        now = activity.responsible_id if activity is not None else None
        self.initial.update(person=now, was=now or "")


def ready_answers(request: CitizenRequest) -> list[AnswerTemplate]:
    """The association's ready answers, those of the request's category first."""
    templates = AnswerTemplate.objects.filter(site=request.site_id).order_by("order", "title")
    return sorted(templates, key=lambda answer: answer.category_id != request.category_id or not answer.category_id)
