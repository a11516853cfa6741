"""The audit of dependencies says so when it could not audit, and never passes for want of an answer."""

import json
from pathlib import Path

import pytest

from scripts import audit
from scripts.audit import CLEAN, KNOWN, NOT_AUDITED, Outcome, Ran

pytestmark = pytest.mark.only_on("sqlite")

LOCK = """
[[package]]
name = "portal"
version = "0"
source = { virtual = "." }
dependencies = [{ name = "django" }]

[[package]]
name = "django"
version = "6.1.3"
source = { registry = "https://pypi.org/simple" }
dependencies = [{ name = "sqlparse" }]

[[package]]
name = "sqlparse"
version = "0.5"
source = { registry = "https://pypi.org/simple" }
"""
TWO = {"django": "6.1.3", "sqlparse": "0.5"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "uv.lock").write_text(LOCK)
    return tmp_path


def answering(monkeypatch: pytest.MonkeyPatch, code: int, out: str = "", err: str = "") -> None:
    monkeypatch.setattr(audit, "run", lambda _command, _folder: Ran(code, out, err))


def test_what_the_lock_names_is_asked_about(folder: Path) -> None:
    assert audit.locked(folder) == TWO
    assert audit.runtime(folder) == {"django", "sqlparse"}


@pytest.mark.parametrize(
    ("code", "out", "expected"),
    [
        (0, "Found no known vulnerabilities in 2 packages", CLEAN),
        (0, "Found no known vulnerabilities in 1 package", NOT_AUDITED),
        (0, "", NOT_AUDITED),
        (1, "django 6.1.3 has GHSA-aaaa-bbbb-cccc", KNOWN),
        (1, "unexpected argument", NOT_AUDITED),
        (2, "error: failed to lookup address information", NOT_AUDITED),
        (127, "", NOT_AUDITED),
    ],
)
def test_osv_is_believed_only_if_it_answered_for_all(
    monkeypatch: pytest.MonkeyPatch, folder: Path, code: int, out: str, expected: int
) -> None:
    answering(monkeypatch, code, out)
    assert audit.ask_osv(folder, TWO).code == expected


def told(*rows: dict[str, object]) -> str:
    return json.dumps({"dependencies": list(rows)})


@pytest.mark.parametrize(
    ("out", "expected"),
    [
        (told({"name": "Django", "vulns": []}, {"name": "sqlparse", "vulns": []}), CLEAN),
        (told({"name": "django", "vulns": []}), NOT_AUDITED),
        (told({"name": "django", "vulns": []}, {"name": "sqlparse", "skip_reason": "not found"}), NOT_AUDITED),
        (told({"name": "django", "vulns": [{"id": "CVE-1"}]}), KNOWN),
        ("", NOT_AUDITED),
        ("<html>sign in to this network</html>", NOT_AUDITED),
        (told(), NOT_AUDITED),
    ],
)
def test_pypi_is_believed_only_if_it_answered_for_all(
    monkeypatch: pytest.MonkeyPatch, folder: Path, out: str, expected: int
) -> None:
    answering(monkeypatch, 1 if expected else 0, out)
    assert audit.ask_pypi(folder, TWO).code == expected


def test_when_nobody_answers_it_says_so_and_fails(folder: Path) -> None:
    silent = Outcome(NOT_AUDITED, "no route to host")
    outcome = audit.advisories(folder, (lambda *_asked: silent, lambda *_asked: silent))
    assert outcome.code == NOT_AUDITED
    assert outcome.says.startswith("COULD NOT AUDIT")
    second = audit.advisories(folder, (lambda *_asked: silent, lambda *_asked: Outcome(CLEAN, "fine")))
    assert second.code == CLEAN, "the second database may answer where the first doesn't"
    (folder / "uv.lock").write_text("package = []")
    assert audit.advisories(folder, (lambda *_asked: Outcome(CLEAN, ""),)).code == NOT_AUDITED, "nothing to ask about"


def test_a_client_that_is_not_there_or_not_online_is_no_answer(folder: Path) -> None:
    ran = audit.run(["/nowhere/uv", "audit"], folder)
    assert ran.code not in {CLEAN, KNOWN}


def test_the_licences_of_what_runs_are_known() -> None:
    outcome = audit.licences()
    assert outcome.code == CLEAN, outcome.says
    assert not audit.FREE.search("GNU Affero General Public License v3")
    assert not audit.FREE.search("")
