"""The preview: what was typed waits for a day, comes back, takes files, and is sent once."""

import errno
from datetime import timedelta
from typing import Any

import pytest
import structlog
from django.db import DatabaseError
from django.test import Client

from contact_centre.enums import HeldBecause
from contact_centre.form.drafts import KEPT_FOR, draft_of, forget_drafts
from contact_centre.models import CitizenRequest, DraftFile, RequestCategory, RequestDraft
from contact_centre.models.activity import private_storage
from contact_centre.suggestions.find import Suggestion, Suggestions
from contact_centre.uploads import MAX_FILES
from portal.settings.logs import without_personal_data
from portal.tenancy.models import Association

from ..factories import PDF, make_request, upload
from .browser import HOST, TEXT, assert_kept, get, press, preview_of, send, ticket_of
from .photos import CHAPEL, photo

pytestmark = pytest.mark.only_on("sqlite")


def stored_files() -> list[str]:
    return [str(name) for name in DraftFile.objects.values_list("file", flat=True)]


@pytest.mark.spec("CIT-2")
def test_the_preview_shows_what_will_be_sent_and_stores_no_request(
    client: Client, filled: dict[str, Any], preview: str
) -> None:
    shown = get(client, preview)

    page = shown.content.decode()
    for typed in (TEXT.split()[0], "Nováková", "491\u00a0612\u00a0605"):
        assert typed in page
    assert "no-store" in shown["Cache-Control"]
    assert "noindex" in shown["X-Robots-Tag"]
    # Else the browser would send a form of this page without its origin, and it would be refused.
    assert shown["Referrer-Policy"] == "same-origin"
    assert not CitizenRequest.objects.exists()


