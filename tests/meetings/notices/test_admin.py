"""Notices in the admin: the list with both dates, its files, the desk, the editor (M7, M8)."""

import csv
import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meetings.enums import MeetingKind
from meetings.models import MeetingPage, Notice, NoticeLine
from portal.tenancy.models import Association
from tests.meetings.factories import make_meeting, prague

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]

HOST = {"host": "horni.localhost"}
LIST = "/admin/meetings/notices/"


def notice(association: Association, slug: str = "setkani", **fields: Any) -> MeetingPage:
    return make_meeting(association, slug, **{"kind": MeetingKind.OTHER, **fields})


def old_notice(association: Association, **fields: Any) -> MeetingPage:
    """A notice that came down last year."""
    meeting = notice(association, "stare", starts_at=prague("2025-12-09T15:00"), ends_at=None, **fields)
    rows = {"posted_at": prague("2025-11-18T09:00"), "removed_at": prague("2025-12-10T00:00")}
    Notice.objects.update_or_create(meeting=meeting, site=association.site, defaults=rows)
    return meeting


def text_of(client: Client, address: str = LIST, host: dict[str, str] = HOST) -> str:
    response = client.get(address, headers=host)
    assert response.status_code == 200
    return response.content.decode().replace("\xa0", " ")


@pytest.mark.spec("M7")
def test_the_centre_sees_its_notices_with_both_dates(
    client: Client, manager_a: Any, dso_a: Association, dso_b: Association
) -> None:
    notice(dso_a, title="Naše setkání")
    old_notice(dso_a, title="Staré setkání")
    notice(dso_b, title="Cizí setkání")
    client.force_login(manager_a)
    text = text_of(client)
    assert "Naše setkání" in text
    assert "18. 11. 2025" in text
    assert "9. 12. 2025" in text
    assert "Cizí setkání" not in text
    stands = text_of(client, f"{LIST}?place=stands")
    assert "Naše setkání" in stands
    assert "Staré setkání" not in stands
    archive = text_of(client, f"{LIST}?place=archived")
    assert "Naše setkání" not in archive
    assert "Staré setkání" in archive


@pytest.mark.spec("M7")
def test_the_list_goes_out_as_csv_and_xlsx(client: Client, manager_a: Any, dso_a: Association) -> None:
    old_notice(dso_a, title="=Staré setkání")
    client.force_login(manager_a)
    answer = client.get(f"{LIST}?export=csv", headers=HOST)
    rows = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert rows[0][:1] == ["Setkání"]
    assert "'=Staré setkání" in rows[1]
    assert "2025-12-09" in " ".join(rows[1])
    book = client.get(f"{LIST}?export=xlsx", headers=HOST).getvalue()
    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]][3:6] == ["Vyvěšeno", "Má viset do", "Sejmuto"]


@pytest.mark.spec("M7")
def test_the_union_reads_the_notices_of_all(
    client: Client, union_reviewer: Any, dso_a: Association, dso_b: Association
) -> None:
    notice(dso_a, title="Setkání v Horních")
    notice(dso_b, title="Setkání v Dolních")
    client.force_login(union_reviewer)
    text = text_of(client, host={"host": "localhost"})
    assert "Setkání v Horních" in text
    assert "Setkání v Dolních" in text
    assert dso_b.short_name in text


@pytest.mark.spec("M8")
def test_nobody_adds_changes_or_deletes_a_notice_by_hand(
    client: Client, manager_a: Any, union_admin: Any, dso_a: Association
) -> None:
    meeting = notice(dso_a)
    row = Notice.objects.get(meeting=meeting)
    for user in (manager_a, union_admin):
        client.force_login(user)
        for path in ("new/", f"edit/{row.pk}/", f"delete/{row.pk}/", f"{row.pk}/"):
            assert client.get(f"{LIST}{path}", headers=HOST).status_code in {302, 403, 404}
        for verb in ("add", "change", "delete"):
            assert not user.has_perm(f"meetings.{verb}_noticeline")
    assert NoticeLine.objects.count() == 1


@pytest.mark.spec("M8")
def test_a_broken_proof_waits_on_the_desk_and_its_line_opens_the_list(
    client: Client, manager_a: Any, dso_a: Association, dso_b: Association
) -> None:
    for association, title in ((dso_a, "Porušené"), (dso_b, "Cizí porušené")):
        meeting = notice(association, title=title)
        Notice.objects.filter(meeting=meeting).update(
            broken_since=timezone.now() - timedelta(hours=1), problems=[{"kind": "file_changed", "what": "Zpráva"}]
        )
    notice(dso_a, "v-poradku", title="V pořádku")
    client.force_login(manager_a)
    home = text_of(client, reverse("wagtailadmin_home"))
    assert "Doklad 1 oznámení nesouhlasí" in home
    listed = text_of(client, f"{LIST}?proof=broken")
    assert "Porušené" in listed
    assert "nesouhlasí od" in listed
    assert "Cizí porušené" not in listed
    assert "V pořádku" not in listed


@pytest.mark.spec("M8")
def test_the_editor_sees_how_it_stands_with_the_notice(client: Client, manager_a: Any, dso_a: Association) -> None:
    meeting, draft = notice(dso_a), notice(dso_a, "koncept", live=False)
    client.force_login(manager_a)
    text = text_of(client, reverse("wagtailadmin_pages:edit", args=[meeting.pk]))
    assert NoticeLine.objects.get(meeting=meeting).content_hash[:8] in text
    assert "doklad/" in text
    assert "SHA-256" not in text_of(client, reverse("wagtailadmin_pages:edit", args=[draft.pk]))
