"""A print run: copies by place, its coming out, its delivery, the Union's copy (X7, NWS-3)."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from newsletters.enums import SendingKind
from newsletters.models import DropPoint, IssueSending, NewsletterIssuePage, PrintDrop, PrintRun
from newsletters.printing.going_out import came_out
from newsletters.printing.planning import plan_of
from newsletters.printing.press_act import warnings
from newsletters.printing.totals import totals_of
from newsletters.sending.gate import NotSendable
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association

from ..factories import make_issue
from .paper import UNION, add_run, client_of, made_run, make_point, page_text, village_of

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("postgresql")]
TODAY = timezone.localdate


@pytest.mark.spec("X7")
def test_the_usual_copies_of_each_place_are_filled_in_and_mended(
    dso_a: Association, editor_a: Any, live: NewsletterIssuePage
) -> None:
    office, shop = make_point(dso_a, "Úřad", 120), make_point(dso_a, "Obchod", 30)
    make_point(dso_a, "Zrušené", 50, is_used=False)
    library = make_point(dso_a, "Knihovna", 0)
    run = made_run(client_of(editor_a), live, copies=200)
    assert dict(run.drops.values_list("drop_point", "copies")) == {office.pk: 120, shop.pk: 30}
    address = reverse("print_run:inspect", args=[run.pk])
    text = page_text(client_of(editor_a), address)
    assert "150 z 200 výtisků jde na odběrná místa, 50 jich zůstává v centru" in text
    assert "Zrušené" not in text
    copies = {f"place-{office.pk}": "190", f"place-{shop.pk}": "", f"place-{library.pk}": "20"}
    client_of(editor_a).post(address, {"do": "plan", **copies})
    assert dict(run.drops.values_list("drop_point", "copies")) == {office.pk: 190, library.pk: 20}
    text = page_text(client_of(editor_a), address)
    assert "10 výtisků chybí" in text
    assert plan_of(run).planned == 210
    client_of(editor_a).post(address, {"do": "plan", f"place-{office.pk}": "-5"})
    assert plan_of(run).planned == 210


@pytest.mark.spec("X7")
def test_a_delivery_is_ticked_off_by_one_post_with_who_and_when(
    dso_a: Association, editor_a: Any, manager_a: Any, live: NewsletterIssuePage
) -> None:
    point = make_point(dso_a, "Úřad", 120)
    run = made_run(client_of(editor_a), live, copies=200)
    drop, address = run.drops.get(), reverse("print_run:deliver", args=[run.pk])
    editor = client_of(editor_a)
    editor.post(address, {"tick": drop.pk})
    drop.refresh_from_db()
    assert drop.delivered_on is None, "not before it is printed"
    came_out(run=run, user=manager_a, day=TODAY())
    assert f'name="tick" value="{drop.pk}"' in editor.get(address).content.decode()
    editor.get(address, {"tick": drop.pk})
    editor.post(address, {"tick": drop.pk})
    client_of(manager_a).post(address, {"tick": drop.pk})
    drop.refresh_from_db()
    assert (drop.delivered_on, drop.delivered_by) == (TODAY(), editor_a.get_full_name() or editor_a.username)
    editor.post(address, {"left": drop.pk, "returned": "121"})
    editor.post(address, {"left": drop.pk, "returned": "15", "note": "zavřeno"})
    drop.refresh_from_db()
    assert (drop.returned, drop.note) == (15, "zavřeno")
    # What was delivered stays, whatever the plan says.
    editor.post(reverse("print_run:inspect", args=[run.pk]), {"do": "plan", f"place-{point.pk}": "1"})
    drop.refresh_from_db()
    assert drop.copies == 120
    total = totals_of([live])[live.pk]
    assert (total.printed, total.planned, total.delivered, total.left_over, total.municipalities) == (
        200, 120, 120, 15, 1,
    )  # fmt: skip
    editor.post(address, {"undo": drop.pk})
    drop.refresh_from_db()
    assert (drop.delivered_on, drop.delivered_by, drop.returned) == (None, "", 0)


@pytest.mark.spec("X7")
def test_the_driver_gets_a_list_with_places_people_and_copies(
    dso_a: Association, editor_a: Any, live: NewsletterIssuePage
) -> None:
    make_point(dso_a, "Úřad", 120, address="Náves 1", contact="paní Malá", phone="+420491000111")
    run = made_run(client_of(editor_a), live, copies=200)
    address = reverse("print_run:route", args=[run.pk])
    text = page_text(client_of(editor_a), address)
    for words in ("Úřad", "Náves 1", "paní Malá", "491 000 111", "120", "☐"):
        assert words in text, words
    paper = client_of(editor_a).get(address, {"format": "pdf"})
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")


@pytest.mark.spec("X7")
def test_a_place_where_copies_went_is_retired_and_an_unused_one_deleted(
    dso_a: Association, editor_a: Any, live: NewsletterIssuePage
) -> None:
    used, unused = make_point(dso_a, "Úřad", 120), make_point(dso_a, "Omyl", 0)
    made_run(client_of(editor_a), live)
    for point in (used, unused):
        client_of(editor_a).post(reverse("drop_point:delete", args=[point.pk]))
    assert list(DropPoint.objects.values_list("name", "is_used")) == [("Úřad", False)]
    assert PrintDrop.objects.count() == 1


@pytest.mark.spec("NWS-3")
def test_what_came_out_on_paper_closes_the_issue_and_the_union_is_told_once(
    dso_a: Association, editor_a: Any, manager_a: Any, live: NewsletterIssuePage, union_told: None
) -> None:
    run = made_run(client_of(editor_a), live, copies=200)
    address = reverse("print_run:inspect", args=[run.pk])
    client_of(editor_a).post(address, {"do": "out", "day": str(TODAY())})
    for wrong in ("", str(TODAY() + timedelta(days=1)), str(TODAY() - timedelta(days=2))):
        client_of(manager_a).post(address, {"do": "out", "day": wrong})
    assert not IssueSending.objects.exists()
    for _again in range(2):
        client_of(manager_a).post(address, {"do": "out", "day": str(TODAY())})
    assert list(IssueSending.objects.values_list("issue", "kind")) == [(live.pk, SendingKind.PRINT)]
    run.refresh_from_db()
    assert run.printed_on == TODAY()
    assert run.union_told_at is not None
    letter = OutboxMessage.objects.get(event=f"newsletters.printed:{run.pk}")
    assert letter.recipient == UNION
    assert letter.site == dso_a.site
    for words in (dso_a.name, "200", f"{live.full_url}pdf/", "?archive=owed"):
        assert words in letter.text, words
    assert "archiv" in letter.text
    client_of(manager_a).post(address, {"do": "remove"})
    assert PrintRun.objects.filter(pk=run.pk).exists()


@pytest.mark.spec("NWS-3")
def test_each_municipal_periodical_is_told_of_and_the_sending_is_recorded_once(
    dso_a: Association, manager_a: Any, live: NewsletterIssuePage, union_told: None
) -> None:
    client, places = client_of(manager_a), [village_of(dso_a), village_of(dso_a, "Ves", "990101")]
    form = {"kind": "municipal", "layout": "black", "copies": "300", "municipality": places[0].pk}
    add_run(client, live, **form)
    assert not PrintRun.objects.exists(), "which periodical?"
    for place in places:
        made_run(client, live, **{**form, "municipality": place.pk, "periodical": f"Zpravodaj {place.name}"})
    make_point(dso_a, "Úřad", 120)
    for run in PrintRun.objects.all():
        assert not run.drops.exists()
        came_out(run=run, user=manager_a, day=TODAY())
    assert list(IssueSending.objects.values_list("kind", flat=True)) == [SendingKind.MUNICIPAL]
    letters = OutboxMessage.objects.filter(event__startswith="newsletters.printed:")
    assert sorted(letter.text.split("v tištěném periodiku ")[1][:15] for letter in letters) == [
        "Zpravodaj Lhota",
        "Zpravodaj Ves (",
    ]
    total = totals_of([live])[live.pk]
    assert (total.printed, total.delivered, total.municipalities) == (600, 600, 2)


@pytest.mark.spec("NWS-3", "N3")
def test_a_second_run_asks_the_gate_as_the_first_did(
    dso_a: Association, manager_a: Any, live: NewsletterIssuePage
) -> None:
    draft = make_issue(dso_a, 2, live=False)
    run = made_run(client_of(manager_a), draft)
    with pytest.raises(NotSendable):
        came_out(run=run, user=manager_a, day=TODAY())
    assert "Zatím netiskněte" in page_text(client_of(manager_a), reverse("print_run:inspect", args=[run.pk]))
    first, second = made_run(client_of(manager_a), live), made_run(client_of(manager_a), live, kind="paid")
    came_out(run=first, user=manager_a, day=TODAY())
    with pytest.raises(ValidationError):
        came_out(run=second, user=manager_a, day=TODAY() - timedelta(days=2))
    NewsletterIssuePage.objects.filter(pk=live.pk).update(live=False)
    with pytest.raises(NotSendable):
        came_out(run=second, user=manager_a, day=TODAY())


@pytest.mark.spec("NWS-3")
def test_the_union_sees_who_owes_a_copy_and_notes_the_day_it_came(
    client: Client, dso_a: Association, manager_a: Any, editor_a: Any, union_reviewer: Any, live: NewsletterIssuePage
) -> None:
    run = made_run(client_of(editor_a), live)
    listed, address = reverse("print_run:index"), reverse("print_run:inspect", args=[run.pk])
    union = client_of(union_reviewer, host="localhost")
    desk = reverse("wagtailadmin_home")
    assert "chybí v archivu" not in page_text(union, desk)
    came_out(run=run, user=manager_a, day=TODAY())
    assert "1 tištěné číslo chybí v archivu Svazu" in page_text(union, desk)
    assert dso_a.short_name in page_text(union, f"{listed}?archive=owed")
    assert "Úřad" not in page_text(union, address)
    for other in (client_of(manager_a), client_of(editor_a)):
        other.post(address, {"do": "archive", "day": str(TODAY())})
    union.post(address, {"do": "archive", "day": str(TODAY() + timedelta(days=1))})
    union.post(address, {"do": "plan"})
    run.refresh_from_db()
    assert run.archived_on is None
    union.post(address, {"do": "archive", "day": str(TODAY())})
    run.refresh_from_db()
    assert (run.archived_on, bool(run.archived_by)) == (TODAY(), True)
    assert dso_a.short_name not in page_text(union, f"{listed}?archive=owed").split("Přeskočit")[-1]


@pytest.mark.spec("NWS-4")
def test_the_second_printed_issue_of_a_year_says_that_its_number_is_missing(
    dso_a: Association, manager_a: Any, live: NewsletterIssuePage
) -> None:
    assert len(warnings(live)) == 1, "it only says in its imprint that it isn't printed"
    came_out(run=made_run(client_of(manager_a), live), user=manager_a, day=TODAY())
    second = make_issue(dso_a, 2, is_printed=True)
    assert "evidenční číslo" in " ".join(warnings(second))
    run = made_run(client_of(manager_a), second)
    assert "evidenční číslo" in page_text(client_of(manager_a), reverse("print_run:inspect", args=[run.pk]))
    second.mk_registration_number = "MK ČR E 12345"
    assert warnings(second) == []


@pytest.mark.spec("X7")
def test_totals_and_the_plan_cost_the_same_for_any_number_of_places(
    dso_a: Association, manager_a: Any, live: NewsletterIssuePage, assert_same_queries: Any
) -> None:
    make_point(dso_a, "Úřad", 120)
    run = made_run(client_of(manager_a), live, copies=900)
    came_out(run=run, user=manager_a, day=TODAY())
    client, address = client_of(manager_a), reverse("print_run:deliver", args=[run.pk])

    def grow() -> None:
        points = [make_point(dso_a, f"Místo {n}", 5, code=f"99{n:04}") for n in range(20)]
        PrintDrop.objects.bulk_create(
            PrintDrop(site=dso_a.site, run=run, drop_point=point, copies=5) for point in points
        )

    assert_same_queries(lambda: (client.get(address), totals_of([live])), grow)


@pytest.mark.spec("X7")
def test_another_association_finds_neither_runs_nor_places(
    dso_a: Association, dso_b: Association, manager_a: Any, manager_b: Any, live: NewsletterIssuePage
) -> None:
    point = make_point(dso_a, "Úřad", 120)
    run = made_run(client_of(manager_a), live)
    drop, other = run.drops.get(), client_of(manager_b, host="dolni.localhost")
    for name, pk in (("inspect", run.pk), ("edit_run", run.pk), ("deliver", run.pk), ("route", run.pk),
                     ("issue", live.pk), ("add_run", live.pk)):  # fmt: skip
        assert other.get(reverse(f"print_run:{name}", args=[pk])).status_code in {302, 403, 404}, name
    other.post(reverse("print_run:deliver", args=[run.pk]), {"tick": drop.pk})
    other.post(reverse("print_run:inspect", args=[run.pk]), {"do": "remove"})
    own = made_run(other, make_issue(dso_b))
    assert not own.drops.exists()
    other.post(reverse("print_run:inspect", args=[own.pk]), {"do": "plan", f"place-{point.pk}": "5"})
    other.post(reverse("print_run:deliver", args=[own.pk]), {"tick": drop.pk})
    drop.refresh_from_db()
    assert (drop.run, drop.delivered_on, own.drops.count()) == (run, None, 0)
    assert "Úřad" not in other.get(reverse("drop_point:index")).content.decode()
