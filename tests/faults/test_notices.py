"""Notices of one association published at the same moment: one chain, no line lost, none twice (M8)."""

import pytest
from django.utils import timezone

from meetings.enums import MeetingKind
from meetings.models import MeetingPage, NoticeLine
from meetings.notices.checks import check
from meetings.notices.lines import bring_up_to_date
from portal.tenancy.models import Association
from tests.meetings.factories import make_meeting

from .conftest import OwnDatabase

TOGETHER = 8


@pytest.mark.spec("M8")
def test_lines_written_at_once_make_one_chain(own_database: OwnDatabase) -> None:
    association = Association.objects.get(slug="horni")
    drafts = [make_meeting(association, f"c-{n}", live=False, kind=MeetingKind.OTHER).pk for n in range(TOGETHER // 2)]
    MeetingPage.objects.filter(pk__in=drafts).update(
        live=True, first_published_at=timezone.now(), last_published_at=timezone.now()
    )
    # Each notice by two workers: one of them finds its line written.
    written = own_database.at_once(
        lambda index: len(bring_up_to_date(MeetingPage.objects.get(pk=drafts[index // 2]))), TOGETHER, connected=False
    )
    assert sorted(written) == [0] * (TOGETHER // 2) + [1] * (TOGETHER // 2)
    lines = list(NoticeLine.objects.order_by("position"))
    assert [line.position for line in lines] == list(range(1, TOGETHER // 2 + 1))
    assert [line.previous_hash for line in lines] == ["", *(line.line_hash for line in lines[:-1])]
    assert all(check(MeetingPage.objects.get(pk=pk)).agrees for pk in drafts)
