"""Who was invited to a meeting, with what became of each letter; as a file it proves it years later (MTG-3)."""

from collections import OrderedDict
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.admin_url_finder import NullAdminURLFinder
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets.button import HeaderButton

from portal.core.templatetags.portal import breakable, cs_date, cs_datetime
from portal.tenancy.panels import SitePanel
from portal.tenancy.viewsets import TenantModelViewSet

from ..enums import InviteeRole
from ..models import Invitation, MeetingPage
from .invite_views import INVITE
from .inviting import may_invite
from .mail_state import NOT_ARRIVED, MailState, with_mail

WIDE = "invited-wide"
"""Class of the columns that a phone has no room for."""
HEADINGS = {
    "meeting": gettext_lazy("Meeting"),
    "held_at": gettext_lazy("Begins"),
    "name": gettext_lazy("Full name"),
    "role": gettext_lazy("Role"),
    "municipality": gettext_lazy("Municipality"),
    "municipality_code": gettext_lazy("Code of the municipality"),
    "email": gettext_lazy("E-mail"),
    "invited_at": gettext_lazy("Invited"),
    "state": gettext_lazy("Mail"),
    "sent_at": gettext_lazy("Sent"),
    "returned_at": gettext_lazy("Came back"),
    "problem": gettext_lazy("Why mail doesn't reach it"),
    "message_id": gettext_lazy("Message ID"),
}
ALL_NOT_ARRIVED = "not_arrived"


class MeetingFilter(django_filters.ModelChoiceFilter):
    """Meetings people were invited to; the boundary leaves those of the user's associations."""

    def __init__(self, **kwargs: Any) -> None:
        invited = MeetingPage.objects.filter(pk__in=Invitation.objects.values("meeting")).order_by("-starts_at")
        super().__init__(field_name="meeting", queryset=invited, label=gettext_lazy("Meeting"), **kwargs)

    @property
    def field(self) -> Any:
        field = super().field
        field.label_from_instance = lambda page: f"{cs_date(page.starts_at)} {page.draft_title}"
        return field


class InvitationFilterSet(WagtailFilterSet):
    meeting = MeetingFilter()
    role = django_filters.ChoiceFilter(label=gettext_lazy("Role"), choices=InviteeRole.choices)
    mail = django_filters.ChoiceFilter(
        label=gettext_lazy("Mail"),
        choices=[*MailState.choices, (ALL_NOT_ARRIVED, gettext_lazy("didn't arrive, the meeting is ahead"))],
        method="by_mail",
    )

    class Meta:
        model = Invitation
        fields: list[str] = []

    def by_mail(self, rows: QuerySet[Any], _name: str, asked: str) -> QuerySet[Any]:
        if asked == ALL_NOT_ARRIVED:
            return rows.filter(mail_state__in=NOT_ARRIVED, meeting__starts_at__gt=timezone.now())
        return rows.filter(mail_state=asked)


class MailColumn(Column):
    """What became of the letter, when, and below it why."""

    cell_template_name = "meetings/admin/invited_mail_cell.html"

    def get_value(self, instance: Any) -> str:
        return mail_in_words(instance)

    def get_cell_context_data(self, instance: Any, parent_context: dict[str, Any]) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return {**context, "is_bad": instance.mail_state in NOT_ARRIVED}


class InvitationIndexView(IndexView):
    """In the order people were invited, the last meeting first."""

    page_title = gettext_lazy("Invited people")
    template_name = "meetings/admin/invited.html"
    results_template_name = "meetings/admin/invited_results.html"
    export_headings = HEADINGS
    list_export = list(HEADINGS)
    export_filename = "pozvani"

    def get_base_queryset(self) -> QuerySet[Any]:
        rows = super().get_base_queryset().select_related("municipality", "meeting")
        return with_mail(rows.defer("meeting__programme", "meeting__outcome", "meeting__note"))

    def order_queryset(self, queryset: Any) -> Any:
        return queryset.order_by("-meeting__starts_at", "-meeting", "pk")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            Column("name", label=_("Full name"), accessor=lambda row: row.name or row.email, classname="title"),
            Column(
                "municipality",
                label=_("Municipality"),
                accessor=lambda row: row.municipality.name if row.municipality else "",
            ),
            Column("role", label=_("Role"), accessor="get_role_display", classname=WIDE),
            Column("email", label=_("E-mail"), accessor=lambda row: breakable(row.email), classname=WIDE),
            Column("meeting", label=_("Meeting"), accessor=lambda row: cs_date(row.meeting.starts_at), classname=WIDE),
            MailColumn("mail", label=_("Mail")),
        ]

    @cached_property
    def meeting(self) -> MeetingPage | None:
        """The meeting that is listed, of the user's."""
        form = self.filters.form if self.filters else None
        return form.cleaned_data.get("meeting") if form is not None and form.is_valid() else None

    @cached_property
    def header_buttons(self) -> list[Any]:
        if self.meeting is None:
            return []
        buttons = []
        row = Invitation.objects.filter(meeting=self.meeting).first()
        if row is not None and may_invite(self.request.user, row.site_id):
            url = reverse(INVITE, args=[self.meeting.pk])
            buttons.append(HeaderButton(_("Invite further people"), url=url, icon_name="mail"))
        url = reverse("wagtailadmin_pages:edit", args=[self.meeting.pk])
        return [*buttons, HeaderButton(_("The notice"), url=url, icon_name="doc-full")]

    def to_row_dict(self, item: Any) -> OrderedDict[str, Any]:
        return OrderedDict(
            meeting=item.meeting.title,
            held_at=_moment(item.meeting.starts_at),
            name=item.name,
            role=item.get_role_display(),
            municipality=item.municipality.name if item.municipality else "",
            municipality_code=item.municipality_id or "",
            email=item.email,
            invited_at=_moment(item.invited_at),
            state=str(MailState(item.mail_state).label),
            sent_at=_moment(item.mail_sent_at),
            returned_at=_moment(item.mail_back_at),
            problem=item.problem,
            message_id=item.message_id,
        )

    @cached_property
    def no_results_message(self) -> str:
        if self.is_searching or self.is_filtering:
            return _("Nothing here matches.")
        return _("Nobody has been invited yet. Open a meeting and choose “Invite the mayors”.")


def mail_in_words(row: Any) -> str:
    """What became of the letter and when."""
    state = MailState(row.mail_state)
    moment = {MailState.SENT: row.mail_sent_at, MailState.RETURNED: row.mail_back_at}.get(state)
    return f"{state.label} {cs_datetime(moment)}" if moment else str(state.label)


def _moment(moment: Any) -> str:
    """With its offset, so that it can be proved."""
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else ""


class InvitationViewSet(TenantModelViewSet):
    """Invitations are made by inviting and settled by the portal; people only read them."""

    model = Invitation
    name = "meeting_invitations"
    url_prefix = "meetings/invitations"
    icon = "mail"
    menu_label = gettext_lazy("Invited people")
    add_to_reference_index = False
    panels = [SitePanel()]
    index_view_class = InvitationIndexView
    filterset_class = InvitationFilterSet
    list_per_page = 100
    search_backend_name = None
    search_fields = ["name", "email", "municipality__name", "municipality__search_text"]
    url_finder_class = NullAdminURLFinder
    left_out = frozenset({"add", "edit", "delete", "usage", "history", "history_results"})

    def get_urlpatterns(self) -> list[URLPattern]:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name not in self.left_out]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        absent = {f"{name}_url_name": None for name in self.left_out}
        return super().get_common_view_kwargs(**{**absent, **kwargs})
