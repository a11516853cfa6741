"""One request with all that happened. The tenant's scope is put in front of it by the viewset."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic import InspectView

from ..models import CitizenRequest


class RequestInspectView(InspectView):
    """A citizen's request read, with its files and the activity that keeps it."""

    template_name = "contact_centre/admin/request.html"
    page_title = _("Citizen's request")

    def get_object(self, queryset: Any = None) -> CitizenRequest:
        return get_object_or_404(CitizenRequest.objects.for_listing().prefetch_related("attachments"), pk=self.pk)
