#!/usr/bin/env python3
"""Which tests prove which rule: a line `ID tests files` for every id that a test carries as @pytest.mark.spec("ID").

`tests` is the number of tests, `files` their files. An id that docs/spec-ids.toml does not know fails the run.
"""

from __future__ import annotations

import sys
import tomllib
from collections import Counter, defaultdict
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
IDS = ROOT / "docs" / "spec-ids.toml"


class Collector:
    """A pytest plugin that notes the ids of the collected tests."""

    def __init__(self) -> None:
        self.tests: Counter[str] = Counter()
        self.files: defaultdict[str, set[str]] = defaultdict(set)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            for spec_id in {spec_id for mark in item.iter_markers("spec") for spec_id in mark.args}:
                self.tests[spec_id] += 1
                self.files[spec_id].add(item.location[0])


def main() -> int:
    known = [spec_id for group in tomllib.loads(IDS.read_text(encoding="utf-8")).values() for spec_id in group]
    collector = Collector()
    arguments = ["--collect-only", "-qq", "--no-header", "-p", "no:cacheprovider"]
    # The folder only makes tests/real be collected; nothing is run.
    arguments += [f"--rootdir={ROOT}", f"--real-data={ROOT}", str(ROOT / "tests")]
    with redirect_stdout(StringIO()) as log:
        outcome = pytest.main(arguments, [collector])
    if outcome not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        print(f"{log.getvalue()}\nThe tests could not be collected.", file=sys.stderr)
        return 1
    for spec_id in known:
        if collector.tests[spec_id]:
            print(spec_id, collector.tests[spec_id], *sorted(collector.files[spec_id]))
    unknown = sorted(set(collector.files) - set(known))
    for spec_id in unknown:
        print(f"unknown id {spec_id} in {', '.join(sorted(collector.files[spec_id]))}", file=sys.stderr)
    return 1 if unknown else 0


if __name__ == "__main__":
    sys.exit(main())
