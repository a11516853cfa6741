"""What the documentation promises is there, and what an operator can set is documented."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[2]
READ_FROM_ENVIRONMENT = re.compile(r"""env\.\w+\(\s*["']([A-Z_]+)["']""")


def test_every_environment_variable_is_documented() -> None:
    read = {
        name
        for file in (ROOT / "portal" / "settings").glob("*.py")
        for name in READ_FROM_ENVIRONMENT.findall(file.read_text(encoding="utf-8"))
    }
    documented = set(re.findall(r"`([A-Z_]{4,})`", (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")))
    assert read, "no variable was found: has the helper changed?"
    assert not read - documented


@pytest.mark.parametrize("document", ["docs/operations.md", "README.md"])
def test_commands_in_the_documentation_exist(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    commands = set(re.findall(r"manage\.py (\w+)", text))
    targets = set(re.findall(r"\bmake ([a-z-]+)", text))
    assert commands <= set(get_commands())
    assert targets <= set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
