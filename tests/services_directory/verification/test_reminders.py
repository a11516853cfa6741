"""The job that reminds: once, whenever and however often it runs; who is left out; what a fault leaves behind."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from portal.jobs import runner
from portal.jobs.registry import registered
from portal.tenancy.models import Association, Union
from services_directory.actions import close_service, unpublish_service
from services_directory.enums import Audience, CheckReason
from services_directory.models import Proposal, ReminderStage, SentReminder, Service
from services_directory.verification.checks import ask_for_check
from services_directory.verification.reminding import due, reminders

from .reminding import TODAY, at, days_of, entry, keeper, letter, letters, rows, run
from .test_clock import AUTUMN, SPRING

PROVIDER = "knihovna@obec.test"


@pytest.fixture
def centre(association: Association) -> Association:
    keeper(association, "spravce", is_default=True)
    return association


def in_days(days: int) -> date:
    return TODAY + timedelta(days=days)


@pytest.mark.spec("F3")
def test_stage_reaches_its_recipient_once_however_often_the_job_runs(centre: Association) -> None:
    entry(centre, "Knihovna", in_days(30), email=PROVIDER)
    assert [run(TODAY, hour) for hour in (7, 8, 8, 23)] == [1, 0, 0, 0]
    assert [run(in_days(1)), run(in_days(5)), run(in_days(15))] == [0, 0, 0]
    assert rows() == [(TODAY, PROVIDER, "Knihovna", -30, 0, "provider")]
    assert letter().recipient == PROVIDER


@pytest.mark.spec("F3")
def test_nobody_is_written_to_before_seven_in_prague(centre: Association) -> None:
    entry(centre, "Knihovna", in_days(30), email=PROVIDER)
    assert run(TODAY, 6, 59) == 0
    assert run(TODAY, 0) == 0
    assert run(TODAY, 7) == 1


@pytest.mark.spec("F3")
@pytest.mark.parametrize("changing", [AUTUMN, SPRING])
def test_days_with_another_number_of_hours_bring_one_letter(centre: Association, changing: date) -> None:
    entry(centre, "Knihovna", changing + timedelta(days=14), email=PROVIDER)
    midnight = datetime(changing.year, changing.month, changing.day, tzinfo=UTC) - timedelta(hours=3)
    for hour in range(30):
        with time_machine.travel(midnight + timedelta(hours=hour), tick=False):
            reminders.remind()
    # The evening before brings the stage that was missed, the day itself its own.
    assert [(row[0], row[3]) for row in rows()] == [(changing - timedelta(days=1), -30), (changing, -14)]


@pytest.mark.spec("F3")
def test_late_job_sends_only_the_latest_of_the_missed_stages(centre: Association) -> None:
    entry(centre, "Knihovna", in_days(30), email=PROVIDER)
    assert run(in_days(19)) == 1
    assert days_of(rows()) == [(-14, "provider")]
    assert run(in_days(20)) == 0


@pytest.mark.spec("F4")
def test_months_without_the_job_bring_one_letter_to_each(centre: Association, manager_a: Any, union: Union) -> None:
    Union.objects.update(email="svaz@svaz.test")
    entry(centre, "Knihovna", in_days(-100), email=PROVIDER)
    assert run(TODAY) == 4
    assert sorted((row[3], row[4], row[5]) for row in rows()) == [
        (-3, 0, "provider"), (1, 14, "keeper"), (15, 12, "manager"), (29, 10, "union"),
    ]  # fmt: skip
    assert run(TODAY, 12) == run(in_days(1)) == 0


@pytest.mark.spec("F3")
def test_entry_that_is_no_longer_due_is_left_out(centre: Association, union: Union) -> None:
    names = ("Zavřená", "Koncept", "Bez svazku", "Bez data", "Později")
    closed, draft, orphan, dateless, later = (entry(centre, name, in_days(20), email=PROVIDER) for name in names)
    close_service(service=closed)
    unpublish_service(service=draft)
    Service.objects.filter(pk=orphan.pk).update(site=union.site)
    Service.objects.filter(pk=dateless.pk).update(verify_by=None)
    Service.objects.filter(pk=later.pk).update(verify_by=in_days(31))
    assert run(TODAY) == 0
    assert not SentReminder.objects.exists()


@pytest.mark.spec("F3")
def test_provider_who_has_answered_is_not_asked_again_but_the_keeper_is_reminded(centre: Association) -> None:
    service = entry(centre, "Knihovna", in_days(2), email=PROVIDER)
    Proposal.objects.create(site=centre.site, service=service)
    run(TODAY)
    assert [(row[1], row[3]) for row in rows()] == [("spravce@centrum.test", -3)]
    assert "provozovatel navrhl změny" in letter().text
    Proposal.objects.update(settled_at=timezone.now())
    run(in_days(1))
    assert [(row[1], row[3]) for row in rows()][1:] == [(PROVIDER, -3)]


@pytest.mark.spec("F4")
def test_keeper_hears_at_once_when_the_providers_mail_comes_back(centre: Association) -> None:
    service = entry(centre, "Knihovna", in_days(14), email=PROVIDER)
    run(TODAY, 7)
    ask_for_check(services=[service], reason=CheckReason.BOUNCED, value=PROVIDER)
    run(TODAY, 8)
    assert [(row[1], row[3]) for row in rows()] == [(PROVIDER, -14), ("spravce@centrum.test", -14)]
    said = letters()[-1].text
    assert f"pošta na {PROVIDER} se vrátila" in said.replace("\xa0", " ") or PROVIDER in said
    assert run(TODAY, 9) == 0


@pytest.mark.spec("F4")
def test_what_becomes_due_after_the_days_letter_waits_until_tomorrow(centre: Association) -> None:
    entry(centre, "Škola", in_days(30))
    run(TODAY, 7)
    entry(centre, "Pošta", in_days(30))
    assert run(TODAY, 8) == 0
    assert run(in_days(1), 7) == 1
    assert [(row[0], row[2]) for row in rows()] == [(TODAY, "Škola"), (in_days(1), "Pošta")]


@pytest.mark.spec("F3")
def test_new_last_day_begins_anew(centre: Association) -> None:
    service = entry(centre, "Knihovna", in_days(30), email=PROVIDER)
    run(TODAY)
    Service.objects.filter(pk=service.pk).update(verify_by=in_days(200))
    assert run(in_days(169)) == 0
    assert run(in_days(170)) == 1
    assert days_of(rows()) == [(-30, "provider"), (-30, "provider")]


@pytest.mark.spec("F3")
def test_without_stages_nobody_is_reminded(centre: Association) -> None:
    entry(centre, "Knihovna", in_days(-100), email=PROVIDER)
    ReminderStage.objects.all().delete()
    assert run(TODAY) == 0


@pytest.mark.spec("F3")
def test_run_cut_off_between_two_recipients_goes_on_where_it_stopped(
    centre: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        entry(centre, f"Knihovna {number}", in_days(30), email=f"k{number}@obec.test")
    enqueue = reminders.enqueue

    def dies_at_the_second(**letter_: Any) -> Any:
        written = enqueue(**letter_)
        if letter_["recipient"] == "k1@obec.test":
            raise KeyboardInterrupt
        return written

    monkeypatch.setattr(reminders, "enqueue", dies_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        run(TODAY, 7)
    # Of the one that was being written there is neither a letter nor a note that it was.
    assert [row[1] for row in rows()] == [one.recipient for one in letters()] == ["k0@obec.test"]
    monkeypatch.undo()
    assert run(TODAY, 8) == 2
    assert [row[1] for row in rows()] == ["k0@obec.test", "k1@obec.test", "k2@obec.test"]


@pytest.mark.spec("F3")
def test_letter_that_fails_holds_back_no_other(centre: Association, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        entry(centre, f"Knihovna {number}", in_days(30), email=f"k{number}@obec.test")
    written = reminders.provider_letter

    def fails_for_one(association: Association, address: str, *args: Any, **kwargs: Any) -> Any:
        if address == "k0@obec.test":
            raise ValueError(address)
        return written(association, address, *args, **kwargs)

    monkeypatch.setattr(reminders, "provider_letter", fails_for_one)
    with pytest.raises(ExceptionGroup):
        run(TODAY)
    assert [row[1] for row in rows()] == ["k1@obec.test", "k2@obec.test"]


@pytest.mark.spec("F3")
def test_two_runs_at_once_write_one_letter(centre: Association, monkeypatch: pytest.MonkeyPatch) -> None:
    entry(centre, "Knihovna", in_days(2), email=PROVIDER)
    both_read = due.due_reminders(TODAY)
    monkeypatch.setattr(reminders, "due_reminders", lambda _day: both_read)
    assert [run(TODAY), run(TODAY)] == [2, 0]
    # Over midnight the day's letter doesn't stop the other run, but what was sent does.
    assert run(in_days(1)) == 0
    assert len(letters()) == 2


@pytest.mark.spec("F3")
def test_entry_verified_after_it_was_read_is_not_in_the_letter(
    centre: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = entry(centre, "Knihovna", in_days(30), email=PROVIDER)
    read = due.due_reminders(TODAY)
    monkeypatch.setattr(reminders, "due_reminders", lambda _day: read)
    Service.objects.filter(pk=service.pk).update(verify_by=in_days(180))
    assert run(TODAY) == 0


@pytest.mark.spec("F3")
def test_job_is_registered_and_every_hour(centre: Association) -> None:
    entry(centre, "Knihovna", in_days(30), email=PROVIDER)
    runner.sync_jobs()
    job = registered()["services_directory.remind"]
    with at(TODAY):
        assert runner.run(job) is runner.Outcome.DONE
        assert runner.run(job) is runner.Outcome.BUSY
    assert job.every == timedelta(hours=1)
    assert len(letters()) == 1


@pytest.mark.spec("F3")
@pytest.mark.spec("F4")
def test_number_of_queries_does_not_go_by_the_number_of_entries(
    centre: Association, assert_same_queries: Any, manager_a: Any
) -> None:
    people = [keeper(centre, f"spravce{number}") for number in range(3)]

    def grow(first: int, last: int) -> None:
        for number in range(first, last):
            days = number % 60 - 35
            email = f"k{number % 5}@obec.test" if number % 3 else ""
            entry(centre, f"Služba {number}", in_days(days), email=email, kept_by=people[number % 3])

    grow(0, 3)
    assert_same_queries(lambda: due.due_reminders(TODAY), lambda: grow(3, 40), at_most=13)
    found = due.due_reminders(TODAY)
    assert {addressee.role for addressee in found} == {Audience.PROVIDER, Audience.KEEPER, Audience.MANAGER}


@pytest.mark.spec("F3")
def test_entries_are_read_in_chunks(centre: Association, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(7):
        entry(centre, f"Služba {number}", in_days(10 + number // 3), email=PROVIDER)
    whole = due.due_reminders(TODAY)
    monkeypatch.setattr(due, "CHUNK", 2)
    assert due.due_reminders(TODAY) == whole
    assert [len(found) for found in whole.values()] == [7]
