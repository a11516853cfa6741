"""Pages of the centre on which its manager moves a meeting, cancels it or tells of a change (M9).

Each is about one meeting of the user's own centre; another's isn't found. What is typed is looked at first, with the
letter people will get; a second button does it. GET changes nothing.
"""

from dataclasses import dataclass
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

from portal.tenancy.boundary import pages_of

from ..announcing.record import association_of, last_of
from ..enums import AnnouncementKind
from ..models import Announcement, MeetingPage
from .cancelling import cancel_meeting
from .forms import LOOKED, AnnounceForm, CancelForm, MoveForm, TellForm
from .history import Held, HistoryLine, history_of
from .letters import ChangeLetter, subject_of
from .moving import move_meeting, planned_move
from .recipients import Told, told_about
from .rights import may_announce
from .standing import refusal
from .telling import tell_change, why_not_told

DO = "do"


@dataclass(frozen=True)
class Look:
    """What would go out: the subject and the text of the letter, and to whom."""

    subject: str
    text: str
    told: Told


class OfMeetingView(WagtailAdminTemplateMixin, TemplateView):
    """A page about one meeting of the user's own centre."""

    header_icon = "group"
    model = MeetingPage

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        meetings = MeetingPage.objects.filter(alias_of=None, locale__language_code="cs")
        self.meeting: MeetingPage = get_object_or_404(pages_of(request.user, meetings), pk=kwargs["page_id"])
        self.check_right()
        return super().dispatch(request, *args, **kwargs)

    def check_right(self) -> None:
        """Raises PermissionDenied. To read what was announced is for everybody of the centre and of the Union."""

    @property
    def back_url(self) -> str:
        return reverse("wagtailadmin_pages:edit", args=(self.meeting.pk,))

    def get_page_subtitle(self) -> str:
        return str(self.meeting.draft_title)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("meetings:index"), "label": _("Meetings")},
            {"url": self.back_url, "label": str(self.meeting.draft_title)},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(meeting=self.meeting, back_url=self.back_url, **kwargs)


class ToldView(OfMeetingView):
    """Everything that was announced of the meeting, by whom, and why something was late."""

    template_name = "meetings/changing/told.html"
    page_title = gettext_lazy("History of announcements")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = list(reversed(history_of(self.meeting, for_staff=True)))
        return super().get_context_data(lines=lines, **kwargs)


