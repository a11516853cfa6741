"""The mails to followers: what happened, when and where, by language; for everybody the same but the links (M9)."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from newsletters.actions import FollowerMail
from portal.core.templatetags.portal import cs_date

from ..announcing.record import association_of
from ..calendars.entry import attachment, organizer_of
from ..changing.history import HistoryLine, history_of
from ..changing.letters import subject_of
from ..enums import AnnouncementKind
from ..models import Announcement, MeetingPage

LANGUAGES = ("cs", "en")
TEMPLATE = "emails/meetings/following/told"


def mails_about(line: Announcement, page: MeetingPage) -> dict[str, FollowerMail]:
    """The mail about `line` of the Czech notice `page` in each language readers may choose."""
    said = next(each for each in history_of(page) if each.number == line.number)
    organizer = organizer_of(association_of(page))
    return {code: _mail(code, said, _in_language(page, code), organizer) for code in LANGUAGES}


def _mail(code: str, said: HistoryLine, page: MeetingPage, organizer: Any) -> FollowerMail:
    url = page.full_url or ""
    with override(code):
        subject = _subject(said, page.title)
    return FollowerMail(
        template=TEMPLATE,
        subject=subject,
        context={"meeting": page, "line": said, "kind": str(said.kind), "url": url},
        attachments=[attachment(page, url=url, organizer=organizer)],
    )


def _subject(said: HistoryLine, title: str) -> str:
    if said.kind is AnnouncementKind.ANNOUNCED:
        return _("%(day)s: %(title)s") % {"day": cs_date(said.new.starts_at), "title": title}
    return subject_of(said, title)


def _in_language(page: MeetingPage, code: str) -> MeetingPage:
    """The public notice in this language, the Czech one where there is none."""
    if page.locale.language_code == code:
        return page
    others = MeetingPage.objects.published().select_related("body").filter(translation_key=page.translation_key)
    found: MeetingPage | None = others.filter(locale__language_code=code).first()
    return found or page
