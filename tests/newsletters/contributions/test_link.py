"""The page behind a mayor's link: write, send, change, say that there is nothing (N1)."""

import io
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone
from PIL import Image

from newsletters.contributions import link_views
from newsletters.contributions.pictures import FOLDER, KEPT, forget_kept
from newsletters.models import Contribution, Contributor, NewsletterIssuePage
from portal.core.models import PortalImage
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association

from ..factories import make_issue, publish_by_the_union
from .asked import PIECE, make_piece, path_of

pytestmark = [pytest.mark.django_db, pytest.mark.spec("N1"), pytest.mark.only_on("sqlite")]


def photo(kind: str = "JPEG") -> SimpleUploadedFile:
    target = io.BytesIO()
    exif = Image.Exif()
    exif[0x0110] = "Fotoaparat 3000"
    Image.new("RGB", (60, 40), "#336699").save(target, kind, exif=exif)
    return SimpleUploadedFile("foto.jpg", target.getvalue(), "image/jpeg")


def letters(what: str) -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(event__startswith=f"newsletters.contribution_{what}:"))


def test_a_mayor_opens_the_link_writes_sends_and_sees_thanks(
    visitor: Client, mayor: Contributor, dso_a: Association
) -> None:
    [asking] = letters("ask")
    assert path_of(mayor) in asking.text
    page = visitor.get(path_of(mayor))
    said = page.content.decode()
    assert (page.status_code, Contribution.objects.count()) == (200, 0)
    assert "Příspěvek do zpravodaje 1/2026" in said
    until = mayor.issue.contributions_until
    assert f"{until.day}.\u00a0{until.month}." in said
    day = timezone.localdate() + timedelta(days=30)
    data = {**PIECE, "deadline_on": day.isoformat(), "picture": photo(), "image_description": "Hřiště"}
    sent = visitor.post(path_of(mayor), data)
    piece = Contribution.objects.get()
    assert sent.status_code == 302
    thanks = visitor.get(sent["Location"]).content.decode()
    assert "Děkujeme" in thanks
    assert "Vstup je volný." in thanks
    assert (piece.state, piece.deadline_on, piece.author_name) == ("waiting", day, "Jana Nová")
    assert (piece.municipality, piece.author_email) == (mayor.municipality, mayor.email)
    assert piece.image.collection == dso_a.collection
    with piece.image.open_file() as file:
        assert not Image.open(file).getexif()
    [letter] = letters("thanks")
    assert "Vstup je volný." in letter.text
    assert "Jana" not in letter.subject


def test_the_same_form_sent_twice_is_one_piece_and_another_one_is_a_second(visitor: Client, mayor: Contributor) -> None:
    for title in ("Dětský den", "Dětský den", "Uzavírka mostu"):
        visitor.post(path_of(mayor), {**PIECE, "title": title})
    assert sorted(Contribution.objects.values_list("title", flat=True)) == ["Dětský den", "Uzavírka mostu"]


def test_nothing_typed_or_chosen_is_lost_when_something_is_wrong(visitor: Client, mayor: Contributor) -> None:
    refused = visitor.post(path_of(mayor), {**PIECE, "title": "", "picture": photo()})
    assert refused.status_code == 422
    form = refused.context["form"]
    assert set(form.errors) == {"title", "image_description"}
    assert "Zveme na hřiště." in refused.content.decode()
    token = form["kept"].value()
    again = {**PIECE, "kept": token, "image_description": "Hřiště"}
    assert visitor.post(path_of(mayor), again).status_code == 302
    assert Contribution.objects.get().image.width == 60
    # Another one's token opens nothing.
    other = visitor.post(path_of(mayor), {**PIECE, "text": "Jiné", "kept": f"{token}x", "image_description": "Cizí"})
    assert other.status_code == 422


