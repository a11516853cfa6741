#!/usr/bin/env python3
"""Refuses migrations that could not run while people work: `app.migration: operation: why`; fails if there is one.

Looks at those after the baseline only, the migrations of the first release, which nobody runs beside an older version.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BASELINE = {
    "contact_centre": 11,
    "core": 3,
    "founding": 1,
    "home": 3,
    "jobs": 5,
    "meetings": 5,
    "newsletters": 7,
    "programme": 2,
    "services_directory": 13,
    "tenancy": 5,
    "users": 2,
}
"""The number of each app's last migration in the first release."""


def number_of(name: str) -> int:
    """``0007`` of ``0007_reader_at_a_new_address``; one without a number counts as new."""
    head = name.partition("_")[0]
    return int(head) if head.isdigit() else sys.maxsize


def faults() -> Iterator[str]:
    """One line for each operation nobody gave a reason for."""
    from django.apps import apps
    from django.db.migrations.loader import MigrationLoader
    from migration_rules import objections, unanswered

    ours = {config.label for config in apps.get_app_configs() if ".venv" not in Path(config.path).parts}
    loader = MigrationLoader(None)
    for (app, name), migration in sorted(loader.disk_migrations.items()):
        if app not in ours or number_of(name) <= BASELINE.get(app, 0):
            continue
        found = objections(migration, loader.project_state((app, name), at_end=False))
        accepted = getattr(import_module(migration.__module__), "ACCEPTED", {})
        for line in unanswered(found, accepted):
            yield f"{app}.{name}: {line}"


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    found = list(faults())
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
