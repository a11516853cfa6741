"""What people do with an approved issue in the admin: restore it, publish it again, correct it.

Each page is about one issue of the user's; another's isn't found. GET changes nothing.
"""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.tenancy.boundary import pages_of

from ..errata.making import start_erratum
from ..models import NewsletterIssuePage
from .gate import NotSendable
from .restoring import publish_approved, restore_approved
from .state import Way, way_of


class OfIssueView(WagtailAdminTemplateMixin, TemplateView):
    """A question about one issue, and the button that does it."""

    header_icon = "doc-full"
    template_name = "newsletters/sending/ask.html"
    question: Any = ""
    button: Any = ""
    done: Any = ""
    need: str
    """Which answer of `Way` allows it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        issues = NewsletterIssuePage.objects.filter(alias_of=None)
        self.issue = get_object_or_404(pages_of(request.user, issues), pk=kwargs["page_id"])
        if not self.issue.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def way(self) -> Way:
        return way_of(self.issue, self.request.user)

    @property
    def back_url(self) -> str:
        return reverse("wagtailadmin_pages:edit", args=(self.issue.pk,))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().get(request, *args, **kwargs) if getattr(self.way, self.need) else self.refused()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not getattr(self.way, self.need):
            return self.refused()
        try:
            response = self.act()
        except (ValidationError, NotSendable) as error:
            messages.error(request, " ".join(getattr(error, "messages", [str(error)])))
            return redirect(self.back_url)
        messages.success(request, self.done)
        return response

    def act(self) -> HttpResponse:
        """Do it. Raises ValidationError or NotSendable where it can't be done."""
        raise NotImplementedError

    def refused(self) -> HttpResponse:
        """It can't be done as the issue stands now, or not by this user: back to the issue, with the reason."""
        messages.warning(self.request, self.way.reason or _("That isn't possible as the issue stands now."))
        return redirect(self.back_url)

    def get_page_subtitle(self) -> str:
        return str(self.issue.designation)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("newsletters:index"), "label": _("Newsletters")},
            {"url": self.back_url, "label": str(self.issue.draft_title)},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {"issue": self.issue, "back_url": self.back_url, "question": self.question, "button": self.button}
        return super().get_context_data(**own, **kwargs)


class RestoreView(OfIssueView):
    """Back to the approved text."""

    need = "can_restore"
    page_title = gettext_lazy("Restore the approved text")
    question = gettext_lazy(
        "The text the Union approved becomes the newest one again, and its approval holds. "
        "What was changed since stays in the history of the page."
    )
    button = gettext_lazy("Restore the approved text")
    done = gettext_lazy("The approved text is back, and the Union's approval holds again.")

    def act(self) -> HttpResponse:
        restore_approved(issue=self.issue, user=self.request.user)
        return redirect(self.back_url)


class PublishApprovedView(OfIssueView):
    """On the web again, without a new review."""

    need = "can_publish"
    page_title = gettext_lazy("Publish the approved text")
    question = gettext_lazy("Exactly the text the Union approved goes on the web. A new review isn't needed.")
    button = gettext_lazy("Publish the approved text")
    done = gettext_lazy("The approved text is on the web.")

    def act(self) -> HttpResponse:
        publish_approved(issue=self.issue, user=self.request.user)
        return redirect(self.back_url)


class CorrectView(OfIssueView):
    """A correction that readers see on top of the issue."""

    need = "can_correct"
    page_title = gettext_lazy("Publish a correction")
    question = gettext_lazy(
        "A short page of its own is made, which readers will see on top of the issue. Write what was wrong and what is "
        "right, and send it to the Union as any issue. The issue itself stays as readers got it."
    )
    button = gettext_lazy("Write the correction")
    done = gettext_lazy("The correction is a draft now: write it and send it to the Union.")

    def act(self) -> HttpResponse:
        erratum = start_erratum(issue=self.issue, user=self.request.user)
        return redirect("wagtailadmin_pages:edit", erratum.pk)
