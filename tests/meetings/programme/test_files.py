"""Files of a programme: who gets them by their address, and how those invited do (M1)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages
from django.http import Http404
from django.test import Client
from wagtail.documents import get_document_model
from wagtail.models import PageViewRestriction, ReferenceIndex

from home.models import StandardPage
from meetings.models import MeetingFile, MeetingPage, ProgrammeFile
from meetings.programme_files import serving
from portal.core.pages import ensure_child, ensure_fallbacks
from portal.tenancy.models import Association
from tests.meetings.factories import make_meeting
from tests.meetings.programme.writing import make_document, programme, secret_programme, written

pytestmark = [pytest.mark.django_db, pytest.mark.spec("M1")]

HOST = "horni.localhost"
FILE = get_document_model()._meta.get_field("file")


@pytest.fixture(autouse=True)
def _files_on_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Wagtail gives out files from a disk, not from memory."""
    monkeypatch.setattr(FILE, "storage", FileSystemStorage(location=tmp_path))


def status(client: Client, document: Any, host: str = HOST) -> int:
    return int(client.get(document.url, headers={"host": host}).status_code)


def rewrite(meeting: MeetingPage, stored: str) -> None:
    meeting.programme = stored
    meeting.save_revision().publish()


def test_a_file_of_a_secret_point_is_for_the_association_and_the_union_only(
    client: Client, dso_a: Association, editor_a: Any, union_admin: Any, manager_b: Any
) -> None:
    hidden, shown = make_document(dso_a, "Platy"), make_document(dso_a, "Rozpočet")
    make_meeting(dso_a, programme=secret_programme(files=(hidden,), shown=(shown,)))
    assert (status(client, hidden), status(client, shown)) == (404, 200)
    assert status(client, hidden, "dolni.localhost") == 404
    for user, expected in ((manager_b, 404), (editor_a, 200), (union_admin, 200)):
        client.force_login(user)
        assert status(client, hidden) == expected
    response = client.get(hidden.url, headers={"host": HOST})
    assert b"".join(response.streaming_content) == b"obsah Platy"
    assert "Cookie" in response["Vary"]


def test_the_page_links_files_of_public_points_with_type_and_size_and_no_others(
    client: Client, dso_a: Association
) -> None:
    hidden, shown = make_document(dso_a, "Platy"), make_document(dso_a, "Rozpočet")
    make_meeting(dso_a, programme=secret_programme(files=(hidden,), shown=(shown,)))
    text = client.get("/setkani/setkani/", headers={"host": HOST}).content.decode()
    assert f'href="{shown.url}"' in text
    assert "PDF, 15" in text
    assert "Platy" not in text
    assert str(hidden.url) not in text


def test_files_of_a_draft_wait_until_it_is_published(client: Client, dso_a: Association) -> None:
    document = make_document(dso_a)
    meeting = make_meeting(dso_a, live=False, programme=programme(written("Zpráva", files=(document,))))
    assert status(client, document) == 404
    later, last = make_document(dso_a, "Pozdější"), make_document(dso_a, "Poslední")
    meeting.programme = programme(written("Zpráva", files=(document,)), written("Další", files=(later,)))
    meeting.save_revision()
    assert status(client, later) == 404
    # A version alone, beside a page nobody has saved.
    version = meeting.latest_revision
    version.pk = None
    version.content = {**version.content, "programme": programme(written("Zpráva", files=(last,)))}
    version.save()
    assert status(client, last) == 404


def test_a_file_follows_its_point_there_and_back(client: Client, dso_a: Association) -> None:
    document = make_document(dso_a)
    meeting = make_meeting(dso_a, programme=programme(written("Zpráva", files=(document,))))
    assert status(client, document) == 200
    rewrite(meeting, programme(written("Zpráva", files=(document,), is_public=False)))
    assert status(client, document) == 404
    rewrite(meeting, programme(written("Zpráva", written("Platy", files=(document,)))))
    assert status(client, document) == 200
    PageViewRestriction.objects.create(page=meeting, restriction_type=PageViewRestriction.LOGIN)
    assert status(client, document) == 404


