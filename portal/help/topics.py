"""Topics of the help: each app's own, found in its folder ``help`` (decision 67).

``help/topics.toml`` names them in order; ``help/<language>/<name>.md`` are their texts, the first line ``# Title``.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from portal.core.czech import fold
from portal.tenancy.roles import Role

from .guide import Chapter, chapter_of
from .markdown import title_of, to_html
from .searching import begins_words

FOLDER = "help"
FILE = "topics.toml"
KEYS = {"screens", "roles", "chapter"}


@dataclass(frozen=True)
class Text:
    """What is said of one topic in one language."""

    language: str
    title: str
    html: SafeString

    @property
    def plain(self) -> str:
        return f"{self.title}. {' '.join(strip_tags(self.html).split())}"


@dataclass(frozen=True)
class Topic:
    """A screen, or several that belong together, and who works there."""

    app: str
    name: str
    folder: Path
    screens: tuple[str, ...]
    roles: frozenset[Role]
    chapter: str = ""
    """The chapter of the guide in which it has its place, by the name of its file."""

    @property
    def key(self) -> str:
        return f"{self.app}.{self.name}"

    @property
    def text(self) -> Text:
        """In the language of the administration; in Czech if nobody has written that one."""
        return self.text_in(get_language() or settings.LANGUAGE_CODE)

    @property
    def title(self) -> str:
        return self.text.title

    def text_in(self, language: str) -> Text:
        wanted = (language, language.split("-", maxsplit=1)[0], settings.LANGUAGE_CODE)
        return _read(*next((name, path) for name in wanted if (path := self.path_in(name)).is_file()))

    def path_in(self, language: str) -> Path:
        return self.folder / language / f"{self.name}.md"

    @property
    def step_by_step(self) -> Chapter | None:
        """The guide's chapter, if the documentation was installed."""
        return chapter_of(self.chapter) if self.chapter else None

    def matches(self, words: list[str]) -> bool:
        """Whether each of the folded `words` begins one of the text's."""
        return begins_words(words, _folded(self.text))


@cache
def _read(language: str, path: Path) -> Text:
    source = path.read_text(encoding="utf-8")
    title, rest = title_of(source)
    return Text(language, title, to_html(rest))


@cache
def _folded(text: Text) -> str:
    return fold(text.plain)


def folder_of(app: AppConfig) -> Path:
    return Path(app.path) / FOLDER


@cache
def all_topics() -> tuple[Topic, ...]:
    """Every topic, in the order of apps and of their files. ValueError for a file that can't be understood."""
    found = []
    for app in apps.get_app_configs():
        if (file := folder_of(app) / FILE).is_file():
            found += list(_topics_of(app, tomllib.loads(file.read_text(encoding="utf-8"))))
    return tuple(found)


def _topics_of(app: AppConfig, written: dict[str, Any]) -> Iterator[Topic]:
    for name, facts in written.items():
        if unknown := facts.keys() - KEYS:
            raise ValueError(f"{app.label}/{FOLDER}/{FILE}, {name}: unknown {', '.join(sorted(unknown))}")
        yield Topic(
            app.label,
            name,
            folder_of(app),
            tuple(facts["screens"]),
            frozenset(Role(role) for role in facts["roles"]),
            facts.get("chapter", ""),
        )


@cache
def by_screen() -> dict[str, Topic]:
    """The topic of each screen (see `portal.help.screens`). ValueError if two topics claim one."""
    found: dict[str, Topic] = {}
    for topic in all_topics():
        for screen in topic.screens:
            if screen in found:
                raise ValueError(f"{screen} stands in {found[screen].key} and in {topic.key}")
            found[screen] = topic
    return found


def topic_of(key: str) -> Topic | None:
    return next((topic for topic in all_topics() if topic.key == key), None)
