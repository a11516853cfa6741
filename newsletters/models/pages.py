"""The archive of newsletters and its issues (WEB-2)."""

from datetime import date
from functools import cached_property
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField
from wagtail.models import PageManager, PagePermissionTester
from wagtail.search import index

from portal.core.models import BasePage
from portal.core.trees import in_tree
from portal.programme.models import Programme
from portal.tenancy.kept import kept_for

from ..archived import paginated, years
from ..blocks import IssueBlock
from ..checks.panel import ReadinessPanel
from ..contributions.panel import ContributionsPanel
from ..dates.calendar_file import FILE as DATES_FILE
from ..dates.calendar_file import calendar_of, calendar_response
from ..dates.coming import coming_dates
from ..dates.items import dated_items
from ..dates.present import as_they_stand
from ..editions.papers import papers_of
from ..editions.preview import MODES, SIZES, is_of_mail, mail_preview
from ..enums import PrintLayout
from ..facts.fingerprint import fingerprint_of
from ..facts.gather import gather_facts, site_of
from ..forms import NewsletterIssueForm
from ..numbering import refuse_taken_number
from ..panels import ReviewDeadlinesPanel
from ..parts import Section, shown_sections, written_sections
from ..permissions import NewsletterIndexPermissionTester, NewsletterIssuePermissionTester
from ..publishing.guarded import GuardedIssue
from ..querysets import NewsletterIssueQuerySet
from ..sending.panel import SendingPanel
from ..sharing.routes import SharedArchive
from ..subscribers.routes import SubscriptionRoutes

DATES_AHEAD = 6
"""So many dates stand beside the archive; the calendar file has all."""
FIRST_YEAR = 1990
LAST_YEAR = 2100


class NewsletterIndexPage(SubscriptionRoutes, SharedArchive, RoutablePageMixin, BasePage):
    """The archive: every published issue, newest first, by year. Made with the site, one for each language."""

    is_creatable = False
    subpage_types = ["newsletters.NewsletterIssuePage"]
    kept_routes = frozenset(
        {"atom", "by_number", "dates", "for_municipalities", "index_route", "widget", "widget_list"}
    )

    class Meta:
        verbose_name = _("newsletter archive")
        verbose_name_plural = _("newsletter archives")

    @property
    def issues(self) -> Any:
        """The issues readers may see, newest first."""
        return NewsletterIssuePage.objects.child_of(self).published()

    def archive_context(self, request: HttpRequest) -> dict[str, Any]:
        """What `newsletters/years.html` shows: years with the number of their issues, newest first."""
        found = kept_for(request, lambda: years.all(**in_tree(self)), "years", self.pk)
        return {"years": found, "total": sum(row["count"] for row in found), "archive": self}

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = {**super().get_context(request, *args, **kwargs), **self.archive_context(request)}
        wanted = request.GET.get("year", "")
        counts = {row["year"]: row["count"] for row in context["years"]}
        year = next((year for year in counts if str(year) == wanted), None)
        pages = paginated(self, year, counts[year] if year else context["total"])
        context |= {"year": year, "page_obj": pages.get_page(request.GET.get("page"))}
        return context | {"coming": lambda: coming_dates(self)[:DATES_AHEAD], "today": timezone.localdate()}

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        return NewsletterIndexPermissionTester(user, self)

    @path(f"{DATES_FILE}/", name="dates")
    def dates(self, request: HttpRequest) -> HttpResponse:
        """Dates ahead in all issues, for the reader's own calendar (N2)."""
        name = gettext("%(title)s – dates") % {"title": self.title}
        return calendar_response(calendar_of(coming_dates(self, cancelled=True), name=name, request=request), self.slug)

    @path("prispevek/<str:token>/", name="contribution")
    def show_contribution(self, request: HttpRequest, token: str) -> HttpResponse:
        """The page behind the personal link of who is asked for a contribution (N1)."""
        from ..contributions.link_views import contribution_page

        return contribution_page(request, self, token)


