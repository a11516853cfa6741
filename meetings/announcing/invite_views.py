"""The page on which a manager invites to a meeting, and later invites those who were missing (MTG-3, M2).

It is about one meeting of the user's own centre; another's isn't found. GET changes nothing.
"""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from portal.core.pdf import PdfUnavailable, one_at_a_time
from portal.tenancy.models import Union

from ..changing.views import OfMeetingView
from ..enums import PROGRAMME_KINDS
from ..models import Announcement
from ..required import missing
from . import late as lateness
from .invite_form import InviteForm
from .invite_letters import Writer
from .invitees import Candidate, Members, expert_of, members_of, not_yet
from .inviting import invite, invite_further, invited_by, may_invite, newest_text, refusal
from .record import association_of
from .timing import InvitationRule, rule_of

INVITE, LETTER, LIST = "meeting_invite:page", "meeting_invite:letter", "meeting_invitations:index"
FURTHER, NEWCOMERS = "further", "newcomers"


class InviteView(OfMeetingView):
    """Who gets the invitation and what it looks like; POST sends it."""

    template_name = "meetings/admin/invite.html"
    header_icon = "mail"

    def get_page_title(self) -> str:
        return _("Invite further people") if self.line else _("Invite the mayors")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may_invite:
            raise PermissionDenied
        if not self.form.is_valid():
            return self.render_to_response(self.get_context_data())
        try:
            count, was_done = self._further() if self.line else self._invite()
        except ValidationError as error:
            self._put(error)
            return self.render_to_response(self.get_context_data())
        if was_done:
            messages.info(request, _("People have been invited to this meeting already; nobody gets it twice."))
        else:
            said = ngettext("%(count)d invitation is on its way.", "%(count)d invitations are on their way.", count)
            messages.success(request, said % {"count": count})
        return redirect(self.list_url)

    def _invite(self) -> tuple[int, bool]:
        data = self.form.cleaned_data
        line = invite(
            meeting=self.meeting,
            user=self.request.user,
            reason=data.get("reason", ""),
            guests=data["guests"],
            with_others=data.get("with_others", False),
        )
        return line.invitations.count(), False

    def _further(self) -> tuple[int, bool]:
        """The newcomers at their own button, else what was typed."""
        data = self.form.cleaned_data
        if NEWCOMERS in self.request.POST:
            people: list[Candidate] = self.newcomers
        elif FURTHER in self.request.POST:
            people = [*data["guests"], *(self.members.others if data.get("with_others") else ())]
            if not people:
                raise ValidationError({"guests": _("Write whom you invite.")})
        else:
            return 0, True
        made = invite_further(meeting=self.meeting, user=self.request.user, people=people)
        return len(made), not made

    def _put(self, error: ValidationError) -> None:
        by_field = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        for name, said in by_field.items():
            self.form.add_error(name if name in self.form.fields else None, said)

    @cached_property
    def association(self) -> Any:
        return association_of(self.meeting)

    @cached_property
    def may_invite(self) -> bool:
        return may_invite(self.request.user, self.association.site_id)

    @cached_property
    def line(self) -> Announcement | None:
        return invited_by(self.meeting)

    @cached_property
    def text(self) -> Any:
        """What would go out: the newest draft."""
        return self.meeting if self.line else newest_text(self.meeting)

    @cached_property
    def rule(self) -> InvitationRule | None:
        return rule_of(self.text, site_id=self.association.site_id)

    @cached_property
    def is_late(self) -> bool:
        """Whether a reason is asked for."""
        if self.line or self.rule is None or not self.rule.is_late():
            return False
        return lateness.allowed(self.text, self.rule.held_on) is None

    @cached_property
    def members(self) -> Members:
        return members_of(self.association)

    @cached_property
    def newcomers(self) -> list[Candidate]:
        """Mayors in office today who weren't when people were invited."""
        return not_yet(self.meeting, self.members.mayors) if self.line else []

    @cached_property
    def form(self) -> InviteForm:
        data = self.request.POST if self.request.method == "POST" else None
        others = not_yet(self.meeting, self.members.others) if self.line else self.members.others
        return InviteForm(data, is_late=self.is_late, has_others=bool(others))

    @property
    def list_url(self) -> str:
        return f"{reverse(LIST)}?{urlencode({'meeting': self.meeting.pk})}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        union = Union.objects.first()
        said = refusal(self.text)
        may_reason = lateness.may_override(self.request.user, self.association.site_id)
        return super().get_context_data(
            text=self.text,
            form=self.form,
            line=self.line,
            rule=self.rule,
            is_late=self.is_late,
            late=lateness.allowed(self.text, self.rule.held_on) if self.rule else None,
            said=said,
            may_invite=self.may_invite and not said and (not self.is_late or may_reason),
            is_manager=self.may_invite,
            members=self.members,
            newcomers=self.newcomers,
            experts=self._experts(),
            missing=missing(self.text),
            is_draft=not self.meeting.live or self.meeting.has_unpublished_changes,
            union_email=union.email if union else "",
            mails=self._mails() if not self.line else [],
            letter_url=reverse(LETTER, args=[self.meeting.pk]),
            list_url=self.list_url,
            **kwargs,
        )

    def _experts(self) -> list[Candidate]:
        """Who of the Union gets the copy, where the programme asks for one and it hasn't gone yet."""
        return expert_of(self.association) if self.line is None and self.text.kind in PROGRAMME_KINDS else []

    def _mails(self) -> list[dict[str, Any]]:
        """How the letters will look."""
        writer = Writer(self.text)
        found = []
        kinds = [(_("To the mayors"), False)]
        if self.text.kind in PROGRAMME_KINDS:
            kinds.append((_("To the Union's communication expert"), True))
        for name, is_expert in kinds:
            plain, html = writer.preview(is_expert=is_expert)
            found.append({"name": name, "subject": writer.subject, "text": plain, "html": html})
        return found


class LetterView(OfMeetingView):
    """The invitation on paper, from the newest draft; for who works with the meeting."""

    page_title = gettext_lazy("Invitation")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        from ..papers.letter import letter_pdf

        try:
            content = one_at_a_time(lambda: letter_pdf(newest_text(self.meeting)))
        except PdfUnavailable:
            content = None
        if content is None:
            messages.warning(request, _("The letter can't be made just now. Try it in a few seconds."))
            return redirect(reverse(INVITE, args=[self.meeting.pk]))
        response = HttpResponse(content, content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="{self.meeting.slug}.pdf"'
        response["Cache-Control"] = "private, no-store"
        return response