def test_a_file_taken_out_of_a_secret_point_or_of_a_deleted_draft_does_not_become_public(
    client: Client, dso_a: Association
) -> None:
    document, other = make_document(dso_a), make_document(dso_a, "Jiná")
    meeting = make_meeting(dso_a, programme=secret_programme(files=(document,)))
    rewrite(meeting, programme(written("Zahájení")))
    assert status(client, document) == 404
    draft = make_meeting(dso_a, "koncept", live=False, programme=secret_programme(files=(other,)))
    draft.delete()
    assert status(client, other) == 404
    assert list(ProgrammeFile.objects.filter(document=other).values_list("meeting", flat=True)) == [None]


def test_what_another_public_place_shows_is_public(client: Client, dso_a: Association) -> None:
    beside, linked, elsewhere = (make_document(dso_a, name) for name in ("Vedle", "Odkaz", "Jinde"))
    meeting = make_meeting(dso_a, programme=secret_programme(files=(beside, linked, elsewhere)))
    assert {status(client, document) for document in (beside, linked, elsewhere)} == {404}
    MeetingFile.objects.create(page=meeting, document=beside)
    meeting.note = f'<p><a linktype="document" id="{linked.pk}">Odkaz</a></p>'
    meeting.save()
    home = dso_a.root_page.specific
    page = ensure_child(home, StandardPage, slug="pravidla", title="Pravidla")
    page.body = [("text", f'<p><a linktype="document" id="{elsewhere.pk}">Jinde</a></p>')]
    page.save()
    for shown in (meeting, page):
        ReferenceIndex.create_or_update_for_object(shown)
    assert {status(client, document) for document in (beside, linked, elsewhere)} == {200}
    page.unpublish()
    assert status(client, elsewhere) == 404


def test_a_document_no_programme_ever_held_is_public_as_ever(client: Client, dso_a: Association) -> None:
    make_meeting(dso_a, programme=secret_programme(files=(make_document(dso_a, "Platy"),)))
    assert status(client, make_document(dso_a, "Stanovy")) == 200


def test_the_repeated_english_page_keeps_and_shows_the_same(client: Client, dso_a: Association) -> None:
    hidden, shown = make_document(dso_a, "Platy"), make_document(dso_a, "Rozpočet")
    ensure_fallbacks(make_meeting(dso_a, programme=secret_programme(files=(hidden,), shown=(shown,))))
    assert (status(client, hidden), status(client, shown)) == (404, 200)


def test_documents_lie_where_no_address_of_media_reaches(client: Client, dso_a: Association) -> None:
    assert FILE._storage_callable() is storages["private"]
    private, media = Path(settings.PRIVATE_MEDIA_ROOT).resolve(), Path(settings.MEDIA_ROOT).resolve()
    assert not private.is_relative_to(media)
    document = make_document(dso_a)
    assert client.get(f"/media/{document.file.name}", headers={"host": HOST}).status_code == 404


def test_those_invited_get_every_file_of_their_meeting_and_of_no_other(dso_a: Association, dso_b: Association) -> None:
    hidden, beside, foreign = make_document(dso_a, "Platy"), make_document(dso_a, "Vedle"), make_document(dso_b)
    meeting = make_meeting(dso_a, programme=secret_programme(files=(hidden,)))
    MeetingFile.objects.create(page=meeting, document=beside)
    make_meeting(dso_b, programme=secret_programme(files=(foreign,)))
    response = serving.serve_for(meeting, hidden.pk)
    assert b"".join(response.streaming_content) == b"obsah Platy"
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Disposition"]
    serving.serve_for(meeting, beside.pk)
    for pk in (foreign.pk, 0):
        with pytest.raises(Http404):
            serving.serve_for(meeting, pk)


def test_asking_costs_the_same_for_many_points_and_files(
    client: Client, dso_a: Association, queries: Callable[[Callable[[], Any]], list[str]]
) -> None:
    documents = [make_document(dso_a, f"Příloha {number}") for number in range(12)]
    small = make_meeting(dso_a, "male", programme=programme(written("Zpráva", files=(documents[0],))))
    make_meeting(
        dso_a,
        "velke",
        programme=programme(
            *(written(f"Bod {n}", written("Níž", files=(documents[n],)), files=(documents[n],)) for n in range(1, 12))
        ),
    )

    def asked(path: str) -> int:
        client.get(path, headers={"host": HOST})
        return len(queries(lambda: client.get(path, headers={"host": HOST})))

    assert asked("/setkani/velke/") == asked(f"/setkani/{small.slug}/")
    assert asked(documents[5].url) == asked(documents[0].url)
