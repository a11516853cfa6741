"""The rows of opening hours in the editor's form: filled in, refused at the row, kept, pasted, compared."""

import re
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from portal.tenancy.models import Association
from services_directory.hours.fields import HoursField, HoursWidget
from services_directory.hours.panels import HoursComparison
from services_directory.hours.typed import Typed, read_time
from services_directory.models import Service

from ..editing import errors, form_of, service_form
from ..factories import make_service

ADD = "wagtailsnippets_services_directory_service:add"
EDIT = "wagtailsnippets_services_directory_service:edit"
READ = "services_directory_read_hours"
NAME = "opening_hours"
ROUGH = "Jun 15-Aug 31 09:00-20:00"

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("postgresql")]


@pytest.fixture
def editor(editor_a: Any) -> Client:
    client = Client(SERVER_NAME="horni.localhost")
    client.force_login(editor_a)
    return client


def span(section: str, row: int, place: int, starts: str, ends: str, mode: str = "open") -> dict[str, str]:
    prefix = f"{NAME}-{section}-{row}-{place}"
    return {f"{prefix}-from": starts, f"{prefix}-to": ends, f"{prefix}-mode": mode}


def exception(row: int, first: str, last: str = "", kind: str = "closed", reason: str = "") -> dict[str, str]:
    prefix = f"{NAME}-dated-{row}"
    return {f"{prefix}-first": first, f"{prefix}-last": last, f"{prefix}-kind": kind, f"{prefix}-reason": reason}


def rule(value: str) -> dict[str, str]:
    return {f"{NAME}-rule": value}


def typed(data: dict[str, str]) -> Typed:
    return HoursWidget().value_from_datadict(data, {}, NAME)


# --- Saving --------------------------------------------------------------------------------------------
@pytest.mark.spec("DIR-2", "D4", "D5", "D6")
def test_rows_are_stored_in_the_notation_and_shown_to_the_public(association: Association, editor: Client) -> None:
    rows = {
        **span("week", 0, 0, "8", "12"), **span("week", 0, 1, "1230", "17.00"),
        **span("week", 1, 0, "", ""), **span("week", 4, 0, "", "", "appointment"), **span("week", 5, 0, "22", "2"),
        **rule("closed"), **exception(0, "2099-12-24", "2099-12-31", reason='revize "fondu"'),
        **exception(2, "", ""),
    }  # fmt: skip
    rows = {key: value.replace("2099", "2030") for key, value in rows.items()}
    answer = editor.post(reverse(ADD), service_form(association, **rows))
    assert answer.status_code == 302, errors(answer)
    service = Service.objects.get()
    assert service.opening_hours == (
        'Mo 08:00-12:00,12:30-17:00, Fr 00:00-24:00 open "na objednání", Sa 22:00-02:00; PH off; '
        '2030 Dec 24-2030 Dec 31 off "revize ”fondu”"'
    )
    page = editor.get(f"/sluzby/{service.slug}/").content.decode()
    for shown in ("8:00–12:00", "12:30–17:00", "na objednání", "22:00–2:00", "O svátcích: zavřeno"):
        assert shown in page


@pytest.mark.spec("D4", "D5", "D6")
@pytest.mark.parametrize(
    ("rows", "row", "message"),
    [
        (span("week", 0, 0, "8", "12") | span("week", 0, 1, "11", "13") | rule("closed"), "week-0-1", "překrývá"),
        (span("week", 2, 0, "8", "8") | rule("closed"), "week-2-0", "Konec musí být po začátku"),
        (span("week", 2, 0, "17", "13") | rule("closed"), "week-2-0", "Konec musí být po začátku"),
        (span("week", 2, 0, "8", "") | rule("closed"), "week-2-0", "Vyplňte začátek i konec"),
        (span("week", 2, 0, "osm", "12") | rule("closed"), "week-2-0", "Čas napište jako"),
        (span("week", 2, 0, "22", "6") | span("week", 3, 0, "5", "7") | rule("closed"), "week-2-0", "dalšího dne"),
        (span("week", 2, 0, "8", "12"), "holidays-0", "Vyberte, co platí o svátcích"),
        (span("week", 2, 0, "8", "12") | rule("own"), "holidays-0", "Vyplňte dobu"),
        (exception(0, "") | {f"{NAME}-dated-0-reason": "x"}, "dated-0", "Vyplňte den"),
        (exception(0, "2020-01-01"), "dated-0", "už minuly"),
        (exception(0, "2030-01-02", "2030-01-01"), "dated-0", "dřív než první"),
        (exception(0, "2030-01-02", kind="own"), "dated-0", "Vyplňte dobu"),
        (exception(0, "2030-01-02") | exception(1, "2030-01-01", "2030-01-05"), "dated-1", "jiná výjimka"),
        (exception(0, "2999-01-02"), "dated-0", "příliš daleko"),
        (
            exception(0, "2030-01-02", kind="own") | span("dated", 0, 0, "8", "9") | span("dated", 0, 1, "8", "9"),
            "dated-0-1", "překrývá",
        ),
    ],
)  # fmt: skip
def test_a_fault_is_said_at_its_row_and_what_was_typed_is_kept(
    association: Association, editor: Client, rows: dict[str, str], row: str, message: str
) -> None:
    answer = editor.post(reverse(ADD), service_form(association, **rows))
    assert list(errors(answer)) == [NAME]
    page = answer.content.decode()
    error = re.search(rf'id="id_{NAME}-{row}-error">([^<]*)<', page)
    assert error is not None
    assert message in error[1]
    assert re.search(rf'aria-invalid="true"[^>]*aria-describedby="id_{NAME}-{row}-error"', page)
    for key, value in rows.items():
        if value and not key.endswith(("-mode", "-kind", "-rule")):
            assert re.search(rf'name="{key}"[^>]*value="{value}"', page), key
    assert not Service.objects.exists()


