"""Personal data go after the association's period, and every count stays (R9)."""

from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.db import connection, models
from django.test import Client
from django.utils import timezone
from time_machine import travel

from contact_centre.actions import hand_over_request, resolve_request
from contact_centre.closing.words import MayorWord
from contact_centre.enums import DataGround, HeldBecause
from contact_centre.models import CitizenRequest, RequestAttachment, RequestPolicy
from contact_centre.models.activity import private_storage
from contact_centre.privacy.forgetting import NotAllForgottenError, anonymise_requests, forget_request
from contact_centre.privacy.traces import RELATED, REQUEST
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association

from ..browser import HOST
from ..factories import output
from .histories import (
    ENDINGS,
    MARK,
    OPEN,
    PHONE,
    all_mail_is_sent,
    counts,
    draft_of,
    history,
    marked_request,
    stored_files,
    stored_marks,
)

pytestmark = pytest.mark.spec("R9")

YEARS = timedelta(days=800)
"""Longer than the 24 months for which data are kept."""


def close(request: CitizenRequest) -> None:
    word = MayorWord.not_told("Není v úřadu.")
    resolve_request(
        request=request, output=output(), output_description="Opraveno.", answer="Hotovo.", word=word, user=None
    )
    all_mail_is_sent()


def closed(association: Association, **changed: Any) -> CitizenRequest:
    request = marked_request(association, **changed)
    close(request)
    return request


def is_forgotten(request: CitizenRequest) -> bool:
    request.refresh_from_db()
    return request.anonymised_on is not None and request.email == "" and request.text == "–"


def test_no_mark_of_a_person_stays_and_no_count_changes(dso_a: Association, dso_b: Association) -> None:
    random = Random(20)
    made = [*((dso_a, ending) for ending in ENDINGS), (dso_b, "started"), (dso_b, "resolved")]
    requests = [(ending, history(association, ending, random)) for association, ending in made]
    draft_of(requests[4][1])
    all_mail_is_sent()
    tokens = [request.submission_token for ending, request in requests if ending not in OPEN]
    with travel(timezone.now() + YEARS):
        young = closed(dso_a)
        before = counts()
        assert anonymise_requests()["requests"] == sum(ending not in OPEN for ending, _ in requests) + 1
        assert counts() == before

        # What is open or was closed lately is whole; once that is gone, nothing of a person is left anywhere.
        kept = [request for ending, request in requests if ending in OPEN]
        assert not any(map(is_forgotten, [*kept, young]))
        for request in [*kept, young]:
            assert request.email == f"{MARK}@citizen.test"
        assert stored_marks(*tokens) == []
        for request in kept:
            close(request)
    with travel(timezone.now() + 2 * YEARS):
        anonymise_requests()
    assert stored_marks(MARK, PHONE) == []
    assert stored_files() == []


def test_the_citizen_s_link_says_only_number_and_state(
    client: Client, dso_a: Association, django_capture_on_commit_callbacks: Any
) -> None:
    request = closed(dso_a)
    with django_capture_on_commit_callbacks(execute=True):
        forget_request(request=request, user=None, reason="Žádost podle čl. 17")
    page = client.get(f"/kontakt/stav/{request.status_token}/", **HOST).content.decode()
    assert request.reference in page
    assert not any(mark in page.casefold() for mark in (MARK, PHONE))
    assert "<textarea" not in page


def test_each_association_keeps_data_as_long_as_it_has_decided(dso_a: Association, dso_b: Association) -> None:
    RequestPolicy.objects.create(site=dso_a.site, keep_months=3)
    own, other = closed(dso_a), closed(dso_b)
    with travel(timezone.now() + timedelta(days=80)):
        anonymise_requests()
        assert not is_forgotten(own)
    with travel(timezone.now() + timedelta(days=100)):
        anonymise_requests()
        assert is_forgotten(own)
        assert not is_forgotten(other)


def test_a_request_that_may_be_reopened_or_come_back_is_kept(dso_a: Association) -> None:
    RequestPolicy.objects.create(site=dso_a.site, keep_months=1)
    request, handed = closed(dso_a), marked_request(dso_a)
    hand_over_request(
        request=handed,
        body="Obec",
        email="urad@obec.test",
        reason="Patří obci.",
        data_ground=DataGround.NONE,
        word=MayorWord.not_told("Není v úřadu."),
        user=None,
    )
    with travel(timezone.now() + timedelta(days=30)):
        anonymise_requests()
        assert not is_forgotten(request)
    with travel(timezone.now() + timedelta(days=40)):
        anonymise_requests()
        assert is_forgotten(request)
        assert not is_forgotten(handed)


