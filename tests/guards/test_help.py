"""Every screen of ours has its help, and help speaks only of what there is (decision 67)."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import polib
import pytest
import wagtail
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.models import get_page_models

from portal.help import guide
from portal.help.topics import all_topics, by_screen, folder_of

pytestmark = pytest.mark.only_on("sqlite")

ROOT = Path(__file__).resolve().parents[2]
OURS = ("portal", "home", "services_directory", "newsletters", "meetings", "contact_centre")
LANGUAGES = ("cs", "en")
WORDS = 260
"""Nobody reads more beside a form."""

WITHOUT_HELP = {
    r".+_results$": "a part of a list, drawn again within its screen",
    r".+:(usage|delete|history)$": "Wagtail's own page, the same for everything; what it is about has its help",
    r".*choosers?(_\w+)?:.+": "a dialogue within a form",
    r".+:preview_on_(add|edit)$": "the page as its readers will see it",
    r".+:(download|file|kept)$": "a file",
    r"^wagtail(docs|images)(_chooser)?:.+": "Wagtail's own pages of files; the lists and forms have help of their own",
    r"^(admin_brand_css|services_directory_read_hours)$": "answers a part of a page, no screen",
    r"^portal_help:.+": "the help itself",
}
"""Addresses of ours that need no help, and why."""


def admin_views() -> Iterator[tuple[str, Any]]:
    """The names of all addresses of the admin, with their views."""

    def walk(patterns: list[Any], route: str, spaces: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
        for entry in patterns:
            assert isinstance(entry, URLPattern | URLResolver)
            if isinstance(entry.pattern, LocalePrefixPattern):
                continue
            full = route + str(entry.pattern)
            if isinstance(entry, URLResolver):
                yield from walk(entry.url_patterns, full, (*spaces, entry.namespace) if entry.namespace else spaces)
            elif full.startswith("admin/") and entry.name:
                yield ":".join((*spaces, entry.name)), entry.callback

    return walk(get_resolver().url_patterns, "", ())


def is_ours(view: Any) -> bool:
    """A view written here, made of a class from here, or about rows of ours."""
    while hasattr(view, "func"):
        view = view.func
    made_of = getattr(view, "view_class", None)
    model = getattr(view, "view_initkwargs", {}).get("model") or getattr(made_of, "model", None)
    owners = [*(made_of.__mro__ if made_of else ()), model if isinstance(model, type) else type(view)]
    owners.append(view)
    return any(str(getattr(owner, "__module__", "")).split(".")[0] in OURS for owner in owners)


def own_screens() -> set[str]:
    screens = {name for name, view in admin_views() if is_ours(view)}
    screens |= {f"page:{model._meta.label_lower}" for model in get_page_models() if model.__module__.startswith(OURS)}
    bulk_action_registry._scan_for_bulk_actions()
    for app, models in bulk_action_registry.actions.items():
        for model, actions in models.items():
            if any(action.__module__.startswith(OURS) for action in actions.values()):
                screens.add(f"bulk:{app}.{model}")
    return screens


def is_excused(screen: str) -> bool:
    return any(re.match(pattern, screen) for pattern in WITHOUT_HELP)


def test_every_screen_of_ours_has_help_or_a_reason_for_none() -> None:
    screens = own_screens()
    assert len(screens) > 300
    without = {screen for screen in screens - by_screen().keys() if not is_excused(screen)}
    assert not without, "say in help/topics.toml of the app which topic belongs to them"


def test_no_reason_excuses_what_is_not_there() -> None:
    screens = own_screens() | {name for name, _view in admin_views()}
    assert [pattern for pattern in WITHOUT_HELP if not any(re.match(pattern, screen) for screen in screens)] == []


def test_help_names_no_screen_that_does_not_exist() -> None:
    known = own_screens() | {name for name, _view in admin_views()}
    known |= {f"bulk:{app}.{model}" for app, models in bulk_action_registry.actions.items() for model in models}
    assert not by_screen().keys() - known


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_topic_is_written_and_every_text_is_a_topic(language: str) -> None:
    written = {path for app in apps.get_app_configs() for path in (folder_of(app) / language).glob("*.md")}
    assert written == {topic.path_in(language) for topic in all_topics()}
    for topic in all_topics():
        text = topic.text_in(language)
        assert text.language == language
        assert "<h2>" in text.html, f"{topic.key}: nothing but one paragraph"
        assert len(text.plain.split()) <= WORDS, f"{topic.key} is too long to be read beside a form"
        assert topic.roles


@cache
def labels(language: str) -> frozenset[str]:
    """Words of the interface in `language`, ours and Wagtail's."""
    files = [ROOT / "locale" / "cs" / "LC_MESSAGES" / "django.po"]
    files += (ROOT / "locale" / "wagtail").rglob("*.po")
    files += Path(wagtail.__file__).parent.glob("*/locale/cs/LC_MESSAGES/django.po")
    found = set()
    for entry in (entry for file in files for entry in polib.pofile(str(file))):
        texts = [entry.msgid, entry.msgid_plural]
        found |= {bare(text) for text in (texts if language == "en" else [entry.msgstr, *entry.msgstr_plural.values()])}
    return frozenset(found)


