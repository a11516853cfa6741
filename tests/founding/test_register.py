"""The national list of associations: read row by row, written, sought."""

import json
from typing import Any

import pytest

from portal.founding.models import RegisteredAssociation
from portal.founding.register.reading import read_register
from portal.founding.register.writing import sought, write_register
from portal.tenancy.municipalities import UnreadableTable

pytestmark = [pytest.mark.spec("T2", "T3"), pytest.mark.only_on("sqlite")]

TREASURY = """ico,ucjed_nazev,obec,nuts_id,kraj,start_date,end_date
75017270,Dobrovolný svazek obcí Policka,Dobrovolný svazek obcí Policka,CZ0523,CZ052,2012-01-01,9999-12-31
71211721,Svazek obcí Úpa,Svazek obcí Úpa,CZ0523,CZ052,2012-01-01,2020-06-30
"""


def norm(**changes: Any) -> bytes:
    """A register by the open formal norm with one association."""
    association = {
        "typ": "Dobrovolný svazek obcí",
        "ičo": "69155950",
        "název": {"cs": "Mikroregion Český ráj"},
        "idds": "44dyugd",
        "datum_vzniku": "1999-06-14",
        "adresa_sídla_neevidovaná_v_rúian": "Obecní úřad Vyskeř, Vyskeř 50, 512 64 Vyskeř",
        "předmět_činnosti": {"cs": "Rozvoj území."},
        "má_orgány": [
            {
                "název": {"cs": "Předseda"},
                "obsahuje_funkce": [
                    {"je_vykonávána_fyzickou_osobou": [{"jméno": "Jan", "má_bydliště_fyzické_osoby": "Nábřežní 14"}]}
                ],
            }
        ],
        "má_člena": [
            {"spravuje_obec": {"iri": "https://linked.cuzk.cz/resource/ruian/obec/571946"}},
            {
                "den_zániku_členství": "2010-01-01",
                "spravuje_obec": {"iri": "https://linked.cuzk.cz/resource/ruian/obec/577201"},
            },
        ],
        **changes,
    }
    return json.dumps({"eviduje_svazky_obcí": [association]}).encode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1250"])
def test_the_treasurys_list_is_read_as_it_is(encoding: str) -> None:
    reading = read_register(TREASURY.encode(encoding))

    policka, upa = reading.entries
    assert (policka.pk, policka.name, policka.ended_on) == ("75017270", "Dobrovolný svazek obcí Policka", None)
    assert str(upa.ended_on) == "2020-06-30"
    assert not reading.faults


def test_a_register_by_the_norm_gives_seat_data_box_and_present_members() -> None:
    (entry,) = read_register(norm()).entries

    assert (entry.seat_street, entry.seat_psc, entry.seat_town) == (
        "Obecní úřad Vyskeř, Vyskeř 50",
        "51264",
        "Vyskeř",
    )
    assert (entry.data_box_id, entry.members) == ("44dyugd", ["571946"])


def test_nothing_of_people_and_their_homes_is_kept() -> None:
    (entry,) = read_register(norm()).entries

    kept = " ".join(str(getattr(entry, field.name)) for field in RegisteredAssociation._meta.concrete_fields)
    assert "Jan" not in kept
    assert "Nábřežní" not in kept


def test_every_faulty_row_is_named_with_its_line_and_reason() -> None:
    rows = "ico,name,psc,data_box,members,legal_status\n"
    rows += "75017271,Špatná číslice,,,,\n75017270,Dobrá,,,,\n75017270,Podruhé,,,,\n"
    rows += "71211721,,999,x,12,banka\n"

    reading = read_register(rows.encode())

    assert [entry.name for entry in reading.entries] == ["Dobrá"]
    assert [(fault.line, fault.column) for fault in reading.faults] == [
        (2, "ico"),
        (4, "ico"),
        (5, "legal_status"),
        (5, "members"),
        (5, "data_box"),
        (5, "psc"),
        (5, "name"),
    ]
    assert reading.rows == 4


@pytest.mark.parametrize(
    "raw",
    [b"ico;obec\n1;2", b"{", b"[]", b'{"typ": 1}', b'{"eviduje_svazky_obc\xc3\xad": 3}', b"", b"\x81\x8d", b"{" * 9999],
)
def test_what_is_no_list_is_refused_as_a_whole(raw: bytes) -> None:
    with pytest.raises(UnreadableTable):
        read_register(raw)


@pytest.mark.parametrize("member", [None, 3, {"spravuje_obec": 3}, {"spravuje_obec": {"iri": ["x"]}}])
def test_strange_values_of_the_norm_are_no_members(member: Any) -> None:
    (entry,) = read_register(norm(má_člena=[member])).entries

    assert entry.members == []


def test_reading_again_updates_what_is_known_and_leaves_the_rest(db: None) -> None:
    write_register(read_register(TREASURY.encode()))
    write_register(read_register(b"ico,name,members\n75017270,Policka,574210"))

    names = RegisteredAssociation.objects.order_by("pk").values_list("name", flat=True)
    assert list(names) == ["Svazek obcí Úpa", "Policka"]

    # What a list says nothing of, it does not take away.
    write_register(read_register(b"ico,name\n75017270,Policka"))
    assert RegisteredAssociation.objects.get(pk="75017270").members == ["574210"]


@pytest.mark.parametrize("query", ["75017270", "75 01 72 70", "policka", "SVAZEK policka"])
def test_an_association_is_found_by_ico_or_words_of_its_name(db: None, query: str) -> None:
    write_register(read_register(TREASURY.encode()))

    assert [one.pk for one in sought(query)] == ["75017270"]
