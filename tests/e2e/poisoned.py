"""A demonstration in which every text that anybody can write is an attack, and its pages as they come out.

Run as a program: ``poisoned.py VAR PORT`` copies the demonstration's database, writes the attacks into every column and
every text of a StreamField, and prints the pages by address. Rich text holds what is left of an attack once it has
passed the editor (tests/attacks/test_rich_texts.py has the other ways in).
"""

import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SENTINEL = "xss7f3"
LONG = (
    f"'\"></title></textarea></script><script>{SENTINEL}()</script><img src=x onerror={SENTINEL}()>"
    f"<svg onload={SENTINEL}()>{{{{{SENTINEL}}}}}${{{SENTINEL}()}}-{SENTINEL}()-\\';{SENTINEL}()//-->"
)
SHORT = f"'\"><svg onload={SENTINEL}()>"
ADDRESS = f"javascript:{SENTINEL}()//https://a.cz"
KEPT = re.compile(
    r"(?:^|_)(?:slug|path|url|key|token|hash|code|ico|psc|language|host|hostname|state|status|phone|email|colour|sha256"
    r"|password|username|uid|uuid|digest|prefix|event|reference|boundary|numbering_code|headers|mark|natural|opening_hours"
    r"|content_type|object_id|extra|id|kind|class_name|backend|arguments|name_key|sort|record|recipient|folded)(?:_|$)"
)
"""Columns that hold no words: changed, they would break the pages instead of poisoning them."""
APPS = ("portal.", "home.", "services_directory.", "newsletters.", "meetings.", "contact_centre.")
OF_WAGTAIL = {"Page": ("title", "draft_title", "seo_title", "search_description"), "Site": ("site_name",)}
ADMIN_STEP = 8
"""Only every eighth of the admin's pages, all by hand (``ALL_PAGES=1``): they cost most of the time."""


def cleaned() -> str:
    """Rich text as the editor lets it through: the attack as words, as an address, as the key of a block."""
    from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
    from wagtail.rich_text import features

    blocks = [
        {
            "key": LONG,
            "text": f"{LONG} {number}",
            "type": kind,
            "depth": 0,
            "inlineStyleRanges": [{"offset": 0, "length": 9, "style": "BOLD"}],
            "entityRanges": [{"offset": 2, "length": 9, "key": number % 2}],
        }
        for number, kind in enumerate(("unstyled", "header-three", "unordered-list-item", SHORT))
    ]
    entities = {
        "0": {"type": "LINK", "mutability": "MUTABLE", "data": {"url": ADDRESS, "id": None}},
        "1": {"type": "LINK", "mutability": "MUTABLE", "data": {"url": f'https://a.cz/"onclick={SENTINEL}()'}},
    }
    converter = ContentstateConverter(features=features.get_default_features())
    made: str = converter.to_database_format(json.dumps({"blocks": blocks, "entityMap": entities}))
    return made


class Poison:
    """What stands where something else stood."""

    def __init__(self) -> None:
        self.rich = cleaned()

    def text(self, length: int | None) -> str:
        return LONG if length is None or length >= len(LONG) else SHORT if length >= len(SHORT) else ""

    def inside(self, value: Any, name: str = "") -> Any:
        """JSON with attacks for its texts; StreamFields are JSON too, in revisions even JSON in JSON."""
        if isinstance(value, dict):
            return {key: self.inside(inner, key) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.inside(inner, name) for inner in value]
        if not isinstance(value, str) or KEPT.search(name):
            return value
        if value.startswith(("[{", '{"')):
            return json.dumps(self.inside(json.loads(value)))
        if re.search(r"<(?:p|h\d|ul|ol)\b", value):
            return self.rich
        return SHORT if " " in value and not re.match(r"\d{4}-\d\d-\d\d", value) else value

    def columns(self) -> Iterator[tuple[Any, Any]]:
        """Every column of words, with its model."""
        from django.apps import apps
        from django.db import models

        for model in apps.get_models():
            own = model.__module__.startswith(APPS)
            for field in model._meta.local_concrete_fields:
                is_words = isinstance(field, models.CharField | models.TextField | models.JSONField)
                is_named = field.name in OF_WAGTAIL.get(model.__name__, ()) or model.__name__ == "Revision"
                if (
                    is_words
                    and (own or is_named)
                    and not (field.primary_key or field.choices or KEPT.search(field.name))
                ):
                    yield model, field

    def spread(self) -> int:
        """Write it everywhere; in how many columns."""
        from django.db import IntegrityError, connection, transaction

        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")
        count = 0
        for model, field in self.columns():
            try:
                with transaction.atomic():
                    count += bool(self._write(model, field))
            except IntegrityError:
                # One of a kind, or bound by a rule of the database: an attacker can't write it either.
                continue
        return count

    def _write(self, model: Any, field: Any) -> int:
        from django.db import models
        from wagtail.fields import RichTextField, StreamField

        rows = model._base_manager.all()
        if isinstance(field, models.JSONField | StreamField):
            return sum(self._write_json(model, field, pk) for pk in rows.values_list("pk", flat=True))
        value = self.rich if isinstance(field, RichTextField) else self.text(field.max_length)
        if isinstance(field, models.URLField):
            value = ADDRESS
        return int(rows.exclude(**{field.name: ""}).update(**{field.name: value})) if value else 0

    def _write_json(self, model: Any, field: Any, pk: Any) -> int:
        from django.db import connection

        table, column = (connection.ops.quote_name(name) for name in (model._meta.db_table, field.column))
        with connection.cursor() as cursor:
            where = f"WHERE {connection.ops.quote_name(model._meta.pk.column)} = %s"
            cursor.execute(f"SELECT {column} FROM {table} {where}", [pk])
            (raw,) = cursor.fetchone()
            if raw:
                cursor.execute(
                    f"UPDATE {table} SET {column} = %s {where}", [json.dumps(self.inside(json.loads(raw))), pk]
                )
        return 1