def bare(text: str) -> str:
    return text.replace("\u00a0", " ").strip().rstrip(":.…,").casefold()


def emphasised(text: str) -> list[str]:
    """What stands in *italics* or **bold**: by our rule the words of a button, a menu or a field."""
    return re.findall(r"\*\*([^*\n]+)\*\*", text) + re.findall(r"(?<!\*)\*([^*\n]+)\*(?!\*)", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_emphasised_words_are_words_of_the_interface(language: str) -> None:
    """So a button that is renamed takes its help along."""
    known = labels(language)
    parts = {label.split(":")[0] for label in known if ":" in label}
    strange = {
        f"{topic.key}: {words}"
        for topic in all_topics()
        for words in emphasised(topic.path_in(language).read_text(encoding="utf-8"))
        if bare(words) not in known | parts
    }
    assert not strange


def guide_files() -> list[Path]:
    return sorted((ROOT / "docs" / "guide").glob("*.md"))


def test_every_picture_of_the_guide_and_the_readme_is_there_and_is_renewed() -> None:
    """Each that is shown is taken by `make pictures` and stands in its folder; each that is taken is shown."""
    from scripts.picture_list import GUIDE, README

    for folder, files, taken in (
        (ROOT / "docs" / "guide" / "pictures", guide_files(), GUIDE),
        (ROOT / "docs" / "pictures", [ROOT / "README.md"], README),
    ):
        text = "\n".join(file.read_text(encoding="utf-8") for file in files)
        shown = re.findall(r"!\[([^\]]*)\]\((?:docs/)?pictures/([\w-]+)\.png\)", text)
        names = {name for _words, name in shown}
        assert names == {picture.name for picture in taken} == {file.stem for file in folder.glob("*")}
        assert all(len(words) > 6 for words, _name in shown), "say what the picture shows"


def test_the_guide_leads_only_to_what_is_there() -> None:
    contents = (ROOT / "docs" / "guide" / "README.md").read_text(encoding="utf-8")
    chapters = [file for file in guide_files() if file.name != "README.md"]
    assert [file.name for file in chapters] == re.findall(r"\]\((\d\d-[\w-]+\.md)\)", contents)
    assert {topic.chapter for topic in all_topics() if topic.chapter} <= {guide.chapter_name(f.stem) for f in chapters}
    for file in guide_files():
        for target in re.findall(r"\]\(([^)#]+)\)", file.read_text(encoding="utf-8")):
            assert (file.parent / target).is_file(), f"{file.name} leads to {target}"


def test_emphasised_words_of_the_guide_are_words_of_the_interface() -> None:
    known = labels("cs")
    parts = {label.split(":")[0] for label in known if ":" in label}
    strange = {
        f"{file.name}: {words}"
        for file in guide_files()
        for words in re.findall(r"(?<!\*)\*([^*\n]+)\*(?!\*)", file.read_text(encoding="utf-8"))
        if bare(words) not in known | parts
    }
    assert not strange