def test_no_rows_are_no_hours(association: Association, editor: Client) -> None:
    answer = editor.post(reverse(ADD), service_form(association, **span("week", 0, 0, "", ""), **rule("closed")))
    assert answer.status_code == 302, errors(answer)
    assert Service.objects.get().opening_hours == ""


# --- What is stored ------------------------------------------------------------------------------------
@pytest.mark.spec("D4", "D5")
def test_what_is_stored_stands_in_the_rows_without_what_has_passed(association: Association, editor: Client) -> None:
    hours = (
        'Mo 08:00-12:00, Mo 13:00-15:00 open "jen po telefonu"; Su,PH 20:00-01:00; 2020 Jan 01 off "minulo"; '
        '2030 Dec 24 09:00-10:00 open "Štědrý den"'
    )
    service = make_service(association, opening_hours=hours)
    page = editor.get(reverse(EDIT, args=[service.pk])).content.decode()
    for key, value in {
        "week-0-0-from": "8:00", "week-0-1-to": "15:00", "week-6-0-to": "1:00", "dated-0-first": "2030-12-24",
        "dated-0-reason": "Štědrý den", "dated-0-0-from": "9:00",
    }.items():  # fmt: skip
        assert re.search(rf'name="{NAME}-{key}"[^>]*value="{value}"', page), key
    assert "minulo" not in page
    assert '<option value="as_sunday" selected>' in page
    assert "Mo 08:00" not in page


def test_an_untouched_form_changes_nothing() -> None:
    field = HoursField(required=False)
    for text in ("", ROUGH, "Mo-Fr 08:00-12:00; PH off", "24/7", 'Fr 00:00-24:00 open "na objednání"; PH off'):
        typed_in = HoursField.widget().get_context(NAME, text, {"id": "x"})["hours"]
        data = {f"{NAME}-rule": typed_in.rule, NAME: typed_in.raw}
        for row in [*typed_in.week, typed_in.holidays]:
            for each in row.spans:
                data |= {f"{each.name}-from": each.span.starts, f"{each.name}-to": each.span.ends}
                data |= {f"{each.name}-mode": each.span.mode}
        assert field.clean(typed(data)) == text
        assert not field.has_changed(text, typed(data))
        assert field.has_changed("Tu 08:00-09:00", typed(data))


def test_what_rows_cannot_hold_stays_as_it_is_written_until_it_is_deleted(
    association: Association, editor: Client
) -> None:
    service = make_service(association, opening_hours=ROUGH)
    page = editor.get(reverse(EDIT, args=[service.pk])).content.decode()
    assert re.search(rf'<textarea name="{NAME}"[^>]*>{ROUGH}</textarea>', page)
    rows = span("week", 0, 0, "8", "12") | rule("closed")
    both = editor.post(reverse(EDIT, args=[service.pk]), form_of(service, association, **{NAME: ROUGH}, **rows))
    assert errors(both)[NAME] == ["Buď ponechte zápis, nebo ho smažte a vyplňte řádky."]
    for values, stored in (({NAME: ROUGH}, ROUGH), ({NAME: "", **rows}, "Mo 08:00-12:00; PH off")):
        answer = editor.post(reverse(EDIT, args=[service.pk]), form_of(service, association, **values))
        assert answer.status_code == 302, errors(answer)
        service.refresh_from_db()
        assert service.opening_hours == stored


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("8", 480), ("8:30", 510), ("830", 510), ("0830", 510), ("8.30", 510), (" 8,30 h", 510), ("24", 1440)],
)  # fmt: skip
def test_times_are_typed_as_people_do(text: str, minutes: int) -> None:
    assert read_time(text) == minutes


