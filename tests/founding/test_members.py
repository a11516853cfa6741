"""A typed or pasted list of municipalities: what it means, and what is reported."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.founding.members import areas, sought, understand
from portal.tenancy.models import Municipality

from ..tenancy.factories import MunicipalityFactory

pytestmark = [pytest.mark.spec("T2"), pytest.mark.only_on("sqlite")]


@pytest.fixture
def villages(db: None) -> None:
    """Four municipalities, two of them of one name."""
    for code, name, ico, district, nuts in (
        ("574601", "Vlkov", "00273198", "Náchod", "CZ0523"),
        ("535001", "Vlkov", "00666777", "Tábor", "CZ0317"),
        ("574295", "Nový Ples", "00272892", "Náchod", "CZ0523"),
        ("570877", "Smiřice", "00269557", "Hradec Králové", "CZ0521"),
    ):
        MunicipalityFactory(
            code=code, name=name, ico=ico, district_name=district, district_code=nuts, orp_code=f"o{nuts}", orp_name="X"
        )


@pytest.mark.parametrize(
    "typed",
    ["574295", "00272892", "272892", "002 72 892", "Nový Ples", "novy ples", "obec Nový Ples", "574295 cokoli (jinde)"],
)
def test_a_municipality_is_named_by_code_ico_or_name(villages: None, typed: str) -> None:
    assert understand(typed).codes == ["574295"]


@pytest.mark.parametrize("typed", ["Vlkov (Náchod)", "Vlkov (okres Náchod)", "Vlkov okres Náchod"])
def test_the_district_says_which_one_of_a_name(villages: None, typed: str) -> None:
    assert understand(typed).codes == ["574601"]


def test_of_several_of_a_name_the_one_beside_the_others_is_taken(villages: None) -> None:
    understood = understand("Nový Ples, Vlkov")

    assert understood.codes == ["574295", "574601"]
    assert not understood.doubts


def test_several_of_a_name_are_offered_where_nothing_tells_them_apart(villages: None) -> None:
    (doubt,) = understand("Vlkov; Smiřice").doubts

    assert (doubt.typed, {one.pk for one in doubt.offered}) == ("Vlkov", {"574601", "535001"})


def test_two_of_a_name_beside_the_others_are_not_guessed(villages: None) -> None:
    MunicipalityFactory(code="574602", name="Vlkov", district_name="Náchod", district_code="CZ0523")

    (doubt,) = understand("Nový Ples, Vlkov").doubts

    assert len(doubt.offered) == 3


def test_each_unknown_entry_is_reported_and_stays_in_the_list(villages: None) -> None:
    understood = understand("Smiřice\nHorní Dolní\n99999999\n123456\nVlkov (Praha)\n\n")

    assert [doubt.typed for doubt in understood.doubts] == ["Horní Dolní", "99999999", "123456", "Vlkov (Praha)"]
    assert len({doubt.reason for doubt in understood.doubts}) == 4
    assert understood.as_text().splitlines()[0] == "570877 Smiřice (Hradec Králové)"
    assert understand(understood.as_text()) == understood


def test_whoever_stands_there_twice_is_taken_once(villages: None) -> None:
    assert understand("Smiřice, 570877, 00269557").codes == ["570877"]


def test_a_longer_list_costs_no_more_queries(villages: None) -> None:
    with CaptureQueriesContext(
        connection,
    ) as few:
        understand("Smiřice")
    with CaptureQueriesContext(connection) as many:
        understand("Smiřice, 574295, 00273198, Vlkov, Nikde")

    assert len(many) == len(few) == 1


def test_municipalities_are_sought_by_name_and_district_or_orp(villages: None) -> None:
    assert [one.pk for one in sought("vlk", "CZ0523")] == ["574601"]
    assert [one.pk for one in sought("", "orp:oCZ0521")] == ["570877"]
    assert not sought("", "").exists()


def test_military_districts_are_no_members(villages: None) -> None:
    Municipality.objects.filter(pk="570877").update(status=Municipality.Status.MILITARY)

    assert understand("Smiřice").doubts
    assert not sought("Smiřice", "")


def test_districts_stand_under_their_region(villages: None) -> None:
    (group,) = [choices for region, choices in areas() if region == "Královéhradecký kraj"]

    assert {"CZ0523", "orp:oCZ0521"} <= {value for value, _label in group}
