"""The way from the list and from the archive to a new issue made from the last one."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.tenancy.boundary import pages_of

from ..models import NewsletterIndexPage
from .copy import copy_of_last, last_issue, may_copy_into

LIST = "newsletters:index"


def archives_of(user: Any) -> list[NewsletterIndexPage]:
    """The archives in which `user` may start an issue, without those in other languages."""
    own = pages_of(user, NewsletterIndexPage.objects.filter(locale__language_code="cs").order_by("path"))
    return [archive for archive in own if may_copy_into(archive, user)]


class CopyLastView(WagtailAdminTemplateMixin, TemplateView):
    """Says what is kept of the last issue; the button makes the draft and opens it in the editor."""

    template_name = "newsletters/admin/copy_last.html"
    page_title = gettext_lazy("New issue from the last one")
    header_icon = "copy"
    _show_breadcrumbs = True

    @cached_property
    def archive(self) -> NewsletterIndexPage:
        """The archive of the address, if it is one of the user's own; PermissionDenied if nothing may be added."""
        own = pages_of(self.request.user, NewsletterIndexPage.objects.all())
        archive: NewsletterIndexPage = get_object_or_404(own, pk=self.kwargs["page_id"])
        if not may_copy_into(archive, self.request.user):
            raise PermissionDenied
        return archive

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(LIST), "label": _("Newsletters")},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        add_url = reverse("wagtailadmin_pages:add", args=["newsletters", "newsletterissuepage", self.archive.pk])
        return super().get_context_data(
            archive=self.archive, last=last_issue(self.archive), add_url=add_url, list_url=reverse(LIST), **kwargs
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            issue = copy_of_last(archive=self.archive, user=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(LIST)
        said = _("Newsletter %(designation)s is there as a draft. Give it a title and fill in the empty parts.")
        messages.success(request, said % {"designation": issue.designation})
        return redirect("wagtailadmin_pages:edit", issue.pk)
