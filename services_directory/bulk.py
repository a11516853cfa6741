"""Actions on several services at once. Each service is asked by itself; what refuses is reported, the rest is done."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput
from wagtail.snippets.bulk_actions.delete import DeleteBulkAction
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from portal.tenancy.refusals import RefusalsListed

from .actions import close_service, delete_service, publish_service, unpublish_service
from .models import Service
from .permissions import may_delete


class ServicesBulkAction(RefusalsListed, SnippetBulkAction):
    """One action on the chosen services; `done` says what was done to how many."""

    models = [Service]
    template_name = "services_directory/admin/bulk.html"

    def check_perm(self, obj: Service) -> bool:
        return bool(self.permission_policy.user_has_permission_for_instance(self.request.user, "publish", obj))

    def refused_head(self, count: int) -> str:
        return ngettext("Refused: %(count)d service", "Refused: %(count)d services", count) % {"count": count}


class PublishServices(ServicesBulkAction):
    display_name = _("Publish")
    action_type = "publish"
    aria_label = _("Publish the chosen services")
    action_priority = 10
    question = _("The newest version of each of these services will be published, if it has what publishing needs.")
    button = _("Publish")

    def act(self, row: Service) -> bool:
        if row.live and not row.has_unpublished_changes:
            return False
        publish_service(service=row.get_latest_revision_as_object(), user=self.request.user)
        return True

    def done(self, count: int) -> str:
        return ngettext("Published: %(count)d service", "Published: %(count)d services", count) % {"count": count}


class UnpublishServices(ServicesBulkAction):
    display_name = _("Unpublish")
    action_type = "unpublish"
    aria_label = _("Unpublish the chosen services")
    action_priority = 20
    question = _("These services will disappear from the site; they stay here as drafts.")
    button = _("Unpublish")

    def act(self, row: Service) -> bool:
        if not row.live:
            return False
        unpublish_service(service=row, user=self.request.user)
        return True

    def done(self, count: int) -> str:
        return ngettext("Unpublished: %(count)d service", "Unpublished: %(count)d services", count) % {"count": count}


class CloseForm(forms.Form):
    closed_on = forms.DateField(
        label=_("Closed on"),
        initial=timezone.localdate,
        widget=AdminDateInput,
        help_text=_("The first day on which the service is no more."),
    )


class CloseServices(ServicesBulkAction):
    display_name = _("Close for good")
    action_type = "close"
    aria_label = _("Close the chosen services")
    action_priority = 25
    form_class = CloseForm
    question = _("The pages of these services will stay and say from which day they are closed.")
    button = _("Close for good")

    def act(self, row: Service) -> bool:
        form: Any = self.cleaned_form
        close_service(service=row, on=form.cleaned_data["closed_on"], user=self.request.user)
        return True

    def done(self, count: int) -> str:
        return ngettext("Closed: %(count)d service", "Closed: %(count)d services", count) % {"count": count}


class DeleteServices(DeleteBulkAction):
    """Wagtail's deletion of several snippets, with a log entry for each and the right of its own for public ones."""

    models = [Service]

    def check_perm(self, service: Service) -> bool:
        return may_delete(self.request.user, service)

    @classmethod
    def execute_action(cls, objects: list[Service], user: Any = None, **kwargs: Any) -> tuple[int, int]:
        for service in objects:
            delete_service(service=service, user=kwargs["self"].request.user)
        return len(objects), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        return gettext("Deleted services: %(count)d") % {"count": num_parent_objects}


BULK_ACTIONS = (PublishServices, UnpublishServices, CloseServices, DeleteServices)
