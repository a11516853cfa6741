"""Forms that end a request, and the one that gives another word about the mayor."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminAutoHeightTextInput, AdminDateInput

from portal.tenancy.models import Mandate

from ..enums import AttachmentKind, RequestKind, RequestStatus
from ..forms.register import FileMixin, use_date_pickers
from ..models import Activity, ActivityOutput, AnswerTemplate, CitizenRequest
from ..persons import without_person
from .late_reason import late_reason
from .word_fields import WordFields

LONGEST_TEXT = 5000
USUAL_OUTPUT = {RequestStatus.RESOLVED: "resolved", RequestStatus.DECLINED: "other"}
CONSULTATION = "consultation"


class ClosingForm(WordFields, FileMixin):
    """The answer, what the register keeps, and the mayor's word, on one page (CIT-5, ACT-3, ACT-4)."""

    ready = forms.ModelChoiceField(
        label=gettext_lazy("Ready answer"),
        queryset=AnswerTemplate.objects.none(),
        required=False,
        empty_label=gettext_lazy("Choose"),
    )
    answer = forms.CharField(
        label=gettext_lazy("Answer to the citizen"),
        widget=AdminAutoHeightTextInput,
        max_length=LONGEST_TEXT,
        error_messages={"required": gettext_lazy("Write an answer to the citizen.")},
    )
    output = forms.ModelChoiceField(
        label=gettext_lazy("Output"),
        queryset=ActivityOutput.objects.none(),
        empty_label=gettext_lazy("Choose"),
        error_messages={"required": gettext_lazy("Choose what the activity ended with.")},
    )
    output_description = forms.CharField(
        label=gettext_lazy("Description of the output"),
        widget=AdminAutoHeightTextInput,
        required=False,
        max_length=LONGEST_TEXT,
        help_text=gettext_lazy(
            "For the register and the mayor, so that nobody may be named here. Left empty, your answer is offered."
        ),
    )
    closed_on = forms.DateField(
        label=gettext_lazy("Ended on"), widget=AdminDateInput, initial=timezone.localdate, localize=True
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        help_text=gettext_lazy("Picture, PDF or office document, at most 10 MB."),
    )

    def __init__(self, *args: Any, request: CitizenRequest, outcome: RequestStatus, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, municipality=request.municipality, **kwargs)
        self.request = request
        self.fields |= late_reason(self.activity, user)
        use_date_pickers(self)
        outputs = ActivityOutput.objects.current().exclude(code=ActivityOutput.HANDED_OVER)
        self.fields["output"].queryset = outputs  # type: ignore[attr-defined]
        usual = CONSULTATION if request.kind == RequestKind.QUESTION else USUAL_OUTPUT[outcome]
        self.initial.setdefault("output", next((output.pk for output in outputs if output.code == usual), None))
        self.fields["ready"].queryset = ready_answers(request)  # type: ignore[attr-defined]
        self._ask_for_opinion()

    def _ask_for_opinion(self) -> None:
        """A law firm or an expert gives a written opinion, unless it is attached already (ACT-4)."""
        if self.activity.handled_by.opinion_required and not self.activity.has_opinion:
            self.fields["file"].label = _("Written opinion")
            self.fields["file"].required = True
            self.fields["file"].error_messages["required"] = _(
                "%(handler)s handles this activity: attach the written opinion."
            ) % {"handler": self.activity.handled_by.label}

    @property
    def activity(self) -> Activity:
        """The activity that keeps the request; one that is closed has it for good."""
        activity: Activity = self.request.activity  # type: ignore[assignment]
        return activity

    @property
    def file_kind(self) -> str:
        """An opinion where one is awaited, an attachment otherwise."""
        return AttachmentKind.OPINION if self.fields["file"].required else AttachmentKind.ATTACHMENT

    def clean_closed_on(self) -> Any:
        closed_on = self.cleaned_data["closed_on"]
        if closed_on < self.activity.started_on:
            raise ValidationError(_("An activity can't end before it started."))
        if closed_on > timezone.localdate():
            raise ValidationError(_("An activity can't end in the future."))
        return closed_on

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not (cleaned.get("output_description") or "").strip() and cleaned.get("answer"):
            # Offered, not taken: the register and the mayor must not get a name nobody has looked for.
            self.offer("output_description", without_person(self.request, cleaned["answer"]).strip())
            self.add_error(
                "output_description",
                _("Your answer is copied here: take out whatever names the citizen, then send it."),
            )
        return cleaned


class AnotherWordForm(WordFields):
    """How the mayor learned of a closing whose letter came back; mail to `failed` is no choice any more."""

    def __init__(self, *args: Any, request: CitizenRequest, failed: str = "", **kwargs: Any) -> None:
        self.failed = failed.lower()
        super().__init__(*args, municipality=request.municipality, **kwargs)
        use_date_pickers(self)

    @property
    def addressee(self) -> Mandate | None:
        found = self.in_office
        return None if found is not None and found.email.lower() == self.failed else found

    @property
    def no_letter(self) -> str:
        if self.addressee is None and self.in_office is not None:
            return _("The address among the mandates is the one that failed: tell the mayor in another way.")
        return super().no_letter


def ready_answers(request: CitizenRequest) -> Any:
    """The association's ready answers, those of the request's category and those of none."""
    fitting = Q(category=None) if request.category_id is None else Q(category=None) | Q(category=request.category_id)
    return AnswerTemplate.objects.for_site(request.site_id).filter(fitting)
