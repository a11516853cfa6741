"""The portal's own code, read once for all guards that look for something in it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
APPS = ("portal", "home", "services_directory", "newsletters", "meetings", "contact_centre")


@cache
def texts() -> dict[str, str]:
    """Each module's text by its path below the project; migrations aside."""
    return {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
        for app in APPS
        for path in sorted((ROOT / app).rglob("*.py"))
        if "migrations" not in path.parts
    }


def using(*words: str) -> Iterator[tuple[str, ast.Module]]:
    """Modules in whose text one of `words` stands, parsed: reading all of them takes seconds."""
    for path, text in texts().items():
        if any(word in text for word in words):
            yield path, ast.parse(text)


def imported(tree: ast.Module) -> Iterator[str]:
    """Dotted names of everything a module imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
