"""Proposals of providers in the admin: what waits, and one proposal decided field by field (F6).

The tenant's scope is put in front of these views by the viewset.
"""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.ui.tables import BaseColumn, Column, TitleColumn
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.widgets.button import HeaderButton

from portal.core.czech import NBSP, fold
from portal.core.keys import typed_key
from portal.core.templatetags.portal import cs_date, cs_datetime
from portal.tenancy.boundary import is_union_user, visible_to

from ...enums import Decision
from ...models import Proposal, ProposedChange, Service
from ...permissions import may_decide
from ...sections import directory_page
from .decisions import accept_all, decide, label_of, refuse_all
from .difference import ShownChange, shown_change

INDEX, INSPECT, DECIDE = "service_proposals:index", "service_proposals:inspect", "service_proposals:decide"
EVERYTHING = "all"
WAITING_FIRST = (F("settled_at").desc(nulls_first=True), "made_at", "pk")


def edit_url(service: Service) -> str:
    return reverse(Service.snippet_viewset.get_url_name("edit"), args=[service.pk])


def inspect_url(proposal: Proposal) -> str:
    return reverse(INSPECT, args=[proposal.pk])


def state_of(proposal: Any) -> str:
    """In words: how many fields wait, or the day of the last decision."""
    if proposal.settled_at is not None:
        return _("decided on %(day)s") % {"day": cs_date(proposal.settled_at)}
    said = _("waits: %(left)d of %(all)d") % {"left": proposal.left, "all": proposal.fields_count}
    return said.replace(" ", NBSP)


def fields_of(proposal: Proposal) -> str:
    """What it is about: the names of the facts."""
    return ", ".join(label_of(change.field) for change in proposal.changes.all())


def association_of(proposal: Any) -> str:
    return str(proposal.site.association.short_name)


class ProposalIndexView(IndexView):
    """What waits first, the longest waiting on top; then what is decided, the latest on top."""

    page_title = gettext_lazy("Proposals of providers")
    is_searchable = True

    def get_base_queryset(self) -> QuerySet[Any]:
        proposals: QuerySet[Any] = super().get_base_queryset().select_related("service", "site__association")
        waiting = Count("changes", filter=Q(changes__decision=Decision.WAITING))
        return proposals.annotate(fields_count=Count("changes"), left=waiting).prefetch_related("changes")

    def search_queryset(self, queryset: Any) -> Any:
        if not self.is_searching:
            return queryset
        wanted = Q()
        for word in fold(self.search_query).split():
            wanted &= Q(service__search_text__contains=word)
        return queryset.filter(wanted)

    def order_queryset(self, queryset: Any) -> Any:
        return (
            super().order_queryset(queryset) if self.request.GET.get("ordering") else queryset.order_by(*WAITING_FIRST)
        )

    @cached_property
    def columns(self) -> list[BaseColumn]:
        found: list[BaseColumn] = [
            TitleColumn("service", label=_("Service"), get_url=inspect_url, sort_key="service__sort_key"),
            Column("fields", label=_("What it is about"), accessor=fields_of),
            Column("told_by", label=_("Who said so"), accessor=lambda row: row.told_by or "–"),
            Column("made_at", label=_("Received"), accessor=lambda row: cs_date(row.made_at), sort_key="made_at"),
            Column("state", label=_("State"), accessor=state_of),
        ]
        if is_union_user(self.request.user):
            found.insert(1, Column("site", label=_("Association"), accessor=association_of))
        return found


class ProposalInspectView(InspectView):
    """One proposal: each field as a difference, with what can be done about it."""

    template_name = "services_directory/admin/proposals/proposal.html"
    page_title = gettext_lazy("Proposal of a provider")
    header_icon = "form"

    def get_object(self, queryset: Any = None) -> Proposal:
        related = ("service__municipality", "service__kind", "site__association", "site__root_page", "ask")
        proposals = Proposal.objects.select_related(*related)
        return get_object_or_404(proposals.prefetch_related("changes", "service__contacts"), pk=self.pk)

    def get_page_subtitle(self) -> str:
        return str(self.object.service)

    @cached_property
    def public_url(self) -> str:
        page = directory_page(self.object.site)
        service = self.object.service
        return f"{page.full_url}{service.slug}/" if page is not None and service.live else ""

    @cached_property
    def header_buttons(self) -> list[Any]:
        return [HeaderButton(_("Edit the entry"), url=edit_url(self.object.service), icon_name="edit")]

    @property
    def header_more_buttons(self) -> list[Any]:
        return []

    def get_edit_url(self) -> None:
        return None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        proposal: Proposal = self.object
        shown: list[ShownChange] = [shown_change(change, proposal.service) for change in proposal.changes.all()]
        waiting = [each for each in shown if each.is_waiting]
        decides = may_decide(self.request.user, proposal)
        return {
            **super().get_context_data(**kwargs),
            "proposal": proposal,
            "service": proposal.service,
            "edit_url": edit_url(proposal.service),
            "public_url": self.public_url,
            "association": proposal.site.association if is_union_user(self.request.user) else None,
            "shown": shown,
            "waiting": waiting,
            "changed_meanwhile": [each for each in waiting if each.is_changed_meanwhile],
            "may_decide": decides and bool(waiting),
            "decide_url": reverse(DECIDE, args=[proposal.pk]),
            "next_url": self._next_url() if not waiting else "",
        }

    def _next_url(self) -> str:
        others = visible_to(self.request.user, Proposal.objects.filter(settled_at=None).exclude(pk=self.object.pk))
        following = others.order_by("made_at", "pk").first()
        return inspect_url(following) if following else ""


