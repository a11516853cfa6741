"""Verifying entries ticked in a list: one line of the log for each, all in one transaction."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.widgets import AdminDateInput

from ...bulk import ServicesBulkAction
from ...enums import OFFERED_METHODS, Method, Result
from ...models import Service
from ...permissions import may_verify
from .provider_views import AT_ONCE
from .round_views import SaidForm
from .rounds import AlreadyRecordedError, last_line, write_down


class VerifyForm(SaidForm):
    """How, when and who said so; `since` notices what was recorded after the form was shown."""

    method = forms.ChoiceField(
        label=_("How"), choices=[(way.value, way.label) for way in OFFERED_METHODS], initial=Method.PHONE
    )
    since = forms.IntegerField(widget=forms.HiddenInput, initial=last_line)

    field_order = ["method", "on", "told_by", "since"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].widget = AdminDateInput()


class VerifyServices(ServicesBulkAction):
    """Each service stays untouched where it isn't public, was just verified by somebody else, or isn't the user's."""

    display_name = _("Verified")
    action_type = "verify"
    aria_label = _("Note that the chosen services were verified")
    action_priority = 5
    form_class = VerifyForm
    question = _("Each of these services gets its own line in the log of verifications, which is never changed again.")
    button = _("Note the verification")

    def check_perm(self, obj: Service) -> bool:
        return may_verify(self.request.user, obj)

    def get_all_objects_in_listing_query(self, parent_id: Any) -> Any:
        """ "All of the list" are only those due, and no more than one call can hold."""
        due = Service.objects.for_user(self.request.user, "change").to_verify().in_order_of_verification()
        return due.values_list("pk", flat=True)[:AT_ONCE]

    def act(self, service: Service) -> bool:
        form: Any = self.cleaned_form
        said = form.cleaned_data
        try:
            write_down(
                service,
                since=said["since"],
                method=said["method"],
                result=Result.CONFIRMED,
                on=said["on"],
                told_by=said["told_by"],
                user=self.request.user,
            )
        except AlreadyRecordedError:
            return False
        return True

    def done(self, count: int) -> str:
        return ngettext("Verified: %(count)d service", "Verified: %(count)d services", count) % {"count": count}
