"""The form that answers one report, and others of the same entry with it."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import override as in_language
from wagtail.admin.widgets import AdminAutoHeightTextInput

from portal.core.templatetags.portal import cs_date

from ..enums import OFFERED_METHODS, MistakeState
from ..models import MistakeReport

LONGEST = 2000


class OpenReports(forms.ModelMultipleChoiceField):
    """Open reports of the same entry, each told by its topic, day and beginning."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        beginning = " ".join(obj.text.split())[:120]
        return f"{obj.topic_label}, {cs_date(obj.reported_at)} ({obj.language}): {beginning}"


class AnswerForm(forms.Form):
    """What the reporter is told, whether the entry was verified, and who else gets the same answer."""

    answer = forms.CharField(
        label=gettext_lazy("Answer to the reporter"),
        widget=AdminAutoHeightTextInput,
        validators=[MaxLengthValidator(LONGEST)],
        error_messages={"required": gettext_lazy("Write what the reporter is told.")},
    )
    method = forms.ChoiceField(
        label=gettext_lazy("Was the entry verified with its provider?"),
        help_text=gettext_lazy("If it was, a verification is recorded with today's date."),
        choices=[("", gettext_lazy("no, nobody asked the provider")), *((m.value, m.label) for m in OFFERED_METHODS)],
        required=False,
    )
    also = OpenReports(
        label=gettext_lazy("Answer these with the same text"), queryset=MistakeReport.objects.none(), required=False
    )

    def __init__(
        self, *args: Any, report: MistakeReport, state: str, others: QuerySet[Any], can_verify: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        answer: Any = self.fields["answer"]
        answer.initial = suggested_answer(report, state)
        answer.help_text = (
            _("It goes to the reporter's e-mail and stands on their page.")
            if report.email
            else _("The reporter left no e-mail; the answer stands on their page.")
        )
        if not can_verify:
            del self.fields["method"]
        elif state == MistakeState.CORRECTED:
            self.fields["method"].help_text = _(
                "If it was, a verification is recorded with today's date. "
                "If not, the entry stays among those that should be checked."
            )
        alike = [other for other in others if (other.topic, other.language) == (report.topic, report.language)]
        also: Any = self.fields["also"]
        also.queryset = others
        also.initial = [other.pk for other in alike]
        if not others:
            del self.fields["also"]


def suggested_answer(report: MistakeReport, state: str) -> str:
    """A sentence to begin with, in the reporter's language."""
    with in_language(report.language if translation.check_for_language(report.language) else "cs"):
        if state == MistakeState.CORRECTED:
            return _("You were right and we have corrected the entry (%(topic)s).") % {"topic": report.topic_label}
        return _("We have checked it and the entry is right as it is (%(topic)s).") % {"topic": report.topic_label}
