"""Whatever table, calendar or letter we are given: it is taken, or refused in words, and never half of it."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.jobs.bounces.reading import Unreadable, read
from portal.jobs.incoming.parsing import parse
from portal.programme.calendar_file import CalendarFault, read_calendar
from portal.tenancy.models import Association, Municipality
from portal.tenancy.municipalities import COLUMNS, UnreadableTable, read_table, write_municipalities
from services_directory.importing import own, region
from services_directory.importing.reader import read_bytes
from services_directory.importing.run import Options, import_file
from services_directory.importing.sheet import ImportRefused
from services_directory.importing.tables import xlsx_bytes
from services_directory.models import Service

from .hostile import HOSTILE
from .tries import tried

pytestmark = [pytest.mark.only_on("sqlite")]

SHORT = [text for text in HOSTILE if len(text) < 6_000]
CELL = st.one_of(st.sampled_from(SHORT), st.text(max_size=20), st.integers().map(str), st.floats().map(str))
START = (b"", b"\xff\xfe", b"\xef\xbb\xbf", b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")


def gives_a_reason(error: Exception) -> None:
    assert str(error)


@tried(60)
@given(start=st.sampled_from(START), rest=st.binary(max_size=300))
def test_any_bytes_are_a_table_or_refused(start: bytes, rest: bytes) -> None:
    try:
        assert read_bytes(start + rest).columns
    except ImportRefused as error:
        gives_a_reason(error)


def _written(columns: list[str], rows: list[dict[str, str]], kind: str) -> bytes:
    if kind == "xlsx":
        return xlsx_bytes("x", columns, [[row.get(name, "") for name in columns] for row in rows])
    text = io.StringIO()
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(errors="surrogatepass")


def _rows(columns: Any) -> Any:
    return st.lists(st.dictionaries(st.sampled_from(sorted(columns)), CELL, max_size=12), min_size=1, max_size=3)


@pytest.mark.django_db
@tried(25)
@given(data=st.data(), shape=st.sampled_from(["own", "region"]), kind=st.sampled_from(["csv", "xlsx"]))
def test_any_cells_of_services_are_taken_or_refused_with_their_row(
    data: st.DataObject, shape: str, kind: str, dso_a: Association, tmp_path: Path
) -> None:
    columns = list(own.COLUMNS if shape == "own" else sorted(region.COLUMNS))
    path = tmp_path / f"s.{kind}"
    path.write_bytes(_written(columns, data.draw(_rows(columns)), kind))
    before = Service.objects.count()
    try:
        summary = import_file(path, dso_a, options=Options())
    except ImportRefused as error:
        gives_a_reason(error)
        assert Service.objects.count() == before
        return
    assert all(fault.reason for fault in summary.faults)
    assert not summary.faults or Service.objects.count() == before
    Service.objects.all().delete()


PLACE = {"obec_code": "990011", "name": "Lhota", "status": "obec", "ico": "", "psc": "549 01", "population_2018": "12"}


@pytest.mark.django_db
@tried(40)
@given(changed=st.dictionaries(st.sampled_from(sorted(COLUMNS)), CELL, min_size=1, max_size=5))
def test_any_cells_of_municipalities_are_taken_or_are_faults(changed: dict[str, str]) -> None:
    raw = _written(list(COLUMNS), [{**PLACE, **changed}], "csv")
    try:
        reading = read_table(raw)
    except UnreadableTable as error:
        gives_a_reason(error)
        return
    assert all(str(fault) for fault in reading.faults)
    if not reading.faults:
        write_municipalities(reading.municipalities)
        Municipality.objects.filter(code__in=[place.code for place in reading.municipalities]).delete()


@tried(40)
@given(raw=st.binary(max_size=200), has_header=st.booleans())
def test_any_bytes_are_municipalities_or_unreadable(raw: bytes, has_header: bool) -> None:
    try:
        read_table((",".join(COLUMNS) + "\n").encode() * has_header + raw)
    except UnreadableTable as error:
        gives_a_reason(error)


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.sampled_from(SHORT), st.text(max_size=8)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=8,
)
CALENDAR = json.loads((Path(__file__).parents[2] / "portal/programme/data/css_demo_2026.json").read_text())


@pytest.mark.django_db
@tried(40)
@given(where=st.lists(st.integers(0, 7), min_size=1, max_size=4), value=JSON)
def test_any_programme_is_read_or_refused_with_the_place(where: list[int], value: Any, tmp_path: Path) -> None:
    calendar = json.loads(json.dumps(CALENDAR))
    at, key = {"": calendar}, ""
    for step in where:
        inner: Any = at[key]  # type: ignore[index]
        if not isinstance(inner, dict | list) or not inner:
            break
        at, key = inner, (list(inner)[step % len(inner)] if isinstance(inner, dict) else step % len(inner))  # type: ignore[assignment]
    at[key] = value  # type: ignore[index]
    path = tmp_path / "p.json"
    path.write_text(json.dumps(calendar), encoding="utf-8", errors="surrogatepass")
    try:
        read_calendar(path)
    except CalendarFault as fault:
        gives_a_reason(fault)


@pytest.mark.parametrize(
    "raw", [b"", b"[" * 100_000, b"\xff", b"{}", b"[]", b"null", b'{"programme": ' + b"9" * 6_000 + b"}"]
)
@pytest.mark.django_db
def test_what_is_no_programme_is_refused(raw: bytes, tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    path.write_bytes(raw)
    with pytest.raises(CalendarFault):
        read_calendar(path)


HEADERS = st.sampled_from(
    ["From", "To", "Subject", "Message-ID", "References", "In-Reply-To", "Content-Type", "Content-Transfer-Encoding",
     "Content-Disposition", "Auto-Submitted", "X-Failed-Recipients", "Delivered-To", "Content-ID", "Return-Path"]
)  # fmt: skip
VALUES = st.one_of(
    st.binary(max_size=30),
    st.sampled_from(
        [b"multipart/mixed; boundary=a", b"message/rfc822", b"message/delivery-status", b"text/html; charset=utf-7",
         b"multipart/report; report-type=delivery-status; boundary=a", b"text/plain; charset=utf-16", b"base64",
         b"x-uuencode", b"quoted-printable", b"=?utf-8?b?////?=", b"=?x?q?=00?=", b"<a@b> <c@d>", b"(((", b"@",
         b"attachment; filename*=utf-16''%00%d8", b"MAILER-DAEMON@a.cz", b'text/plain; charset="idna"',
         b"text/plain; charset*0=u; charset*1=tf-8"]
    ),
)  # fmt: skip


@tried(80)
@given(headers=st.lists(st.tuples(HEADERS, VALUES), max_size=6), body=st.binary(max_size=80), parts=st.integers(0, 2))
def test_any_mail_is_read_or_left(headers: list[tuple[str, bytes]], body: bytes, parts: int) -> None:
    head = b"".join(name.encode() + b": " + value + b"\r\n" for name, value in headers)
    raw = head + b"\r\n" + (b"--a\r\n" + head + b"\r\n" + body + b"\r\n") * parts + body
    mail = parse(raw)
    assert "\0" not in mail.sender
    assert len(mail.token) == 64
    try:
        read(raw)
    except Unreadable as error:
        gives_a_reason(error)