class DecideView(View):
    """POST: accept or refuse one field (``change``), or everything that waits (``change=all``)."""

    model = Proposal
    http_method_names = ["post"]

    def post(self, request: HttpRequest, proposal: int) -> HttpResponse:
        # Not found and not one's own are the same: it may have been deleted with its entry, or moved.
        related = Proposal.objects.select_related("service", "site")
        found = visible_to(request.user, related).filter(pk=proposal).first()
        if found is None:
            messages.warning(request, _("This proposal is gone: its entry has been deleted or moved meanwhile."))
            return redirect(INDEX)
        if not may_decide(request.user, found):
            raise PermissionDenied
        which = request.POST.get("change", "")
        try:
            is_mine = self._everything(found) if which == EVERYTHING else self._one(found, which)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(f"{inspect_url(found)}#{self._anchor(which)}")
        return redirect(self._next(found, is_mine=is_mine))

    @property
    def _accepts(self) -> bool:
        return self.request.POST.get("decision") == "accept"

    def _marks(self, pks: list[int]) -> dict[int, str]:
        """What the person says to have seen, if they ticked it."""
        data = self.request.POST
        return {pk: data.get(f"seen-{pk}", "") for pk in pks} if data.get("knowingly") else {}

    def _everything(self, proposal: Proposal) -> bool:
        user, data = self.request.user, self.request.POST
        if self._accepts:
            pks = list(ProposedChange.objects.filter(proposal=proposal).values_list("pk", flat=True))
            count = accept_all(proposal=proposal, user=user, seen=self._marks(pks))
        else:
            count = refuse_all(proposal=proposal, user=user, reason=data.get("reason", ""))
        if not count:
            messages.warning(self.request, _("Somebody else has decided everything meanwhile."))
        return bool(count)

    def _one(self, proposal: Proposal, which: str) -> bool:
        changes = ProposedChange.objects.filter(proposal=proposal)
        change = get_object_or_404(changes, pk=typed_key(which) or 0)
        seen = self._marks([change.pk]).get(change.pk, "")
        reason = self.request.POST.get("reason", "")
        if decide(change=change, accept=self._accepts, user=self.request.user, reason=reason, seen=seen):
            said = _("%(field)s: accepted and published.") if self._accepts else _("%(field)s: refused.")
            messages.success(self.request, said % {"field": label_of(change.field)})
            return True
        change.refresh_from_db()
        messages.warning(self.request, before_you(change))
        return False

    def _anchor(self, which: str) -> str:
        return f"change-{key}" if (key := typed_key(which)) is not None else "everything"

    def _next(self, proposal: Proposal, *, is_mine: bool) -> str:
        """The next field that waits; the top when the proposal is settled."""
        waiting = ProposedChange.objects.filter(proposal=proposal, decision=Decision.WAITING).first()
        address = inspect_url(proposal)
        if waiting is not None:
            return f"{address}#change-{waiting.pk}"
        if is_mine:
            done = _(
                "Everything is decided: the entry is verified by the day of the answer, the provider will be told."
            )
            messages.success(self.request, done)
        return address


def before_you(change: ProposedChange) -> str:
    """Who decided before, and how."""
    said = {
        Decision.ACCEPTED: _("%(field)s: %(who)s accepted this before you (%(when)s). Your decision wasn't needed."),
        Decision.REFUSED: _("%(field)s: %(who)s refused this before you (%(when)s): %(reason)s"),
    }[Decision(change.decision)]
    when = cs_datetime(change.decided_at)
    return said % {
        "field": label_of(change.field),
        "who": change.decided_by or _("somebody"),
        "when": when,
        "reason": change.reason,
    }