class NewsletterIssuePage(GuardedIssue, RoutablePageMixin, BasePage):
    """One issue. It is published by the Union's consent only (NWS-5); its number and year stand for it for good."""

    number = models.PositiveSmallIntegerField(
        _("number"), validators=[MinValueValidator(1)], help_text=_("The number of the issue in its year.")
    )
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    published_on = models.DateField(
        _("date of issue"),
        null=True,
        blank=True,
        help_text=_("Left empty, it is the day the issue is first published."),
    )
    body = StreamField(IssueBlock(), verbose_name=_("content"), blank=True)
    programme = models.ForeignKey(
        Programme, verbose_name=_("programme"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    calendar_number = models.PositiveSmallIntegerField(
        _("issue of the programme"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Which newsletter of the programme's calendar this is; its deadlines hold for it."),
    )
    contributions_until = models.DateField(
        _("closing date for contributions"), null=True, blank=True, help_text=_("The last day.")
    )
    is_printed = models.BooleanField(
        _("also printed"), default=False, help_text=_("Printed twice a year, a newsletter is a periodical by law.")
    )
    mk_registration_number = models.CharField(
        _("registration number of a periodical"),
        max_length=20,
        blank=True,
        help_text=_("Given by the Ministry of Culture; obligatory if it is printed at least twice a year."),
    )
    corrects = models.ForeignKey(
        "self",
        verbose_name=_("corrects"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="errata",
    )
    facts = models.JSONField(default=dict, blank=True, editable=False)
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)

    objects = PageManager.from_queryset(NewsletterIssueQuerySet)()

    base_form_class = NewsletterIssueForm
    exclude_fields_in_copy = ["contributions_until"]
    parent_page_types = ["newsletters.NewsletterIndexPage"]
    kept_routes = frozenset({"dates", "index_route"})
    subpage_types: list[str] = []

    content_panels = [
        ReviewDeadlinesPanel(),
        SendingPanel(),
        ReadinessPanel(),
        ContributionsPanel(),
        *BasePage.content_panels,
        FieldPanel("body"),
    ]
    number_panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("number"), FieldPanel("year"), FieldPanel("published_on")]),
                FieldPanel("calendar_issue"),
            ],
            heading=_("Number and date"),
        ),
        MultiFieldPanel([FieldPanel("is_printed"), FieldPanel("mk_registration_number")], heading=_("In print")),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(content_panels, heading=_("Content")),
            ObjectList(number_panels, heading=_("Number, date, print")),
            ObjectList(BasePage.promote_panels, heading=_("Promote")),
            ObjectList(BasePage.settings_panels, heading=_("Settings")),
        ],
        base_form_class=NewsletterIssueForm,
    )
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("body"),
        index.FilterField("number"),
        index.FilterField("year"),
    ]

    class Meta:
        verbose_name = _("newsletter issue")
        verbose_name_plural = _("newsletter issues")
        indexes = [models.Index(fields=["-year", "-number"], name="issue_newest_first")]

    def save_revision(self, *args: Any, **kwargs: Any) -> Any:
        """Keep the words as written together with what the portal says by itself, and the fingerprint of both.

        While the Union reads it, and in a copy for another language, the facts stay as they were submitted.
        """
        if not self.facts_stand(kwargs.get("changed", True)):
            self.facts = gather_facts(self)
        self.fingerprint = fingerprint_of(self)
        return super().save_revision(*args, **kwargs)

    def with_content_json(self, content: Any) -> Any:
        """The closing date belongs to the issue, not to a revision: it is moved while others write and review."""
        issue = super().with_content_json(content)
        issue.contributions_until = self.contributions_until
        return issue

    def clean(self) -> None:
        """No two published issues of an archive have one number, whoever publishes them and how."""
        super().clean()
        refuse_taken_number(self)

    @property
    def designation(self) -> str:
        """The issue's name in short: "2/2026"."""
        return f"{self.number}/{self.year}"

    @property
    def day_of_issue(self) -> date | None:
        """The day readers are told, in Prague; None while the issue is a draft without a date."""
        if self.published_on or not self.first_published_at:
            return self.published_on
        return timezone.localdate(self.first_published_at)

    @property
    def written_sections(self) -> list[Section]:
        """The blocks in their order, each with its place on the page."""
        return written_sections(self.body)

    @cached_property
    def sections(self) -> list[Section]:
        """What readers see: the blocks, and the dates of the issue if no block is for them (N2)."""
        return shown_sections(self)

    @property
    def contents(self) -> list[Section]:
        return [section for section in self.sections if section.anchor]

    @path(f"{DATES_FILE}/", name="dates")
    def dates(self, request: HttpRequest) -> HttpResponse:
        """The dates of this issue for the reader's own calendar (N2)."""
        dates = as_they_stand([(item, self) for item in dated_items(self)], site_of(self))
        name = gettext("Newsletter %(designation)s – dates") % {"designation": self.designation}
        return calendar_response(calendar_of(dates, name=name, request=request), self.slug)

    @path("pdf/", name="pdf")
    def pdf(self, request: HttpRequest) -> HttpResponse:
        """The published issue to print, as an accessible PDF (N4)."""
        from ..editions.views import published_pdf

        return published_pdf(request, self)

    @path("pdf/cernobile/", name="pdf_black")
    def pdf_black(self, request: HttpRequest) -> HttpResponse:
        """The same without colours, for a copier (N5)."""
        from ..editions.views import published_pdf

        return published_pdf(request, self, PrintLayout.BLACK)

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        return list(MODES)

    @property
    def preview_sizes(self) -> list[dict[str, Any]]:
        return list(SIZES)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """What is being written is shown with the facts it would be saved with; kept revisions with their own."""
        if getattr(request, "is_editing", False):
            # Approved words that nobody has changed are no draft.
            if not self.facts_stand(changed=False):
                self.facts = gather_facts(self)
            self.fingerprint = fingerprint_of(self)
        if is_of_mail(mode_name):
            return mail_preview(self, mode_name)
        response: HttpResponse = super().serve_preview(request, mode_name)
        return response

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        archive = self.get_parent().specific
        context |= archive.archive_context(request)
        context["newer"] = archive.issues.after(self).first()
        context["older"] = archive.issues.before(self).first()
        context["papers"] = papers_of(self) if self.live else []
        return context

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        return NewsletterIssuePermissionTester(user, self)
