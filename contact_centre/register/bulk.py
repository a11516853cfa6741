"""Several activities at once: closed with one output, given to one person."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.permissions import policy_registry

from portal.tenancy.refusals import RefusalsListed

from ..actions import change_activity, close_activity
from ..forms.register import use_date_pickers
from ..giving import GivesToPerson
from ..models import Activity, ActivityOutput


class ActivitiesBulkAction(RefusalsListed, BulkAction):
    """One action on the chosen activities; each is asked by itself."""

    models = [Activity]
    template_name = "contact_centre/admin/bulk.html"

    def check_perm(self, obj: Activity) -> bool:
        policy = policy_registry.get_by_type(Activity)
        return bool(policy.user_has_permission_for_instance(self.request.user, "change", obj))

    def object_context(self, obj: Activity) -> dict[str, Any]:
        return {"item": f"{obj.reference} {obj.title}", "edit_url": reverse("activities:inspect", args=[obj.pk])}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "header_icon": "list-ul"}

    def refused_head(self, count: int) -> str:
        return ngettext("Refused: %(count)d activity", "Refused: %(count)d activities", count) % {"count": count}


class SameEndForm(forms.Form):
    """The end that all chosen activities share (ACT-3)."""

    closed_on = forms.DateField(label=gettext_lazy("Ended on"), initial=timezone.localdate)
    output = forms.ModelChoiceField(
        label=gettext_lazy("Output"), queryset=ActivityOutput.objects.none(), empty_label=gettext_lazy("Choose")
    )
    output_description = forms.CharField(
        label=gettext_lazy("Description of the output"),
        widget=AdminAutoHeightTextInput,
        help_text=gettext_lazy("The same for each of them. What came of it, so that somebody else understands it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        use_date_pickers(self)
        self.fields["output"].queryset = ActivityOutput.objects.current()  # type: ignore[attr-defined]


class CloseActivities(ActivitiesBulkAction):
    display_name = gettext_lazy("Close")
    action_type = "close_activities"
    aria_label = gettext_lazy("Close the chosen activities with one output")
    action_priority = 10
    form_class = SameEndForm
    question = gettext_lazy("Each of these activities ends with what you write here. If one can't, none is closed.")
    button = gettext_lazy("Close them")
    # Of a choice closed in part somebody would have to find out which; refused as a whole, it is mended and sent anew.
    all_or_none = True

    def act(self, row: Activity) -> bool:
        form: Any = self.cleaned_form
        close_activity(activity=row, user=self.request.user, **form.cleaned_data)
        return True

    def done(self, count: int) -> str:
        return ngettext("Closed: %(count)d activity", "Closed: %(count)d activities", count) % {"count": count}

    def refused_head(self, count: int) -> str:
        text = ngettext(
            "None was closed: %(count)d activity can't be.", "None was closed: %(count)d activities can't be.", count
        )
        return text % {"count": count}


class AssignActivities(GivesToPerson, ActivitiesBulkAction):
    action_type = "assign_activities"
    aria_label = gettext_lazy("Give the chosen activities to somebody")
    action_priority = 20
    question = gettext_lazy("Who will answer for these activities?")

    def act(self, row: Activity) -> bool:
        person = self.person
        if row.responsible_id == (person.pk if person else None):
            return False
        change_activity(activity=row, responsible=person, user=self.request.user)
        return True

    def done(self, count: int) -> str:
        return ngettext("Given: %(count)d activity", "Given: %(count)d activities", count) % {"count": count}


BULK_ACTIONS = (CloseActivities, AssignActivities)
