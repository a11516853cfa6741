"""Which rows of meetings stand on public pages (`portal.tenancy.watched`); notices of meetings are pages."""

from portal.tenancy.watched import everywhere, not_shown, of, watch

from . import models as m


def register() -> None:
    """Name every model of the app; called once, when the app is ready."""
    watch(m.Announcement, m.MeetingBody, m.MeetingPaper, m.MeetingRules, m.Notice, m.NoticeLine)
    watch(m.MeetingFile, sites=of("page"))
    watch(m.ProgrammeFile, sites=of("meeting"))
    watch(m.RequiredPoint, sites=everywhere)
    not_shown(m.FollowerRun, because="how far the letters to followers are")
    not_shown(
        m.Invitation,
        m.LateInvitation,
        because="who was invited, and when, is read in the administration and on personal pages that are never kept",
    )
