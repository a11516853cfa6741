"""Merging requests that say the same (R7)."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from contact_centre.actions import merge_duplicate
from contact_centre.enums import ActivityStatus, HeldBecause, RequestStatus
from contact_centre.models import CitizenRequest, MayorNotice
from portal.tenancy.models import Association

from ..factories import make_request

pytestmark = [pytest.mark.django_db, pytest.mark.spec("R7")]


def test_the_later_one_ends_and_its_activity_never_counts(
    dso_a: Association, manager_a: Any, delivered_mail: Any
) -> None:
    first = make_request(dso_a, email="prvni@example.org")
    later = make_request(dso_a, email="druhy@example.org")
    delivered_mail()

    assert merge_duplicate(request=later, into=first, user=manager_a)
    assert not merge_duplicate(request=later, into=first, user=manager_a)

    later.refresh_from_db()
    assert (later.status, later.duplicate_of) == (RequestStatus.DUPLICATE, first)
    assert later.activity is not None
    assert later.activity.status == ActivityStatus.CANCELLED
    assert first.reference in later.mayor_not_informed_because
    assert not MayorNotice.objects.exists()
    [mail] = delivered_mail()
    assert mail.to == ["druhy@example.org"]
    assert "prvni@example.org" not in mail.body


def test_a_chain_leads_to_the_first(dso_a: Association) -> None:
    first, second, third = (make_request(dso_a) for _n in range(3))

    merge_duplicate(request=third, into=second)
    merge_duplicate(request=second, into=first)
    fourth = make_request(dso_a)
    merge_duplicate(request=fourth, into=second)

    repeating = CitizenRequest.objects.filter(duplicate_of=first)
    assert set(repeating) == {second, third, fourth}


def test_what_makes_no_sense_is_refused_and_changes_nothing(dso_a: Association, dso_b: Association) -> None:
    request, other = make_request(dso_a), make_request(dso_a)
    merge_duplicate(request=other, into=request)
    foreign = make_request(dso_b)
    aside = make_request(dso_a, held_because=[HeldBecause.LINKS])

    for into in (request, other, foreign, aside):
        with pytest.raises(ValidationError):
            merge_duplicate(request=request, into=into)
    with pytest.raises(ValidationError):
        merge_duplicate(request=aside, into=request)

    request.refresh_from_db()
    assert request.status == RequestStatus.REGISTERED