def test_what_was_put_aside_and_never_let_in_is_forgotten_too(dso_a: Association) -> None:
    held = marked_request(dso_a, held_because=[HeldBecause.LINKS])
    with travel(timezone.now() + YEARS):
        anonymise_requests()
        assert is_forgotten(held)
        assert held.status == "received"


class KilledError(BaseException):
    """The process ends here."""


def test_a_job_killed_at_any_statement_goes_on_with_the_next_run(dso_a: Association) -> None:
    request = history(dso_a, "handed", Random(1))
    all_mail_is_sent()
    statements = 0

    def killing_at(number: int) -> Any:
        seen = 0

        def wrapper(execute: Any, sql: str, *rest: Any) -> Any:
            nonlocal seen
            seen += 1
            if seen == number:
                raise KilledError
            return execute(sql, *rest)

        return connection.execute_wrapper(wrapper)

    with travel(timezone.now() + YEARS):
        for number in range(1, 300):
            try:
                with killing_at(number):
                    anonymise_requests()
            except KilledError:
                statements = number
                request.refresh_from_db()
                is_whole = request.anonymised_on is None and request.email != ""
                assert is_whole or (is_forgotten(request) and stored_marks_of_rows() == [])
            else:
                break
        anonymise_requests()
    assert statements > 20
    assert is_forgotten(request)
    assert stored_marks(MARK, PHONE) == []


def stored_marks_of_rows() -> list[str]:
    """Marks in the database; a file may still wait for the next run."""
    return [found for found in stored_marks(MARK, PHONE) if ": " in found]


def test_a_failing_file_store_stops_nothing_and_is_tried_again(
    dso_a: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = closed(dso_a), closed(dso_a)

    def fail(self: Any, name: str) -> None:
        raise OSError

    with travel(timezone.now() + YEARS):
        with monkeypatch.context() as broken:
            broken.setattr(type(private_storage()), "delete", fail)
            with pytest.raises(NotAllForgottenError):
                anonymise_requests()
        assert is_forgotten(first)
        assert is_forgotten(second)
        # The row says which file is left, not what the citizen called it.
        assert set(RequestAttachment.objects.values_list("original_name", flat=True)) == {"–"}
        assert len(stored_files()) == 2

        assert anonymise_requests()["files"] == 2
    assert stored_files() == []
    assert not RequestAttachment.objects.exists()


def test_mail_that_waits_is_sent_first_and_forgotten_later(dso_a: Association) -> None:
    request = closed(dso_a)
    OutboxMessage.objects.update(state="waiting", sent_at=None)
    with travel(timezone.now() + YEARS):
        anonymise_requests()
        assert OutboxMessage.objects.filter(recipient=f"{MARK}@citizen.test").exists()
        all_mail_is_sent()
        anonymise_requests()
    assert is_forgotten(request)
    assert not OutboxMessage.objects.filter(recipient=f"{MARK}@citizen.test").exists()


def tables_about_requests() -> set[type[models.Model]]:
    """Every model whose rows hang on a request, at any remove."""
    found: set[type[models.Model]] = set()
    to_visit: list[Any] = [CitizenRequest]
    while to_visit:
        for field in to_visit.pop()._meta.get_fields(include_hidden=True):
            model = field.related_model
            # Relations that others have to it, hidden ones too; tables between two of them hold only keys.
            if field.auto_created and field.is_relation and not model._meta.auto_created:
                to_visit += {model} - found - {CitizenRequest}
                found |= {model} - {CitizenRequest}
    return found


def test_every_table_and_field_about_a_request_says_what_happens_to_it() -> None:
    declared = {trace.model for trace in RELATED}
    assert tables_about_requests() == declared, "Declare the table in contact_centre/privacy/traces.py"
    for trace in (REQUEST, *RELATED):
        fields = {field.name for field in (*trace.model._meta.concrete_fields, *trace.model._meta.many_to_many)}
        said = trace.kept | trace.wiped.keys()
        assert fields == said, f"{trace.model.__name__}: declare what is wiped and what stays"
        assert not trace.kept & trace.wiped.keys()


def test_the_job_asks_as_little_when_there_is_nothing_to_do(dso_a: Association, assert_same_queries: Any) -> None:
    closed(dso_a)

    def grow() -> None:
        for _n in range(3):
            closed(dso_a)

    assert_same_queries(anonymise_requests, grow)