@pytest.mark.parametrize("text", ["", "25", "8:60", "24:30", "8-9", "12345", "osm", "-1"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="Čas napište"):
        read_time(text)


# --- The paste box -----------------------------------------------------------------------------------
@pytest.mark.spec("DIR-2")
def test_a_pasted_text_comes_back_as_rows_with_what_was_not_read(editor: Client) -> None:
    text = "Po 8–12, 13–16:30; svátky zavřeno; 24. 12. 2030 zavřeno (volno); v létě jinak"
    answer = editor.post(reverse(READ), {"text": text, "count": "2"}).json()
    assert answer["unread"] == ["v létě jinak"]
    assert "nepodařilo" in answer["message"]
    assert re.search(rf'name="{NAME}-week-0-1-to"[^>]*value="16:30"', answer["week"])
    assert '<option value="closed" selected>' in answer["holidays"]
    assert re.search(rf'name="{NAME}-dated-2-first"[^>]*value="2030-12-24"', answer["dated"])
    part = editor.post(reverse(READ), {"text": "svátky zavřeno"}).json()
    assert part.keys() == {"unread", "message", "holidays"}
    assert editor.post(reverse(READ), {"text": "<script>"}).json() == {
        "unread": ["<script>"], "message": "Nic se nepodařilo přečíst.",
    }  # fmt: skip


def test_the_paste_box_answers_only_who_may_edit_services(
    association: Association, editor: Client, union_reviewer: Any, editor_a: Any
) -> None:
    assert editor.get(reverse(READ)).status_code == 405
    assert Client(SERVER_NAME="horni.localhost").post(reverse(READ), {"text": "Po 8-9"}).status_code == 302
    reviewer = Client(SERVER_NAME="localhost")
    reviewer.force_login(union_reviewer)
    refused = reviewer.post(reverse(READ), {"text": "Po 8-9"})
    assert refused.status_code in {302, 403}
    assert b"opening_hours" not in refused.content
    strict = Client(SERVER_NAME="horni.localhost", enforce_csrf_checks=True)
    strict.force_login(editor_a)
    assert strict.post(reverse(READ), {"text": "Po 8-9"}).status_code == 403


# --- Comparing and previewing ------------------------------------------------------------------------
def test_versions_are_compared_in_words(association: Association) -> None:
    before = make_service(association, opening_hours="Mo-Fr 08:00-12:00; PH off")
    after = make_service(association, opening_hours='Mo-Fr 08:00-13:00; PH off; 2030 Dec 24 off "volno"')
    html = HoursComparison(Service._meta.get_field(NAME), before, after).htmldiff()
    assert '<span class="deletion">Po–Pá: 8:00–12:00</span>' in html
    assert '<span class="addition">Po–Pá: 8:00–13:00</span>' in html
    assert "<div>O svátcích: zavřeno</div>" in html
    assert '<span class="addition">24.\u00a012.\u00a02030: zavřeno (volno)</span>' in html
    rough = make_service(association, opening_hours=ROUGH)
    assert ROUGH in HoursComparison(Service._meta.get_field(NAME), before, rough).htmldiff()


def test_the_preview_shows_the_rows_that_are_typed(association: Association, editor: Client) -> None:
    service = make_service(association)
    url = reverse("wagtailsnippets_services_directory_service:preview_on_edit", args=[service.pk])
    rows = span("week", 0, 0, "7", "9") | rule("closed")
    assert editor.post(url, form_of(service, association, **rows)).json()["is_valid"]
    assert "7:00–9:00" in editor.get(url).content.decode()


def test_rows_are_taken_from_what_a_browser_sends() -> None:
    sent = QueryDict("opening_hours-week-0-0-from=8&opening_hours-week-0-0-to=9&opening_hours-week-0-3-from=10")
    found = HoursWidget().value_from_datadict(sent, {}, NAME)
    assert [(each.starts, each.ends, each.mode) for each in found.week[0]] == [("8", "9", "open"), ("10", "", "open")]
    assert HoursWidget().value_omitted_from_data({}, {}, NAME)
    assert not HoursWidget().value_omitted_from_data(sent, {}, NAME)
