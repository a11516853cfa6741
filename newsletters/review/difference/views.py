"""What has changed in an issue, in the admin: for the centre that mends it and the Union that reads it (V5)."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.core.keys import typed_key

from ...facts.fingerprint import fingerprint_of, shown
from ...models import NewsletterIssuePage
from ..places import said_in
from .compare import differences
from .since import base_for_editor


class DifferenceView(WagtailAdminTemplateMixin, TemplateView):
    """The newest text of an issue beside the one that was decided last, or beside the revision ``?since=``."""

    template_name = "newsletters/review/difference.html"
    http_method_names = ["get", "head"]
    page_title = gettext_lazy("What has changed")
    header_icon = "history"
    _show_breadcrumbs = True

    @cached_property
    def issue(self) -> NewsletterIssuePage:
        """The issue of the address; PermissionDenied for who may neither write nor publish there."""
        issue: NewsletterIssuePage = get_object_or_404(NewsletterIssuePage, pk=self.kwargs["pk"])
        rights = issue.permissions_for_user(self.request.user)
        if not (rights.can_edit() or "publish" in rights.permissions):
            raise PermissionDenied
        return issue

    def get_page_subtitle(self) -> str:
        return str(self.issue.get_admin_display_title())

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        edit = reverse("wagtailadmin_pages:edit", args=[self.issue.pk])
        return [
            *self.breadcrumbs_items,
            {"url": reverse("newsletters:index"), "label": _("Newsletters")},
            {"url": edit, "label": self.issue.get_admin_display_title()},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        newest = self.issue.get_latest_revision()
        since = self.request.GET.get("since", "")
        base = base_for_editor(self.issue, typed_key(since))
        found = differences(base.revision, newest) if base is not None and newest is not None else []
        is_same = base is None or newest is None or _says(base.revision) == _says(newest)
        return super().get_context_data(
            issue=self.issue,
            base=base,
            newest=newest,
            differences=found,
            said_before=said_in(base.round) if base is not None and base.round is not None else [],
            says_something_else=not is_same,
            fingerprint=shown(_says(newest)) if newest is not None else "",
            edit_url=reverse("wagtailadmin_pages:edit", args=[self.issue.pk]),
            **kwargs,
        )


def _says(revision: Any) -> str:
    return fingerprint_of(revision.as_object())
