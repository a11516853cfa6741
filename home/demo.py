"""The demonstration's texts: home pages, about us, what we help with (``home/demo/*.json``)."""

import json
from pathlib import Path
from typing import Any

from django.utils.html import format_html
from wagtail.blocks import StreamValue
from wagtail.models import Locale, Page

from portal.core.pages import ensure_child, ensure_translation, publish_everywhere
from portal.tenancy.models import Association, Union

from .models import StandardPage

DATA = Path(__file__).parent / "demo"


def load_association_texts(association: Association) -> None:
    _load(association, association.slug)


def load_union_texts(union: Union) -> None:
    _load(union, "union")


def _load(tenant: Association | Union, name: str) -> None:
    data = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    root = tenant.root_page.specific
    pages: dict[str, StandardPage] = {}
    for entry in data["pages"]:
        pages[entry["key"]] = _load_page(root, entry, after=pages.get("about"))
    _load_home(root, data["home"], pages.get("mayors"))


def _load_home(root: Page, entry: dict[str, Any], mayors: Page | None) -> None:
    for_mayors = {}
    if mayors is not None:
        for_mayors["for_municipalities"] = format_html(
            '<p>{}</p><p><a linktype="page" id="{}">{}</a></p>', mayors.lead, mayors.pk, mayors.title
        )
    _write(root, title=entry["title"], lead=entry["lead"], welcome=entry["welcome"], **for_mayors)
    for language, texts in entry["translations"].items():
        home = root.get_translation(Locale.objects.get(language_code=language)).specific
        _write(home, title=texts["title"], lead=texts["lead"], welcome=texts["welcome"])


def _load_page(root: Page, entry: dict[str, Any], *, after: Page | None) -> StandardPage:
    is_new = not root.get_children().filter(slug=entry["slug"]).exists()
    page = ensure_child(root, StandardPage, slug=entry["slug"], title=entry["title"])
    if is_new and after is not None:
        _put_beside(page, after)
    _write(
        page,
        title=entry["title"],
        lead=entry["lead"],
        show_in_menus=entry["in_menu"],
        body=json.dumps(list(_blocks(entry["blocks"])), ensure_ascii=False),
    )
    for language, texts in entry.get("translations", {}).items():
        locale = Locale.objects.get(language_code=language)
        translation = ensure_translation(page, locale, slug=texts["slug"], title=texts["title"])
        if is_new and after is not None and after.has_translation(locale):
            _put_beside(translation, after.get_translation(locale))
        body = json.dumps(list(_blocks(texts["blocks"])), ensure_ascii=False)
        _write(translation, title=texts["title"], lead=texts["lead"], show_in_menus=entry["in_menu"], body=body)
    return page


def _put_beside(page: Page, other: Page) -> None:
    """The tree's order is the menu's: what we help with stands beside what we are."""
    page.move(Page.objects.get(pk=other.pk), pos="right")
    page.refresh_from_db()


def _write(page: Page, **fields: Any) -> None:
    """Set `fields` and publish, only if something differs: loading twice leaves the same data."""
    for name, value in fields.items():
        setattr(page, name, value)
    page.draft_title = page.title
    stored = type(page).objects.get(pk=page.pk)
    if any(_stored(page, name) != _stored(stored, name) for name in fields):
        publish_everywhere(page)


def _stored(page: Page, name: str) -> Any:
    """A field's value for comparing; blocks without their ids, which are new each time they are set."""
    value = getattr(page, name)
    if isinstance(value, StreamValue):
        return [(child.block_type, child.block.get_api_representation(child.value)) for child in value]
    return page._meta.get_field(name).value_to_string(page)


def _blocks(entries: list[dict[str, Any]]) -> Any:
    """The data file's blocks as those of `portal.core.blocks.ContentBlock`."""
    for entry in entries:
        if entry["type"] == "text":
            if entry["heading"]:
                yield {"type": "heading", "value": entry["heading"]}
            yield {"type": "text", "value": entry["html"]}
        elif entry["type"] == "callout":
            yield {"type": "callout", "value": {"heading": entry["heading"], "text": entry["html"], "kind": "info"}}
        elif entry["type"] == "questions":
            questions = [{"question": item["question"], "answer": item["html"]} for item in entry["items"]]
            yield {"type": "questions", "value": {"heading": entry["heading"], "questions": questions}}
        else:
            raise ValueError(f"Unknown kind of block in the demo's data: {entry['type']}")
