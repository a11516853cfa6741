"""Several requests at once: given to one person, let in from the quarantine. Each is asked by itself."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.views.bulk_action import BulkAction

from portal.tenancy.refusals import RefusalsListed

from ..giving import GivesToPerson
from ..intake.quarantine import release_request
from ..models import CitizenRequest
from .permissions import may_work_on
from .working import assign_request


class RequestsBulkAction(RefusalsListed, BulkAction):
    """One action on the chosen requests; what refuses is reported, the rest is done."""

    models = [CitizenRequest]
    template_name = "contact_centre/admin/bulk.html"

    def check_perm(self, obj: CitizenRequest) -> bool:
        return may_work_on(self.request.user, obj)

    def object_context(self, obj: CitizenRequest) -> dict[str, Any]:
        return {"item": obj, "edit_url": reverse("citizen_requests:inspect", args=[obj.pk])}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "header_icon": "mail"}

    def refused_head(self, count: int) -> str:
        return ngettext("Refused: %(count)d request", "Refused: %(count)d requests", count) % {"count": count}


class AssignRequests(GivesToPerson, RequestsBulkAction):
    action_type = "assign"
    aria_label = gettext_lazy("Give the chosen requests to somebody")
    action_priority = 10
    question = gettext_lazy("Who will have these requests?")

    def act(self, row: CitizenRequest) -> bool:
        return assign_request(request=row, person=self.person, user=self.request.user)

    def done(self, count: int) -> str:
        return ngettext("Given: %(count)d request", "Given: %(count)d requests", count) % {"count": count}


class ReleaseRequests(RequestsBulkAction):
    display_name = gettext_lazy("Let in")
    action_type = "release"
    aria_label = gettext_lazy("Let the chosen requests in from the quarantine")
    action_priority = 20
    question = gettext_lazy("These requests will count, and whoever sent them gets the receipt.")
    button = gettext_lazy("Let in")

    def act(self, row: CitizenRequest) -> bool:
        return release_request(request=row, user=self.request.user)

    def done(self, count: int) -> str:
        return ngettext("Let in: %(count)d request", "Let in: %(count)d requests", count) % {"count": count}


BULK_ACTIONS = (AssignRequests, ReleaseRequests)