def test_what_cannot_be_stored_is_said_in_the_form(
    visitor: Client, mayor: Contributor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(**_anything: Any) -> None:
        raise DatabaseError("Dětský den")

    monkeypatch.setattr(link_views, "receive", fails)
    answer = visitor.post(path_of(mayor), PIECE)
    assert answer.status_code == 503
    assert "Vstup je volný." in answer.content.decode()


@pytest.mark.parametrize(
    "file", [SimpleUploadedFile("foto.jpg", b"<svg/>"), SimpleUploadedFile("foto.jpg", b"\xff\xd8\xff\xe0rozbite")]
)
def test_a_file_that_is_no_picture_is_refused_at_its_field(
    visitor: Client, mayor: Contributor, file: SimpleUploadedFile
) -> None:
    file.seek(0)
    answer = visitor.post(path_of(mayor), {**PIECE, "picture": file, "image_description": "Hřiště"})
    assert answer.status_code == 422
    assert "picture" in answer.context["form"].errors
    assert not PortalImage.objects.exists()


def test_a_piece_that_waits_may_be_changed_and_a_decided_one_may_not(visitor: Client, mayor: Contributor) -> None:
    visitor.post(path_of(mayor), {**PIECE, "picture": photo(), "image_description": "Hřiště"})
    piece = Contribution.objects.get()
    path = f"{path_of(mayor)}?zmenit={piece.pk}"
    assert "Dětský den" in visitor.get(path).content.decode()
    visitor.post(path, {**PIECE, "title": "Den dětí", "without_picture": "on"})
    piece.refresh_from_db()
    assert (piece.title, piece.image) == ("Den dětí", None)
    assert not PortalImage.objects.exists()
    assert len(letters("thanks")) == 1
    Contribution.objects.update(state="taken", decided_at=timezone.now())
    answer = visitor.post(path, {**PIECE, "title": "Pozdě"})
    assert answer.status_code == 422
    assert "Pozdě" in answer.content.decode()
    piece.refresh_from_db()
    assert piece.title == "Den dětí"


def test_a_mayor_may_say_that_there_is_nothing_this_time(visitor: Client, mayor: Contributor) -> None:
    answer = visitor.post(path_of(mayor), {"nothing": "1"})
    mayor.refresh_from_db()
    assert mayor.has_nothing
    assert "Děkujeme" in visitor.get(answer["Location"]).content.decode()
    visitor.post(path_of(mayor), PIECE)
    mayor.refresh_from_db()
    assert not mayor.has_nothing


@pytest.mark.parametrize("why", ["date", "out"])
def test_after_the_closing_date_the_page_helps_on_and_takes_nothing(
    visitor: Client, mayor: Contributor, why: str
) -> None:
    make_piece(mayor)
    if why == "out":
        publish_by_the_union(mayor.issue)
    else:
        past = timezone.localdate() - timedelta(days=1)
        NewsletterIssuePage.objects.filter(pk=mayor.issue_id).update(contributions_until=past)
    for answer in (visitor.get(path_of(mayor)), visitor.post(path_of(mayor), {**PIECE, "title": "Pozdě"})):
        assert answer.status_code == 410
        assert "Dětský den" in answer.content.decode()
    assert Contribution.objects.count() == 1


def test_an_unknown_link_and_one_at_another_site_help_on(visitor: Client, mayor: Contributor) -> None:
    elsewhere = Client(HTTP_HOST="dolni.localhost")
    forged = f"{path_of(mayor)[:-2]}x/"
    for client, path in ((visitor, "/zpravodaj/prispevek/nikdy/"), (visitor, forged), (elsewhere, path_of(mayor))):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "Tento odkaz neznáme" in answer.content.decode()
        assert mayor.email not in answer.content.decode()


def test_nobody_keeps_or_finds_the_page_and_reading_changes_nothing(visitor: Client, mayor: Contributor) -> None:
    make_piece(mayor)
    before = Contribution.objects.values().get(), Contributor.objects.values().get()
    for query in ("", "?nic=1", "?nothing=1", "?zmenit=1", "?dekujeme=x"):
        for answer in (visitor.get(path_of(mayor) + query), visitor.head(path_of(mayor) + query)):
            assert answer.status_code == 200
            assert "no-store" in answer["Cache-Control"]
            assert "noindex" in answer["X-Robots-Tag"]
            assert answer["Referrer-Policy"] == "same-origin"
    assert (Contribution.objects.values().get(), Contributor.objects.values().get()) == before
    strict = Client(HTTP_HOST="horni.localhost", enforce_csrf_checks=True)
    assert strict.post(path_of(mayor), PIECE).status_code == 403


def test_too_many_from_one_address_wait_with_what_they_wrote(
    visitor: Client, mayor: Contributor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link_views, "PER_ADDRESS", 0)
    answer = visitor.post(path_of(mayor), {**PIECE, "picture": photo(), "image_description": "Hřiště"})
    assert answer.status_code == 429
    assert answer.context["form"]["kept"].value()
    assert "Vstup je volný." in answer.content.decode()


def test_a_piece_of_somebody_else_is_neither_shown_nor_changed(
    visitor: Client, mayor: Contributor, dso_a: Association
) -> None:
    other = Contributor.objects.create(site_id=mayor.site_id, issue=mayor.issue, email="jiny@lhota.test", key="x" * 43)
    piece = make_piece(other, title="Cizí věc")
    path = f"{path_of(mayor)}?zmenit={piece.pk}"
    assert "Cizí věc" not in visitor.get(path).content.decode()
    assert visitor.post(path, PIECE).status_code == 422
    assert "Cizí věc" not in visitor.get(f"{path_of(mayor)}?dekujeme={piece.pk}").content.decode()


def test_a_picture_nobody_sent_is_forgotten_after_a_day(visitor: Client, mayor: Contributor) -> None:
    visitor.post(path_of(mayor), {**PIECE, "title": "", "picture": photo(), "image_description": "Hřiště"})
    assert forget_kept() == 0
    with time_machine.travel(timezone.now() + KEPT + timedelta(hours=1), tick=False):
        assert forget_kept() >= 1
    assert storages["private"].listdir(FOLDER)[1] == []


def test_the_closing_date_belongs_to_no_revision(mayor: Contributor, dso_a: Association) -> None:
    issue = NewsletterIssuePage.objects.get(pk=mayor.issue_id)
    draft = issue.get_latest_revision_as_object()
    assert draft.contributions_until == issue.contributions_until is not None
    assert make_issue(dso_a, 2, live=False).contributions_until is None