@pytest.mark.spec("CIT-2")
def test_the_preview_offers_what_may_help_at_once(
    client: Client, preview: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Suggestions(services=[Suggestion("Veřejné osvětlení", "/sluzby/osvetleni/", "Hlášení poruch")])
    monkeypatch.setattr("contact_centre.form.preview.suggest", lambda **_asked: found)

    assert 'href="/sluzby/osvetleni/"' in get(client, preview).content.decode()


def test_what_was_sent_from_the_preview_takes_its_files_along(client: Client, preview: str) -> None:
    added = press(client, preview, "add", files=[upload("lampa.jpg", photo()), upload("dopis.pdf", PDF)])
    assert added.url == f"{preview}#soubory"
    answer = press(client, preview, "send")

    stored = CitizenRequest.objects.get()
    assert answer.url == f"/kontakt/dekujeme/{stored.status_token}/#obsah"
    assert [file.original_name for file in stored.attachments.all()] == ["lampa.jpg", "dopis.pdf"]
    assert all(private_storage().exists(str(file.file)) for file in stored.attachments.all())
    draft = RequestDraft.objects.get()
    assert (draft.data, draft.request, DraftFile.objects.count()) == ({}, stored, 0)


def test_sent_twice_reloaded_and_opened_later_lead_to_the_same_thanks(
    client: Client, filled: dict[str, Any], preview: str
) -> None:
    first = press(client, preview, "send").url

    again = [
        press(client, preview, "send"),
        press(client, preview, "add", files=[upload("lampa.jpg", photo())]),
        get(client, preview),
        get(client, f"{preview}upravit/"),
        send(client, filled, f"{preview}upravit/"),
        send(client, filled),
        client.post("/kontakt/", {**filled, "check": "1"}, **HOST),
    ]
    assert {answer.url for answer in again} == {first}
    assert CitizenRequest.objects.count() == 1
    assert not DraftFile.objects.exists()


def test_going_back_keeps_everything_and_what_is_changed_replaces_it(
    client: Client, filled: dict[str, Any], preview: str
) -> None:
    press(client, preview, "add", files=[upload("lampa.jpg", photo())])
    page = get(client, f"{preview}upravit/").content.decode()
    for typed in (TEXT, "Jana Nováková", "jana@example.org"):
        assert typed in page

    changed = {**filled, "ticket": ticket_of(page), "text": "Lampa už svítí, díky."}
    assert preview_of(client, changed, f"{preview}upravit/") == preview
    assert "Lampa" in get(client, preview).content.decode()
    assert DraftFile.objects.count() == 1
    # The browser's own way back ends in the same draft.
    assert preview_of(client, {**filled, "text": "A ještě jedna."}) == preview
    send(client, {**filled, "text": "A ještě jedna."})
    stored = CitizenRequest.objects.get()
    assert (stored.text, stored.attachments.count()) == ("A ještě jedna.", 1)


def test_files_chosen_but_not_added_go_with_the_message(client: Client, preview: str) -> None:
    press(client, preview, "send", files=[upload("lampa.jpg", photo())])

    assert CitizenRequest.objects.get().attachments.count() == 1


def test_a_refused_file_is_told_at_its_field_and_takes_nothing_with_it(client: Client, preview: str) -> None:
    virus = upload("virus.jpg", b"MZ" + b"\x00" * 300)
    answer = press(client, preview, "send", files=[upload("lampa.jpg", photo()), virus])

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_attachments_error"' in page
    assert "virus.jpg: " in page
    assert [file.original_name for file in DraftFile.objects.all()] == ["lampa.jpg"]
    assert TEXT.split()[0] in page
    assert not CitizenRequest.objects.exists()


def test_one_file_too_many_is_refused_and_the_same_one_is_not_added_twice(client: Client, preview: str) -> None:
    five = [upload(f"{n}.pdf", PDF + b" " * n) for n in range(MAX_FILES)]
    press(client, preview, "add", files=five)
    for file in five:
        file.seek(0)

    assert press(client, preview, "add", files=five).status_code == 302
    answer = press(client, preview, "add", files=[upload("6.pdf", PDF + b" " * 9)])

    assert answer.status_code == 422
    assert "6.pdf" in answer.context["files_form"].errors["attachments"][0]
    assert DraftFile.objects.count() == MAX_FILES


def test_a_removed_file_is_gone_from_the_disk(
    client: Client, preview: str, django_capture_on_commit_callbacks: Any
) -> None:
    press(client, preview, "add", files=[upload("lampa.jpg", photo())])
    [name] = stored_files()

    with django_capture_on_commit_callbacks(execute=True):
        press(client, preview, "remove", DraftFile.objects.get().pk)

    assert not DraftFile.objects.exists()
    assert not private_storage().exists(name)


def test_a_file_of_another_draft_is_out_of_reach(
    client: Client, filled: dict[str, Any], preview: str, clock: Any
) -> None:
    press(client, preview, "add", files=[upload("lampa.jpg", photo())])
    ticket = ticket_of(get(client).content.decode())
    clock.shift(timedelta(seconds=10))
    other = preview_of(client, {**filled, "ticket": ticket})

    for button in ("remove", "use_place"):
        press(client, other, button, DraftFile.objects.get().pk)
        press(client, other, button, "x")

    assert DraftFile.objects.count() == 1
    assert not any(draft.data["latitude"] for draft in RequestDraft.objects.all())


def test_the_place_of_a_photograph_is_used_only_when_the_citizen_agrees(client: Client, preview: str) -> None:
    press(client, preview, "add", files=[upload("lampa.jpg", photo())])
    file = DraftFile.objects.get()
    assert (file.latitude, file.longitude) == CHAPEL
    assert 'name="use_place"' in get(client, preview).content.decode()

    press(client, preview, "use_place", file.pk)
    page = get(client, preview).content.decode()
    assert 'name="use_place"' not in page
    assert "50.41000" in page
    press(client, preview, "send")

    stored = CitizenRequest.objects.get()
    assert (stored.latitude, stored.longitude) == CHAPEL


def test_a_place_nobody_agreed_to_is_forgotten(client: Client, preview: str) -> None:
    press(client, preview, "add", files=[upload("lampa.jpg", photo())])
    press(client, preview, "forget_place")
    assert 'name="use_place"' not in get(client, preview).content.decode()
    press(client, preview, "add", files=[upload("druha.jpg", photo(colour="#993366"))])
    press(client, preview, "send")

    assert CitizenRequest.objects.get().latitude is None


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), DatabaseError("gone")])
def test_a_full_disk_or_a_lost_database_is_told_and_keeps_the_text_and_the_files(
    client: Client, preview: str, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_values: Any, **_more: Any) -> None:
        raise error

    press(client, preview, "add", files=[upload("prvni.jpg", photo())])
    with monkeypatch.context() as patched:
        patched.setattr(private_storage(), "save", fail)
        answer = press(client, preview, "add", files=[upload("lampa.jpg", photo(colour="#993366"))])

    assert answer.status_code == 503
    assert "lampa.jpg: " in answer.context["files_form"].errors["attachments"][0]
    assert TEXT.split()[0] in answer.content.decode()
    assert DraftFile.objects.count() == 1
    assert press(client, preview, "send").status_code == 302


