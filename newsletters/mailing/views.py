"""One issue to its readers by e-mail, in the admin: start it, follow it, pause it, send again what is in doubt (X5).

Each page is about one issue of the user's association; another's isn't found, and the Union has no part in it (A5).
GET changes nothing.
"""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.tenancy.boundary import pages_of

from ..editions.admin_views import PDF, PROOF
from ..editions.mail import subject_of
from ..enums import SendingKind
from ..models import Mailing, NewsletterIssuePage
from ..review.rounds import association_of
from ..sending.gate import NotSendable, sendable
from .audience import audience_of
from .doubt import resend_all
from .pausing import pause, resume
from .progress import minutes_for, progress_of
from .rights import may_look_after, may_start, starters
from .starting import start

START, PROGRESS = "newsletter_mailing:start", "newsletter_mailing:progress"


class OfIssue:
    """The issue the address is about, for who looks after its mailing."""

    request: Any
    issue: NewsletterIssuePage

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        issues = NewsletterIssuePage.objects.filter(alias_of=None)
        self.issue = get_object_or_404(pages_of(request.user, issues), pk=kwargs["page_id"])
        self.association = association_of(self.issue)
        if not may_look_after(request.user, self.association.site_id):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    @cached_property
    def mailing(self) -> Mailing | None:
        return Mailing.objects.filter(issue=self.issue.pk).select_related("issue").first()

    @property
    def progress_url(self) -> str:
        return reverse(PROGRESS, args=[self.issue.pk])

    def refused(self, error: Exception) -> None:
        """Say in words why nothing was done."""
        messages.error(self.request, " ".join(getattr(error, "messages", [str(error)])))


class MailingPage(OfIssue, WagtailAdminTemplateMixin, TemplateView):
    """A page about the mailing of one issue."""

    header_icon = "mail"

    def get_page_subtitle(self) -> str:
        return str(self.issue.designation)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("newsletters:index"), "label": _("Newsletters")},
            {"url": reverse("wagtailadmin_pages:edit", args=[self.issue.pk]), "label": str(self.issue.draft_title)},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]


class StartView(MailingPage):
    """Who gets the issue and what goes out; POST sends it for good."""

    template_name = "newsletters/mailing/start.html"
    page_title = gettext_lazy("Send the issue to its readers")

    @cached_property
    def reason(self) -> str:
        """Why the issue can't be sent now; empty where it can."""
        try:
            sendable(self.issue)
        except NotSendable as shut:
            return shut.reason
        if self.issue.sendings.filter(kind=SendingKind.EMAIL).exists():
            return _("The issue has gone out by e-mail already.")
        return ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect(self.progress_url) if self.mailing is not None else super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_start(request.user, self.association.site_id):
            raise PermissionDenied
        if self.mailing is not None:
            return redirect(self.progress_url)
        try:
            start(issue=self.issue, user=request.user)
        except (NotSendable, ValidationError) as error:
            self.refused(error)
            return redirect(request.path)
        messages.success(request, _("The issue is on its way to its readers."))
        return redirect(self.progress_url)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        audience = audience_of(self.issue, self.association.site_id)
        is_manager = may_start(self.request.user, self.association.site_id)
        may = is_manager and not self.reason and audience.total > 0
        return super().get_context_data(
            **kwargs,
            issue=self.issue,
            audience=audience,
            subject=subject_of(self.issue),
            reason=self.reason,
            may_start=may,
            is_manager=is_manager,
            starters=[] if is_manager else starters(self.association),
            minutes=minutes_for(audience.total),
            proof_url=reverse(PROOF, args=[self.issue.pk]),
            pdf_url=reverse(PDF, args=[self.issue.pk]),
            back_url=reverse("wagtailadmin_pages:edit", args=[self.issue.pk]),
        )


class ProgressView(MailingPage):
    """How far the mailing is, in numbers that open their lists, with the buttons that pause and resume it."""

    template_name = "newsletters/mailing/progress.html"
    page_title = gettext_lazy("Sending by e-mail")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.mailing is None:
            return redirect(START, self.issue.pk)
        response = super().get(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mailing = self.mailing
        assert mailing is not None  # noqa: S101 - get() has seen to it
        return super().get_context_data(**kwargs, issue=self.issue, progress=progress_of(mailing))


class ActView(OfIssue, View):
    """A button of the progress page; POST does it, once, and comes back."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        mailing = self.mailing
        if mailing is None:
            raise Http404
        try:
            self.act(mailing)
        except (NotSendable, ValidationError) as error:
            self.refused(error)
        return redirect(self.progress_url)

    def act(self, mailing: Mailing) -> None:
        """Do it and say so. Raises ValidationError or NotSendable where it can't be done."""
        raise NotImplementedError


class PauseView(ActView):
    def act(self, mailing: Mailing) -> None:
        pause(mailing=mailing, user=self.request.user)
        messages.success(self.request, _("Sending is paused. What is on its way just now still goes out."))


class ResumeView(ActView):
    def act(self, mailing: Mailing) -> None:
        resume(mailing=mailing, user=self.request.user)
        messages.success(self.request, _("Sending goes on."))


class ResendAllView(ActView):
    """Everything in doubt goes out once more."""

    def act(self, mailing: Mailing) -> None:
        count = resend_all(mailing=mailing, user=self.request.user)
        said = ngettext("%(count)d message will be sent again.", "%(count)d messages will be sent again.", count)
        messages.success(self.request, said % {"count": count})