class AnnounceView(OfMeetingView):
    """A form, then the same form with the letter below it and the button that does it."""

    template_name = "meetings/changing/announce.html"
    form_class: type[AnnounceForm]
    kind: AnnouncementKind
    button: Any
    warning: Any = ""

    def check_right(self) -> None:
        if not may_announce(self.request.user, self.meeting):
            raise PermissionDenied

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.refused() or super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if (refused := self.refused()) is not None:
            return refused
        look = None
        if self.form.is_valid():
            try:
                look = self.look()
                if request.POST.get("step") == DO and request.POST.get(LOOKED) == self.form.digest:
                    return self.done(self.act())
            except ValidationError as error:
                self.put_errors(error)
                look = None
        return self.render_to_response(self.get_context_data(look=look))

    @cached_property
    def form(self) -> AnnounceForm:
        data = self.request.POST if self.request.method == "POST" else None
        association = association_of(self.meeting)
        return self.form_class(data, initial=self.initial, meeting=self.meeting, association=association)

    @property
    def initial(self) -> dict[str, Any]:
        last = last_of(self.meeting)
        return {"seen": last.number if last else None}

    def refused(self) -> HttpResponse | None:
        """Back to the meeting with the reason, where nothing can be announced of it now."""
        said = self.refusal()
        if not said:
            return None
        messages.warning(self.request, said)
        return redirect(self.back_url)

    def refusal(self) -> str:
        return refusal(self.meeting, last_of(self.meeting))

    def put_errors(self, error: ValidationError) -> None:
        """Say at the fields what the action refused; what has no field stands above them."""
        by_field = error.message_dict if hasattr(error, "error_dict") else {None: error.messages}
        for name, said in by_field.items():
            self.form.add_error(name if name in self.form.fields else None, said)

    def act(self) -> Announcement:
        """Do it. Raises ValidationError."""
        raise NotImplementedError

    def planned(self) -> tuple[MeetingPage, str]:
        """The meeting as it would be, and the reason. Raises ValidationError."""
        return MeetingPage.objects.get(pk=self.meeting.pk), self.form.cleaned_data["reason"].strip()

    def look(self) -> Look:
        page, reason = self.planned()
        said = self.said(page, reason)
        return Look(subject_of(said, page.title), ChangeLetter(page, said).look()[0], told_about(page))

    def said(self, page: MeetingPage, reason: str) -> HistoryLine:
        last = history_of(page)[-1]
        new = Held(page.starts_at, page.ends_at, page.full_address)
        old = last.new if self.kind is AnnouncementKind.MOVED else None
        return HistoryLine(last.number + 1, self.kind, last.sequence + 1, timezone.now(), new, old, reason)

    def done(self, line: Announcement) -> HttpResponse:
        count = told_about(self.meeting).invited
        said = ngettext(
            "Announced. %(count)d letter goes out to who was invited.",
            "Announced. %(count)d letters go out to those who were invited.",
            count,
        )
        messages.success(self.request, said % {"count": count})
        return redirect(self.back_url)

    def get_context_data(self, look: Look | None = None, **kwargs: Any) -> dict[str, Any]:
        own = {"form": self.form, "media": self.form.media, "look": look, "warning": self.warning}
        if look is not None:
            own["looked"] = self.form.digest
        return super().get_context_data(**own, button=self.button, told=told_about(self.meeting), **kwargs)


class MoveView(AnnounceView):
    """Another time or another place."""

    form_class = MoveForm
    kind = AnnouncementKind.MOVED
    page_title = gettext_lazy("Move the meeting")
    button = gettext_lazy("Move and tell everybody")

    @property
    def initial(self) -> dict[str, Any]:
        names = ("starts_at", "ends_at", "place", "address", "municipality", "barrier_free", "barrier_free_note")
        return super().initial | {name: getattr(self.meeting, name) for name in names}

    def planned(self) -> tuple[MeetingPage, str]:
        move = planned_move(MeetingPage.objects.get(pk=self.meeting.pk), **self.form.wanted)
        return move.page, move.reason

    def act(self) -> Announcement:
        data = self.form.cleaned_data
        return move_meeting(meeting=self.meeting, user=self.request.user, seen=data["seen"], **self.form.wanted)


class CancelView(AnnounceView):
    """It won't be held."""

    form_class = CancelForm
    kind = AnnouncementKind.CANCELLED
    page_title = gettext_lazy("Cancel the meeting")
    button = gettext_lazy("Cancel and tell everybody")
    warning = gettext_lazy(
        "A cancelled meeting can't be brought back. Its notice stays public with the word that it is cancelled. "
        "If the meeting is to be held after all, plan a new one; if only its date changes, move it."
    )

    def act(self) -> Announcement:
        data = self.form.cleaned_data
        return cancel_meeting(meeting=self.meeting, reason=data["reason"], user=self.request.user, seen=data["seen"])


class TellView(AnnounceView):
    """Something else has changed: the programme, the files."""

    form_class = TellForm
    kind = AnnouncementKind.CHANGED
    page_title = gettext_lazy("Tell of a change")
    button = gettext_lazy("Tell everybody")

    def refusal(self) -> str:
        return super().refusal() or why_not_told(self.meeting)

    def act(self) -> Announcement:
        data = self.form.cleaned_data
        return tell_change(meeting=self.meeting, reason=data["reason"], user=self.request.user, seen=data["seen"])
