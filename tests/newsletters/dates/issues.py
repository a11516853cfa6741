"""Issues with dates, for the tests of dates."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from tests.newsletters.factories import article


def ahead(days: int) -> date:
    """So many days from today."""
    return timezone.localdate() + timedelta(days=days)


def news(title: str, day: date | None = None, what: str = "", **fields: Any) -> dict[str, Any]:
    value = {"title": title, "place": "", "text": "<p>Píšeme o tom.</p>", "date": day, "what": what, **fields}
    return {"type": "item", "value": {**value, "date": day.isoformat() if day else None}, "id": fields.pop("id", None)}


def deadline(title: str, day: date, note: str = "", key: str | None = None) -> dict[str, Any]:
    return {"type": "item", "value": {"date": day.isoformat(), "title": title, "note": note}, "id": key}


def part(kind: str, heading: str, items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": kind, "value": {"heading": heading, "items": items}}


def dated_body() -> list[dict[str, Any]]:
    """An article, news of the association and of a member, and deadlines; each with a date, one of them passed."""
    story = article("Dotace na lavičky")
    story["value"] |= {"date": ahead(10).isoformat(), "what": "poslední den pro žádosti"}
    return [
        story,
        part("news", "Krátce", [news("Bez data"), news("Výlov rybníka", ahead(3))]),
        part("members", "Z obcí", [news("Hasičský ples", ahead(20), place="Lhota")]),
        part("deadlines", "Termíny", [deadline("Daň z nemovitých věcí", ahead(-2), "jen při změně", "daň-1")]),
    ]
