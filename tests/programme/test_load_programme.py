"""Loading a programme: all or nothing, twice the same, each fault with its place."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from portal.programme.models import Deadline, MonitoringPeriod, Programme, Threshold
from portal.programme.provisioning import DATA, load_methodology
from portal.tenancy.models import Union

pytestmark = pytest.mark.django_db

SMALL: dict[str, Any] = {
    "code": "small",
    "name": "Malý program",
    "translations": {"en": "Small programme"},
    "starts_on": "2030-01-01",
    "ends_on": "2030-12-31",
    "periods": [
        {
            "kind": "monitoring",
            "number": 1,
            "starts_on": "2030-01-01",
            "ends_on": "2030-03-31",
            "values": {"checked": False},
        },
        {"kind": "meeting_window", "number": 1, "starts_on": "2030-05-01", "ends_on": "2030-06-30", "values": {}},
    ],
    "deadlines": [{"kind": "newsletter_submit", "number": 1, "due_on": "2030-02-28"}],
    "thresholds": [
        {
            "code": "satisfaction_grade_limit",
            "name": "Známka",
            "value": 2.5,
            "unit": "grade",
            "valid_from": "2030-01-01",
        }
    ],
}


def write(folder: Path, data: Any) -> str:
    path = folder / "programme.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return str(path)


def changed(**changes: Any) -> dict[str, Any]:
    """The small programme with some entries' values replaced: `periods__0__number=2`."""
    data: dict[str, Any] = json.loads(json.dumps(SMALL))
    for path, value in changes.items():
        target: Any = data
        *way, last = (int(step) if step.isdigit() else step for step in path.split("__"))
        for step in way:
            target = target[step]
        if value is ...:
            del target[last]
        else:
            target[last] = value
    return data


def test_loading_twice_leaves_the_same_rows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_programme", write(tmp_path, SMALL))
    assert "5 created, 0 changed, 0 unchanged" in capsys.readouterr().out
    call_command("load_programme", write(tmp_path, SMALL))
    assert "0 created, 0 changed, 5 unchanged" in capsys.readouterr().out
    period = MonitoringPeriod.objects.get(programme__code="small")
    assert not period.is_checked


def test_a_changed_file_changes_only_its_rows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_programme", write(tmp_path, SMALL))
    extra = Deadline.objects.create(
        programme=Programme.objects.get(code="small"), kind="benefits_submit", due_on="2030-02-28"
    )
    capsys.readouterr()
    call_command("load_programme", write(tmp_path, changed(deadlines__0__due_on="2030-03-15", name="Nový název")))
    assert "0 created, 2 changed, 3 unchanged" in capsys.readouterr().out
    assert str(Deadline.objects.get(programme__code="small", kind="newsletter_submit").due_on) == "2030-03-15"
    assert Deadline.objects.filter(pk=extra.pk).exists()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"code": ...}, "code"),
        ({"starts_on": "1. 1. 2030"}, "1. 1. 2030"),
        ({"starts_on": "2031-01-01"}, "programme: "),
        ({"periods__0__kind": "quarter"}, "periods[1]: "),
        ({"periods__0__number": "one"}, "periods[1]: "),
        ({"periods__0__number": True}, "periods[1]: "),
        ({"periods__1__ends_on": "2030-02-30"}, "2030-02-30"),
        ({"periods__1__ends_on": "2030-04-30"}, "periods[2]: "),
        ({"deadlines__0__kind": "newsletter_submitted"}, "deadlines[1]: "),
        ({"deadlines__0": "soon"}, "deadlines[1]: "),
        ({"deadlines": {}}, "deadlines"),
        ({"thresholds__0__unit": "stars"}, "thresholds[1]: "),
        ({"thresholds__0__value": "2,5"}, "2,5"),
        ({"thresholds__0__code": "Grade limit"}, "thresholds[1]: "),
    ],
)
def test_each_fault_is_named_with_its_place_and_nothing_is_loaded(
    tmp_path: Path, changes: dict[str, Any], message: str
) -> None:
    before = Threshold.objects.count()
    with pytest.raises(CommandError) as caught:
        call_command("load_programme", write(tmp_path, changed(**changes)))
    assert message in str(caught.value)
    assert not Programme.objects.filter(code="small").exists()
    assert Threshold.objects.count() == before


def test_a_doubled_row_and_overlapping_periods_are_refused(tmp_path: Path) -> None:
    data = changed()
    data["deadlines"].append(data["deadlines"][0])
    with pytest.raises(CommandError):
        call_command("load_programme", write(tmp_path, data))
    data = changed()
    data["periods"].append({**data["periods"][0], "number": 2, "starts_on": "2030-03-31", "ends_on": "2030-06-30"})
    with pytest.raises(CommandError):
        call_command("load_programme", write(tmp_path, data))
    assert not Programme.objects.filter(code="small").exists()


@pytest.mark.parametrize(
    "content", [b"{", b"[]", '{"name": "Ř"}'.encode("cp1250"), b""], ids=["cut", "list", "cp1250", "empty"]
)
def test_what_is_no_calendar_is_refused(tmp_path: Path, content: bytes) -> None:
    before = Programme.objects.count()
    path = tmp_path / "programme.json"
    path.write_bytes(content)
    with pytest.raises(CommandError):
        call_command("load_programme", str(path))
    with pytest.raises(CommandError):
        call_command("load_programme", str(tmp_path / "missing.json"))
    assert Programme.objects.count() == before


@pytest.mark.parametrize("name", ["css_2016_2019", "css_demo_2026"])
def test_the_shipped_calendars_load(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    Programme.objects.all().delete()
    call_command("load_programme", str(DATA / f"{name}.json"))
    assert " 0 changed, 0 unchanged" in capsys.readouterr().out
    assert Programme.objects.filter(code=name).exists()


def test_repairing_the_unions_site_keeps_what_the_union_changed(union: Union) -> None:
    deadline = Deadline.objects.get(programme__code="css_2016_2019", kind="newsletter_submit", number=1)
    deadline.due_on = "2016-10-15"
    deadline.save()
    load_methodology(union)
    deadline.refresh_from_db()
    assert str(deadline.due_on) == "2016-10-15"
    assert Programme.objects.filter(code="css_2016_2019").count() == 1
