"""The history of an activity: who changed what, when and why (A3). The viewset puts the tenant's scope in front."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.generic import ListView
from wagtail.admin.views.generic import PermissionCheckedMixin
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from ..history_words import events
from ..models import Activity, ActivityChange


class ActivityHistoryView(PermissionCheckedMixin, WagtailAdminTemplateMixin, ListView):
    """Every line about one activity, the newest first; what happened in one step stands together."""

    model = Activity
    any_permission_required = ["add", "change", "view"]
    template_name = "contact_centre/admin/history.html"
    page_title = _("History")
    header_icon = "history"
    paginate_by = 100

    @cached_property
    def activity(self) -> Activity:
        return get_object_or_404(Activity, pk=self.kwargs["pk"])

    def get_queryset(self) -> QuerySet[ActivityChange]:
        return ActivityChange.objects.filter(activity=self.activity)

    def get_page_subtitle(self) -> str:
        return self.activity.reference

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        url = reverse("activities:inspect", args=[self.activity.pk])
        return [
            *self.breadcrumbs_items,
            {"url": reverse("activities:index"), "label": capfirst(Activity._meta.verbose_name_plural)},
            {"url": url, "label": self.activity.reference},
            {"url": "", "label": self.page_title, "sublabel": self.activity.reference},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "activity": self.activity, "events": events(context["object_list"])}