def test_a_draft_that_cannot_be_stored_leaves_the_form_as_it_was(
    client: Client, filled: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_values: Any) -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr("contact_centre.form.sending.keep_draft", fail)
    answer = client.post("/kontakt/", {**filled, "check": "1"}, **HOST)

    assert answer.status_code == 503
    assert_kept(answer)


@pytest.mark.spec("R1")
def test_what_was_suspicious_in_the_form_stays_so_in_the_preview(
    client: Client, filled: dict[str, Any], clock: Any
) -> None:
    quick = {**filled, "ticket": ticket_of(get(client).content.decode()), "website": "spam"}
    answer = press(client, preview_of(client, quick), "send")

    assert "/dekujeme/" in answer.url
    assert set(CitizenRequest.objects.get().held_because.split(",")) == {HeldBecause.TRAP, HeldBecause.TOO_FAST}


@pytest.mark.spec("R8")
def test_what_a_request_follows_goes_through_the_preview(
    client: Client, filled: dict[str, Any], dso_a: Association
) -> None:
    first = make_request(dso_a)
    preview = preview_of(client, {**filled, "follows": first.status_token})
    assert first.reference in get(client, preview).content.decode()

    press(client, preview, "send")
    assert CitizenRequest.objects.latest("pk").follows == first


def test_a_choice_withdrawn_meanwhile_is_asked_for_again(client: Client, filled: dict[str, Any], clock: Any) -> None:
    category = RequestCategory.objects.get(code="waste")
    preview = preview_of(client, {**filled, "topic": f"category-{category.pk}"})
    RequestCategory.objects.filter(pk=category.pk).update(retired_on="2000-01-01")

    answer = press(client, preview, "send")
    assert answer.url == f"{preview}upravit/#formular"
    page = get(client, answer.url).content.decode()
    assert 'id="id_topic_error"' in page
    assert TEXT in page


def test_a_day_later_the_draft_and_its_files_are_gone(client: Client, preview: str, clock: Any) -> None:
    press(client, preview, "add", files=[upload("lampa.jpg", photo())])
    [name] = stored_files()
    assert forget_drafts() == 0

    clock.shift(KEPT_FOR)
    assert get(client, preview).status_code == 404
    assert forget_drafts() == 1
    assert not private_storage().exists(name)
    assert not RequestDraft.objects.exists()
    assert get(client, preview).status_code == 404


def test_forgetting_a_sent_draft_leaves_the_files_to_the_request(client: Client, preview: str, clock: Any) -> None:
    press(client, preview, "send", files=[upload("lampa.jpg", photo())])
    clock.shift(KEPT_FOR)

    assert forget_drafts() == 1
    assert private_storage().exists(str(CitizenRequest.objects.get().attachments.get().file))


def test_what_is_typed_into_a_form_whose_draft_is_gone_is_not_lost(
    client: Client, filled: dict[str, Any], preview: str, clock: Any
) -> None:
    clock.shift(KEPT_FOR + timedelta(hours=1))

    page = assert_kept(send(client, filled, f"{preview}upravit/"))
    clock.shift(timedelta(seconds=5))
    assert send(client, {**filled, "ticket": ticket_of(page)}).status_code == 302


def test_a_draft_opens_only_on_its_own_site(preview: str, dso_a: Association, dso_b: Association) -> None:
    key = RequestDraft.objects.get().key

    assert draft_of(dso_a.site, key) is not None
    assert draft_of(dso_b.site, key) is None


@pytest.mark.parametrize("page", ["kontakt/nahled/{}/", "en/contact/preview/{}/edit/", "kontakt/dekujeme/{}/"])
def test_keys_are_masked_in_the_logs(page: str) -> None:
    event = without_personal_data(structlog.get_logger(), "info", {"request": f"GET /{page.format('tajemstvi')}"})

    assert "tajemstvi" not in str(event)
