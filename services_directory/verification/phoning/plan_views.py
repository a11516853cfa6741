"""The plan of first verifications: how many entries are left, so many a week, and how far it is. Managers make it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.permissions import policy_registry

from portal.core.keys import typed_key
from portal.tenancy.boundary import is_union_user
from portal.tenancy.models import Association

from ...models import Service, VerificationPlan
from ..plan import Proposed, drop_plan, make_plan, propose

INDEX, PLAN = "verification_queue:index", "verification_queue:plan"
WEEK = timedelta(days=7)
FASTER = (1, 1.5, 2)
"""How many times what is needed is offered as a pace."""
AT_MOST = 1000


@dataclass(frozen=True)
class Week:
    """A week of the plan from its Monday: how many entries it has and how many of them are verified."""

    monday: date
    entries: int
    verified: int
    is_now: bool

    @property
    def left(self) -> int:
        return self.entries - self.verified

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)


@dataclass(frozen=True)
class Pace:
    """So many a week, and the week in which the last one is due then."""

    per_week: int
    weeks: int
    last: date


@dataclass(frozen=True)
class Line:
    """An association as the Union sees it."""

    association: Association
    never: int
    planned: int
    verified: int


class PlanForm(forms.Form):
    per_week = forms.IntegerField(label=gettext_lazy("Entries a week"), min_value=1, max_value=AT_MOST)
    starts_on = forms.DateField(
        label=gettext_lazy("First week begins on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean_starts_on(self) -> date:
        day: date = self.cleaned_data["starts_on"]
        if day < this_monday():
            raise forms.ValidationError(_("The plan can't begin in a week that has passed."))
        return day


def this_monday() -> date:
    today = timezone.localdate()
    return today - timedelta(days=today.weekday())


def weeks_of(site_id: int) -> list[Week]:
    """The weeks of the plan that holds, the first one first; one query."""
    planned = Service.objects.for_site(site_id).published().exclude(planned_for=None).order_by()
    rows = planned.values("planned_for").annotate(entries=Count("pk"), verified=Count("pk", ~Q(verified_on=None)))
    sums: dict[date, list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        week = sums[row["planned_for"] - timedelta(days=row["planned_for"].weekday())]
        week[0] += row["entries"]
        week[1] += row["verified"]
    now = this_monday()
    return [Week(monday, entries, verified, monday == now) for monday, (entries, verified) in sorted(sums.items())]


def paces(proposed: Proposed, starts: date) -> list[Pace]:
    """What is needed and what would be faster, each with its end."""
    found = {max(1, round(proposed.per_week_needed * faster)) for faster in FASTER}
    return [
        Pace(per_week, weeks, starts + WEEK * (weeks - 1) + timedelta(days=4))
        for per_week in sorted(found)
        if (weeks := -(-proposed.entries // per_week))
    ]


class PlanView(WagtailAdminTemplateMixin, TemplateView):
    """An association's plan; the Union sees all of them, and one by ``?association=``."""

    model = Service
    template_name = "services_directory/admin/verification/plan.html"
    page_title = gettext_lazy("Plan of first verifications")
    header_icon = "calendar"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        sees = policy_registry.get_by_type(VerificationPlan).user_has_any_permission(request.user, ["add", "change"])
        if not sees and not is_union_user(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def association(self) -> Association | None:
        """The one whose plan is shown; None where the Union looks at all."""
        chosen = typed_key(self.request.GET.get("association"))
        if is_union_user(self.request.user):
            return Association.objects.filter(pk=chosen).first() if chosen is not None else None
        policy = policy_registry.get_by_type(VerificationPlan)
        sites = policy.sites_user_has_any_permission_for(self.request.user, ["add", "change"])
        return Association.objects.filter(site__in=sites).order_by("sort_key").first()

    @cached_property
    def may_plan(self) -> bool:
        if self.association is None:
            return False
        policy = policy_registry.get_by_type(VerificationPlan)
        return bool(policy.user_has_any_permission_for_instance(self.request.user, ["add"], self.association.site))

    @property
    def next_monday(self) -> date:
        return this_monday() + WEEK

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.association is None:
            raise Http404
        if not self.may_plan:
            raise PermissionDenied
        site = self.association.site
        if request.POST.get("do") == "drop":
            drop_plan(site=site, user=request.user)
            messages.success(request, _("The plan is gone; each entry has its usual time since it was published."))
            return redirect(request.get_full_path())
        form = PlanForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        make_plan(site=site, user=request.user, **form.cleaned_data)
        messages.success(request, _("Planned. The week's entries will stand in the queue."))
        return redirect(request.get_full_path())

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = [{"url": reverse(INDEX), "label": pgettext("queue", "Verification")}]
        if is_union_user(self.request.user) and self.association:
            items.append({"url": reverse(PLAN), "label": self.page_title})
            return [*items, {"url": "", "label": self.association.short_name}]
        return [*items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context |= {"queue_url": reverse(INDEX), "association": self.association, "may_plan": self.may_plan}
        if self.association is None:
            return {**context, "lines": self._lines()}
        site_id = self.association.site_id
        proposed = propose(site_id)
        weeks = weeks_of(site_id)
        own = f"&association={self.association.pk}" if is_union_user(self.request.user) else ""
        defaults = {"per_week": max(1, proposed.per_week_needed), "starts_on": self.next_monday}
        return {
            **context,
            "own": own,
            "proposed": proposed,
            "plan": VerificationPlan.objects.filter(site=site_id).first(),
            "weeks": weeks,
            "planned": sum(week.entries for week in weeks),
            "verified": sum(week.verified for week in weeks),
            "paces": paces(proposed, self.next_monday),
            "form": kwargs.get("form") or PlanForm(initial=defaults),
            "this_monday": this_monday(),
        }

    def _lines(self) -> list[Line]:
        """Every association with entries that were never verified or with a plan; the most entries first."""
        rows = (
            Service.objects.for_user(self.request.user)
            .published()
            .order_by()
            .values("site")
            .annotate(
                never=Count("pk", Q(verified_on=None)),
                planned=Count("pk", ~Q(planned_for=None)),
                verified=Count("pk", ~Q(planned_for=None) & ~Q(verified_on=None)),
            )
            .filter(Q(never__gt=0) | Q(planned__gt=0))
        )
        names = {association.site_id: association for association in Association.objects.all()}
        lines = [
            Line(names[row["site"]], row["never"], row["planned"], row["verified"])
            for row in rows
            if row["site"] in names
        ]
        return sorted(lines, key=lambda line: (-line.never, line.association.sort_key))
