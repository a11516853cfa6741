"""How an issue will look in a mail and on paper, for who writes and who reviews it."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.core import pdf
from portal.tenancy.boundary import pages_of

from ..models import NewsletterIssuePage
from .pdf import pdf_of
from .proof import send_proof
from .views import pdf_response

PDF, PROOF = "newsletters:pdf", "newsletters:proof"


def newest(user: Any, pk: int) -> NewsletterIssuePage:
    """The issue `pk` as it was saved last, if `user` may edit it. Raises Http404 and PermissionDenied."""
    page = get_object_or_404(pages_of(user, NewsletterIssuePage.objects.filter(alias_of=None)), pk=pk)
    if not page.permissions_for_user(user).can_edit():
        raise PermissionDenied
    issue: NewsletterIssuePage = page.get_latest_revision_as_object()
    return issue


class DraftPdfView(View):
    """The issue as it was saved last on paper; what isn't approved says so on each page."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        issue = newest(request.user, pk)
        reason = ""
        try:
            content = pdf.one_at_a_time(lambda: pdf_of(issue))
        except pdf.PdfUnavailable:
            content, reason = None, _("This server lacks what it needs to make PDF files.")
        if content is None:
            messages.warning(request, reason or _("Other pages are just being made. Try it in a few seconds."))
            return redirect("wagtailadmin_pages:edit", pk)
        response = pdf_response(issue, content)
        response["Cache-Control"] = "no-store"
        return response


class ProofView(WagtailAdminTemplateMixin, TemplateView):
    """Asks whether to send the issue as a trial mail to oneself; POST does it."""

    template_name = "newsletters/editions/proof.html"
    page_title = gettext_lazy("Trial mail")
    header_icon = "mail"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.issue = newest(request.user, kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            send_proof(issue=self.issue, user=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("The trial mail is on its way to you."))
        return redirect("wagtailadmin_pages:edit", self.issue.pk)

    def get_page_subtitle(self) -> str:
        return str(self.issue.title)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("newsletters:index"), "label": _("Newsletters")},
            {"url": reverse("wagtailadmin_pages:edit", args=[self.issue.pk]), "label": str(self.issue.title)},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "issue": self.issue,
            "back_url": reverse("wagtailadmin_pages:edit", args=[self.issue.pk]),
            "pdf_url": reverse(PDF, args=[self.issue.pk]),
        }
