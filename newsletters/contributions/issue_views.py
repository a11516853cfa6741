"""The page "Contributions" of an issue: who was asked, who sent what, asking, the closing date (N1)."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from portal.core.keys import typed_key
from portal.core.working_days import add_working_days, next_working_day
from portal.programme.querysets import newsletter_deadlines
from portal.tenancy.boundary import pages_of

from ..enums import ContributionState
from ..models import Contribution, NewsletterIssuePage
from ..review.rounds import association_of
from .admin_forms import AskForm, ClosingDateForm, put_errors
from .asking import ask, leave_person_out, set_closing_date
from .form import StaffContributionForm
from .links import is_open
from .people import offered, without_address
from .receiving import receive
from .rights import may_work_with
from .standing import summary_of
from .taking import stands_in, why_not

ISSUE, ASK, ADD, INSPECT = "contribution:issue", "contribution:ask", "contribution:add_piece", "contribution:inspect"
BEFORE_SUBMITTING = 5
"""Working days between the closing date that is offered and the day the issue goes to the Union."""
WITHOUT_CALENDAR = timedelta(days=14)


class OfIssueView(WagtailAdminTemplateMixin, TemplateView):
    """Something about one issue of the user's association; another's isn't found."""

    model = Contribution
    header_icon = "mail"
    page_title: Any = gettext_lazy("Contributions")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        issues = NewsletterIssuePage.objects.filter(alias_of=None, corrects=None)
        self.issue = get_object_or_404(pages_of(request.user, issues), pk=kwargs["page_id"])
        self.association = association_of(self.issue)
        if not may_work_with(request.user, self.association):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return str(self.issue.designation)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items = [
            *self.breadcrumbs_items,
            {"url": reverse("newsletters:index"), "label": _("Newsletters")},
            {"url": reverse("wagtailadmin_pages:edit", args=[self.issue.pk]), "label": str(self.issue.draft_title)},
        ]
        if not isinstance(self, IssueView):
            items.append({"url": self.back_url, "label": _("Contributions")})
        return [*items, {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}]

    @property
    def back_url(self) -> str:
        return reverse(ISSUE, args=[self.issue.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {"issue": self.issue, "association": self.association, "back_url": self.back_url}
        return super().get_context_data(**context, **kwargs)

    def shown(self, **context: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(**context))


class IssueView(OfIssueView):
    """Who was asked and what came; POST moves the closing date (``day``) or asks somebody no more (``person``)."""

    template_name = "newsletters/contributions/admin/issue.html"

    @cached_property
    def header_buttons(self) -> list[Any]:
        return [
            HeaderButton(_("Ask for contributions"), url=reverse(ASK, args=[self.issue.pk]), icon_name="mail"),
            HeaderButton(_("Write one"), url=reverse(ADD, args=[self.issue.pk]), icon_name="plus"),
        ]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "person" in request.POST:
            return self._leave_out(request.POST["person"])
        form = ClosingDateForm(request.POST)
        if form.is_valid():
            try:
                set_closing_date(issue=self.issue, day=form.cleaned_data["day"], user=request.user)
                messages.success(request, _("The closing date is set; the links hold until then."))
                return redirect(self.back_url)
            except ValidationError as error:
                put_errors(form, error)
        return self.shown(form=form)

    def _leave_out(self, pk: str) -> HttpResponse:
        person = get_object_or_404(self.issue.contributors.all(), pk=typed_key(pk) or 0)
        leave_person_out(contributor=person, user=self.request.user)
        messages.success(self.request, _("We won't write there any more, and the link has ended."))
        return redirect(self.back_url)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        summary = summary_of(self.issue)
        revision = self.issue.latest_revision
        body = str(revision.content.get("body", "")) if revision is not None else ""
        taken = [piece for piece in summary.pieces if piece.state == ContributionState.TAKEN]
        form = kwargs.pop("form", None) or ClosingDateForm(initial={"day": self.issue.contributions_until})
        return super().get_context_data(
            **kwargs,
            form=form,
            media=form.media,
            summary=summary,
            gone={piece.pk for piece in taken if not stands_in(piece, body)},
            is_open=is_open(self.issue),
            why_not=why_not(self.issue),
            ask_url=reverse(ASK, args=[self.issue.pk]),
        )


class AskView(OfIssueView):
    """Choose whom to ask: first everybody, later who was forgotten."""

    template_name = "newsletters/contributions/admin/ask.html"
    page_title = gettext_lazy("Ask for contributions")

    @cached_property
    def offers(self) -> list[Any]:
        return offered(self.issue, self.association)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = AskForm(request.POST, offers=self.offers)
        if form.is_valid():
            data = form.cleaned_data
            try:
                set_closing_date(issue=self.issue, day=data["day"], user=request.user)
                asked = ask(issue=self.issue, people=data["chosen"], user=request.user)
            except ValidationError as error:
                put_errors(form, error)
            else:
                said = ngettext("%(count)d letter is on its way.", "%(count)d letters are on their way.", len(asked))
                messages.success(request, said % {"count": len(asked)})
                return redirect(self.back_url)
        return self.shown(form=form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or AskForm(offers=self.offers, initial={"day": suggested_day(self.issue)})
        return super().get_context_data(
            **kwargs, form=form, media=form.media, offers=self.offers, unreached=without_address(self.association)
        )


class AddPieceView(OfIssueView):
    """A piece by somebody with an account; it waits as all others do."""

    template_name = "newsletters/contributions/admin/add.html"
    page_title = gettext_lazy("Write a contribution")

    def _form(self, **data: Any) -> StaffContributionForm:
        user: Any = self.request.user
        return StaffContributionForm(
            **data, whose=f"user-{user.pk}", association=self.association, initial={"author_name": user.get_full_name()}
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self._form(data=request.POST, files=request.FILES)
        if form.is_valid():
            place = form.cleaned_data["municipality"]
            try:
                receive(issue=self.issue, piece=form.piece(), user=request.user, municipality=place)
            except ValidationError as error:
                put_errors(form, error)
                form.keep_picture()
            else:
                messages.success(request, _("The contribution is stored and waits with the others."))
                return redirect(self.back_url)
        return self.shown(form=form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or self._form()
        return super().get_context_data(**kwargs, form=form, media=form.media)


def suggested_day(issue: NewsletterIssuePage) -> date:
    """The closing date that is offered: the one that is set, or a week before the issue goes to the Union."""
    today = timezone.localdate()
    if issue.contributions_until and issue.contributions_until >= today:
        return issue.contributions_until
    days = newsletter_deadlines(issue.calendar_number, programme=issue.programme) if issue.calendar_number else None
    day = add_working_days(days.submit_on, -BEFORE_SUBMITTING) if days is not None else today
    return day if day > today + timedelta(days=2) else next_working_day(today + WITHOUT_CALENDAR)
