#!/usr/bin/env python3
"""House rules that no linter knows. Prints every breach as `file:line: what` and fails if there is one.

- modules have at most 320 lines, tests 450; functions at most 60
- templates and our own styles and scripts load nothing from another server
- public templates carry no inline style or script (the content security policy forbids both)
- every app has the same file names: no `utils`, `helpers`, `misc`, `common`
- no work is left marked for later
"""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ("portal", "home", "services_directory", "newsletters", "meetings", "contact_centre", "scripts", "tests")
MODULE_LINES = 320
TEST_LINES = 450
FUNCTION_LINES = 60
VAGUE_NAMES = {"utils", "helpers", "misc", "common"}
LATER = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
# What makes a browser fetch something. Links (`<a href>`) may lead anywhere.
LOADED = re.compile(
    r"""(?:<(?:script|img|iframe|source|video|audio|embed|object|use)\b[^>]*?\b(?:src|srcset|data|href)
        |<link\b[^>]*?\bhref
        |\burl\(|@import|\bimport\b[^;]*?from|\bfetch\()
        \s*[=(]?\s*["']?\s*(?:https?:)?//""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
INLINE = re.compile(
    r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|<script\b(?![^>]*\b(?:src\s*=|type=\"application/))", re.I
)


def files(folders: tuple[str, ...], suffixes: tuple[str, ...]) -> Iterator[Path]:
    for folder in folders:
        for current, dirs, names in os.walk(ROOT / folder):
            dirs[:] = sorted(d for d in dirs if d not in {"__pycache__", "migrations", "vendor", "node_modules"})
            for name in sorted(names):
                if name.endswith(suffixes):
                    yield Path(current, name)


def line_of(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def module_faults(path: Path, text: str) -> Iterator[tuple[int, str]]:
    relative = path.relative_to(ROOT)
    limit = TEST_LINES if relative.parts[0] == "tests" else MODULE_LINES
    lines = text.count("\n")
    if lines > limit:
        yield 1, f"module of {lines} lines (at most {limit})"
    if path.stem in VAGUE_NAMES:
        yield 1, f"a module called {path.stem!r} says nothing about its job"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_LINES:
                yield node.lineno, f"function {node.name} of {length} lines (at most {FUNCTION_LINES})"
    for match in LATER.finditer(text):
        yield line_of(text, match.start()), f"work left for later ({match[0]})"


def page_faults(path: Path, text: str) -> Iterator[tuple[int, str]]:
    for match in LOADED.finditer(text):
        yield line_of(text, match.start()), "loads something from another server"
    # E-mails need inline styles, and Wagtail's admin has its own policy.
    if path.suffix == ".html" and not {"emails", "admin", "wagtailadmin"} & set(path.parts):
        for match in INLINE.finditer(text):
            yield line_of(text, match.start()), f"inline style or script: {match[0].strip()}"


def faults() -> Iterator[str]:
    for path in files(PYTHON, (".py",)):
        for line, what in module_faults(path, path.read_text(encoding="utf-8")):
            yield f"{path.relative_to(ROOT)}:{line}: {what}"
    for path in files(("templates", *PYTHON[:-2]), (".html", ".css", ".js", ".svg")):
        for line, what in page_faults(path, path.read_text(encoding="utf-8")):
            yield f"{path.relative_to(ROOT)}:{line}: {what}"


def main() -> int:
    found = list(faults())
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
