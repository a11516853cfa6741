"""What is put aside as suspicious, and what is refused (R1)."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from contact_centre.enums import HeldBecause, RequestStatus
from contact_centre.intake import guards
from contact_centre.intake.guards import (
    MOST_PER_ADDRESS,
    MOST_PER_SITE,
    PER_ADDRESS,
    PER_SITE,
    WINDOW,
    Judgement,
    TooMany,
    judge,
)
from contact_centre.models import CitizenRequest
from portal.core.limits import count_uses
from portal.core.models import UseCount
from portal.core.tickets import Verdict
from portal.jobs.maintenance import clear_counts
from portal.tenancy.models import Association

from ..factories import make_request

pytestmark = pytest.mark.django_db
ADDRESS = "192.0.2.7"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Time stands still at the beginning of a window."""
    seconds = WINDOW.total_seconds()
    start = (timezone.now().timestamp() // seconds + 1) * seconds
    with time_machine.travel(start, tick=False) as traveller:
        yield traveller


def judged(address: str = ADDRESS, **changed: Any) -> Judgement:
    return judge(
        **{
            "site_id": 1,
            "address": address,
            "text": "Nesvítí lampa.",
            "verdict": Verdict.GOOD,
            "trap_filled": False,
            **changed,
        }
    )


def counted(name: str, who: str, times: int) -> None:
    for _use in range(times):
        count_uses((name, who), window=WINDOW)


@pytest.mark.spec("R1")
@pytest.mark.parametrize(
    ("changed", "because"),
    [
        ({}, ()),
        ({"trap_filled": True}, (HeldBecause.TRAP,)),
        ({"verdict": Verdict.TOO_FAST}, (HeldBecause.TOO_FAST,)),
        ({"text": "Mapa http://mapy.cz/s/1 a fotka https://foto.cz/2"}, ()),
        ({"text": "www.a.cz http://b.cz https://c.cz"}, (HeldBecause.LINKS,)),
        ({"text": 'Levně <a href="//x.cz">zde</a>'}, (HeldBecause.LINKS,)),
        ({"text": "[URL=//x.cz]zde[/URL]", "trap_filled": True}, (HeldBecause.TRAP, HeldBecause.LINKS)),
    ],
)
def test_what_looks_like_a_machine_is_put_aside(changed: dict[str, Any], because: tuple[HeldBecause, ...]) -> None:
    assert judged(**changed) == Judgement(because, refused=False)


@pytest.mark.spec("R1")
def test_many_from_one_address_are_put_aside_and_far_too_many_refused(clock: time_machine.Traveller) -> None:
    assert [judged().held_because for _message in range(PER_ADDRESS + 1)] == [
        *[()] * PER_ADDRESS,
        (HeldBecause.MANY_FROM_ADDRESS,),
    ]
    counted("contact", f"1:{ADDRESS}", MOST_PER_ADDRESS - PER_ADDRESS - 1)
    assert judged().refused
    assert judged("192.0.2.8") == Judgement()
    clock.shift(WINDOW)
    assert judged() == Judgement()


@pytest.mark.spec("R1")
def test_many_on_one_site_are_put_aside_and_far_too_many_refused() -> None:
    counted("contact-site", "1", PER_SITE)
    assert judged().held_because == (HeldBecause.MANY_ON_SITE,)
    assert judged(site_id=2) == Judgement()
    counted("contact-site", "1", MOST_PER_SITE - PER_SITE - 1)
    assert judged().refused


def test_addresses_are_counted_as_keyed_hashes_and_soon_forgotten(clock: time_machine.Traveller) -> None:
    judged()

    assert not UseCount.objects.filter(key__contains=ADDRESS).exists()
    assert UseCount.objects.count() == 2
    clock.shift(WINDOW + timedelta(seconds=1))
    assert clear_counts() == 2


@pytest.mark.spec("R1")
def test_a_form_sent_again_counts_for_nothing_and_is_never_one_too_many(
    dso_a: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guards, "MOST_PER_ADDRESS", 2)
    guard = partial(judged, ADDRESS, site_id=dso_a.site_id)

    first = make_request(dso_a, submission_token="jednou", guard=guard)
    for _press in range(4):
        assert make_request(dso_a, submission_token="jednou", guard=guard) == first
    other = make_request(dso_a, guard=guard)
    with pytest.raises(TooMany):
        make_request(dso_a, guard=guard)
    assert make_request(dso_a, submission_token="jednou", guard=guard) == first

    assert set(CitizenRequest.objects.all()) == {first, other}
    assert {first.status, other.status} == {RequestStatus.REGISTERED}