def pages(port: str) -> Iterator[tuple[str, int, str]]:
    """Address, status and HTML of each page; the admin's as a manager and as the Union sees them."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    from tests.e2e.access_places import SIGNED_IN, SITE

    users = get_user_model()._default_manager
    manager, union = users.get(username=f"{SITE}-manager"), users.get(username="union-admin")
    visitor, client, of_union = (Client(raise_request_exception=False) for _ in range(3))
    client.force_login(manager)
    of_union.force_login(union)
    for name, addresses in PLACES.items():
        for address in addresses:
            yield address, *_asked(client if name in SIGNED_IN else visitor, address)
    for user, who, site in (
        (manager, client, f"http://{SITE}.localhost:{port}"),
        (union, of_union, f"http://localhost:{port}"),
    ):
        for at, path in enumerate(admin_paths(user)):
            if os.environ.get("ALL_PAGES") or at % ADMIN_STEP == 0:
                yield site + path, *_asked(who, site + path)


def _asked(client: Any, address: str) -> tuple[int, str]:
    host, _slash, path = address.partition("://")[2].partition("/")
    answer = client.get(f"/{path}", headers={"host": host})
    is_page = "html" in answer.headers.get("Content-Type", "")
    return answer.status_code, answer.content.decode() if is_page else ""


def admin_paths(user: Any) -> list[str]:
    """The admin's lists without parameters, and the form of one row of each kind."""
    from django.apps import apps
    from wagtail.admin.admin_url_finder import AdminURLFinder

    from tests.tenancy.test_isolation import OURS, admin_routes

    plain = [f"/{route}" for route, converters in admin_routes() if not converters and "(?" not in route]
    finder, edited = AdminURLFinder(user), []
    for model in apps.get_models():
        if model.__module__.startswith(APPS) and (row := model._default_manager.order_by("-pk").first()) is not None:
            edited.append(finder.get_edit_url(row))
    parts = ("/results/", "/chosen-multiple/")
    wanted = [path for path in plain if OURS.search(path) and not path.endswith(parts)]
    return [*sorted(wanted), *sorted({path for path in edited if path})]


PLACES: dict[str, list[str]] = {}


def places() -> dict[str, list[str]]:
    """Public addresses by name: each page type, each of its routes, each personal link."""
    from django.core.exceptions import ObjectDoesNotExist

    from tests.e2e.access_places import NOT_PAGES, SAID, Places, routes

    known = Places()
    found = {label: [page.full_url] for label, page in known.pages.items()}
    found |= {name: [known._below(name)] for name, needs in routes().items() if not needs and name not in NOT_PAGES}
    for name, make in SAID.items():
        try:
            made = make(known)
        except ObjectDoesNotExist:
            # Somebody used it up: the demonstration is shared with other tests.
            continue
        found.setdefault(name, []).extend([made] if isinstance(made, str) else made)
    return found


def main() -> None:
    var, port = Path(sys.argv[1]), sys.argv[2]
    sys.path[:0] = [str(ROOT / "scripts"), str(ROOT)]
    copy = var / "poisoned.sqlite3"
    shutil.copy(var / "portal.sqlite3", copy)
    os.environ |= {"VAR_DIR": str(var), "PORT": port, "DATABASE_URL": f"sqlite:///{copy}", "LOG_LEVEL": "CRITICAL"}
    import demo

    os.environ |= demo.environment()
    import django

    django.setup()

    # Before the poison: it finds its way by words.
    PLACES.update(places())
    columns = Poison().spread()
    sys.stdout.write(json.dumps({"columns": columns, "pages": list(pages(port))}))


if __name__ == "__main__":
    main()
