"""The forms of a subscriber's own page, each with its button. No JavaScript; what was typed stays (X4)."""

from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from dateutil.relativedelta import relativedelta
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from portal.tenancy.models import Municipality

from ..enums import SubscriberKind
from ..models import Subscriber, SubscriptionTopic
from ..models.subscriber import LANGUAGES
from .form import TopicsField
from .proof import offered_topics

SAVE, PAUSE, RESUME, MOVE = "save", "pause", "resume", "move"
"""Names of the buttons: which form was sent."""
MONTHS = [("1", _("for a month")), ("3", _("for three months")), ("6", _("for half a year")), ("12", _("for a year"))]


class OwnForm(forms.Form):
    """One form of the page at `action`; `name` is its button's and its anchor's."""

    name: str
    button: StrPromise | str
    button_class = "btn"

    use_required_attribute = False

    def __init__(self, *args: Any, action: str, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", "auto_id": f"{self.name}-%s", **kwargs})
        self.action = action

    @property
    def anchor(self) -> str:
        return f"form-{self.name}"

    @cached_property
    def helper(self) -> FormHelper:
        """Made when the form is shown."""
        helper = FormHelper()
        helper.form_class, helper.form_action = "form", f"{self.action}#{self.anchor}"
        helper.layout = Layout(*self.fields, Submit(self.name, self.button, css_class=self.button_class))
        return helper

    def refuse(self, problem: ValidationError | str) -> None:
        """Say why what was valid is refused, at its field where it has one; what was typed stays."""
        error = problem if isinstance(problem, ValidationError) else ValidationError(problem)
        found = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
        for field, messages in found.items():
            self.add_error(field if field in self.fields else None, messages)


class PreferencesForm(OwnForm):
    """What the subscriber gets, and how."""

    name, button = SAVE, _("Save")

    topics = TopicsField(
        label=_("What shall we send you?"),
        queryset=SubscriptionTopic.objects.none(),
        to_field_name="code",
        error_messages={"required": _("Choose at least one. To get nothing at all, unsubscribe.")},
    )
    municipality = forms.ModelChoiceField(
        label=_("Your municipality"),
        help_text=_("News from it comes first in the mail."),
        queryset=Municipality.objects.none(),
        required=False,
        empty_label=_("not chosen"),
    )
    language = forms.ChoiceField(label=_("Language of the mails"), choices=LANGUAGES)

    def __init__(self, *args: Any, subscriber: Subscriber, **kwargs: Any) -> None:
        initial = {
            "topics": [topic.code for topic in subscriber.topics.all()],
            "municipality": subscriber.municipality_id,
            "language": subscriber.language,
        }
        super().__init__(*args, **{"initial": initial, **kwargs})
        if subscriber.kind == SubscriberKind.OFFICE:
            del self.fields["topics"], self.fields["municipality"]
            return
        topics: Any = self.fields["topics"]
        # What the Union retired and who left the association meanwhile stay with who has them.
        offered, own = offered_topics().order_by().values("pk"), subscriber.topics.order_by().values("pk")
        topics.queryset = SubscriptionTopic.objects.filter(Q(pk__in=offered) | Q(pk__in=own))
        members = Municipality.objects.members_of(subscriber.site.association).order_by().values("pk")
        municipality: Any = self.fields["municipality"]
        wanted = Q(pk__in=members) | Q(pk=subscriber.municipality_id or 0)
        municipality.queryset = Municipality.objects.filter(wanted).order_by("sort_key")


class PauseForm(OwnForm):
    """No mail for some months."""

    name, button, button_class = PAUSE, _("Pause"), "btn btn--secondary"

    months = forms.ChoiceField(
        label=_("For how long?"),
        choices=MONTHS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose for how long.")},
    )

    def until(self) -> date:
        """The first day mail goes out again, for a valid form."""
        return timezone.localdate() + relativedelta(months=int(self.cleaned_data["months"]))


class MoveForm(OwnForm):
    """Another address for the same subscription."""

    name, button, button_class = MOVE, _("Send a letter to the new address"), "btn btn--secondary"

    email = forms.EmailField(
        label=_("New e-mail"),
        help_text=_("We send a letter there. The old address ends when you confirm the new one."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Write your e-mail."),
            "invalid": _("This is no e-mail address. It looks like name@example.com."),
        },
    )
