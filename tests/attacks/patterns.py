"""Every regular expression of ours, found by walking the source."""

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
APPS = ("portal", "home", "services_directory", "newsletters", "meetings", "contact_centre")
CALLS = frozenset({"compile", "match", "search", "fullmatch", "sub", "split", "findall", "finditer", "subn"})


def sources() -> Iterator[Path]:
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if not {"migrations", "management"} & set(path.parts) and "settings" not in path.parts:
                yield path


def _module(path: Path) -> Any:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return importlib.import_module(".".join(parts[:-1] if parts[-1] == "__init__" else parts))


def patterns() -> dict[str, "re.Pattern[str]"]:
    """By where they stand: those of modules and classes, and those written where they are used."""
    found: dict[str, re.Pattern[str]] = {}
    for path in sources():
        text = path.read_text(encoding="utf-8")
        if "re." not in text:
            continue
        place = str(path.relative_to(ROOT))
        for name, value in vars(_module(path)).items():
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                found[f"{place}:{name}"] = value
        for node in ast.walk(ast.parse(text)):
            if _is_call(node) and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str):  # type: ignore[attr-defined]
                found[f"{place}:{node.lineno}"] = re.compile(node.args[0].value)  # type: ignore[attr-defined]
    return found


def _is_call(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "re"
        and node.func.attr in CALLS
        and bool(node.args)
    )
