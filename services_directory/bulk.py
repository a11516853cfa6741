"""Actions on several services at once. Each service is asked by itself; what refuses is reported, the rest is done."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.widgets import AdminDateInput
from wagtail.snippets.bulk_actions.delete import DeleteBulkAction
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from .actions import close_service, delete_service, publish_service, unpublish_service
from .models import Service
from .permissions import may_delete


class ServicesBulkAction(SnippetBulkAction):
    """One action on the chosen services; `done` says what was done to how many."""

    models = [Service]
    template_name = "services_directory/admin/bulk.html"
    question: Any
    button: Any

    def check_perm(self, obj: Service) -> bool:
        return bool(self.permission_policy.user_has_permission_for_instance(self.request.user, "publish", obj))

    def act(self, service: Service) -> bool:
        """Do it; False where there is nothing to do. Raises ValidationError where it is refused."""
        raise NotImplementedError

    def done(self, count: int) -> str:
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "title": self.display_name, "question": self.question, "button": self.button}

    @classmethod
    def execute_action(cls, objects: list[Service], **kwargs: Any) -> tuple[int, int]:
        view: ServicesBulkAction = kwargs["self"]
        view.refused = []
        count = 0
        for service in objects:
            try:
                with transaction.atomic():
                    count += view.act(service)
            except ValidationError as error:
                view.refused.append((str(service), " ".join(error.messages)))
        return count, 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str | None:
        if self.refused:
            listed = format_html_join("", "<li>{}: {}</li>", self.refused)
            text = ngettext("Refused: %(count)d service", "Refused: %(count)d services", len(self.refused))
            head = text % {"count": len(self.refused)}
            messages.warning(self.request, format_html("{}<ul>{}</ul>", head, listed))
        return self.done(num_parent_objects) if num_parent_objects or not self.refused else None


class PublishServices(ServicesBulkAction):
    display_name = _("Publish")
    action_type = "publish"
    aria_label = _("Publish the chosen services")
    action_priority = 10
    question = _("The newest version of each of these services will be published, if it has what publishing needs.")
    button = _("Publish")

    def act(self, service: Service) -> bool:
        if service.live and not service.has_unpublished_changes:
            return False
        publish_service(service=service.get_latest_revision_as_object(), user=self.request.user)
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

    def act(self, service: Service) -> bool:
        if not service.live:
            return False
        unpublish_service(service=service, user=self.request.user)
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

    def act(self, service: Service) -> bool:
        form: Any = self.cleaned_form
        close_service(service=service, on=form.cleaned_data["closed_on"], user=self.request.user)
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
