"""The guards of `make check` find what they are there for."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

import guards  # noqa: E402
import messages  # noqa: E402
import polib  # noqa: E402


@pytest.mark.parametrize(
    "markup",
    [
        '<script src="https://cdn.example.org/a.js"></script>',
        '<link rel="stylesheet" href="//fonts.example.org/a.css">',
        "<img alt='' src='http://example.org/a.png'>",
    ],
)
def test_something_loaded_from_another_server_is_found(tmp_path: Path, markup: str) -> None:
    assert [what for _line, what in guards.page_faults(tmp_path / "a.html", markup)] == [
        "loads something from another server"
    ]


@pytest.mark.parametrize(
    "markup", ['<a href="https://example.org/">x</a>', '<script type="module" src="/static/a.js"></script>']
)
def test_links_and_own_files_are_fine(tmp_path: Path, markup: str) -> None:
    assert list(guards.page_faults(tmp_path / "a.html", markup)) == []


@pytest.mark.parametrize(
    "markup", ['<p style="color: red">', '<button onclick="go()">', "<script>go()</script>", "<style>p {}</style>"]
)
def test_inline_style_and_script_are_found(tmp_path: Path, markup: str) -> None:
    assert list(guards.page_faults(tmp_path / "a.html", markup))


def test_long_functions_and_vague_names_are_found(tmp_path: Path) -> None:
    text = "def f():\n" + "    pass\n" * 60
    faults = [what for _line, what in guards.module_faults(guards.ROOT / "portal" / "utils.py", text)]
    assert faults == ["a module called 'utils' says nothing about its job", "function f of 61 lines (at most 60)"]


def entry(msgid: str, msgstr: str = "", *, plural: str = "", forms: tuple[str, ...] = ()) -> polib.POEntry:
    return polib.POEntry(msgid=msgid, msgstr=msgstr, msgid_plural=plural, msgstr_plural=dict(enumerate(forms)))


@pytest.mark.spec("I1")
@pytest.mark.parametrize(
    ("message", "fault"),
    [
        (entry("Service"), "is not translated"),
        (entry("Hello %(name)s", "Dobrý den"), "lacks %(name)s"),
        (entry("Hello", "Dobrý den, %(name)s"), "has unknown %(name)s"),
        (entry("Read <a>more</a>", "Číst více"), "has other HTML tags"),
        (entry("Služba", "Služba"), "is Czech"),
        (entry("%(n)s day", plural="%(n)s days", forms=("%(n)s den", "%(n)s dny")), "has 2 plural forms instead of 4"),
        (entry("%(n)s day", plural="%(n)s days", forms=("%(n)s den", "%(n)s dny", "", "dní")), "lacks some plural"),
    ],
)
def test_a_faulty_translation_is_found(message: polib.POEntry, fault: str) -> None:
    assert any(found.startswith(fault) for found in messages.faults_of_entry(message))


@pytest.mark.spec("I1")
@pytest.mark.parametrize(
    "message",
    [
        entry("Service", "Služba"),
        entry("One day", plural="%(n)s days", forms=("Jeden den", "%(n)s dny", "%(n)s dne", "%(n)s dní")),
        entry("IČO of the association", "IČO svazku"),
    ],
)
def test_a_good_translation_passes(message: polib.POEntry) -> None:
    assert list(messages.faults_of_entry(message)) == []
