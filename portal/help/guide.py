"""The guide for editors: chapters in ``docs/guide``, read there and in the administration; pictures of the demo."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

from portal.core.czech import fold

from .markdown import title_of, to_html
from .searching import begins_words

FOLDER = Path(settings.BASE_DIR) / "docs" / "guide"
PICTURES = FOLDER / "pictures"
LANGUAGE = "cs"
CONTENTS = "README"
_PICTURE = re.compile(r'(?<=<img src=")pictures/(?P<name>[a-z0-9-]+)\.png(?=")')
_CHAPTER = re.compile(r'(?<=<a href=")(?P<name>[a-z0-9-]+)\.md(?=[#"])')


@dataclass(frozen=True)
class Chapter:
    """One chapter; `name` is that of its file, without the number that gives it its place."""

    name: str
    path: Path

    @property
    def title(self) -> str:
        return _read(self.path)[0]

    @property
    def html(self) -> SafeString:
        """As shown in the administration: pictures and other chapters by their addresses there."""
        return mark_safe(_at_home(_read(self.path)[1]))  # noqa: S308 # made of our own Markdown

    def matches(self, words: list[str]) -> bool:
        """Whether each of the folded `words` begins one of the chapter's."""
        return begins_words(words, _folded(self.path))


@cache
def _read(path: Path) -> tuple[str, str]:
    title, rest = title_of(path.read_text(encoding="utf-8"))
    return title, to_html(rest)


@cache
def _folded(path: Path) -> str:
    return fold(" ".join((_read(path)[0], strip_tags(_read(path)[1]))))


def _at_home(html: str) -> str:
    html = _PICTURE.sub(lambda found: reverse("portal_help:picture", args=[found["name"]]), html)
    html = html.replace("<img ", '<img loading="lazy" ')
    return _CHAPTER.sub(lambda found: reverse("portal_help:chapter", args=[chapter_name(found["name"])]), html)


def chapter_name(stem: str) -> str:
    """``02-podani`` is the chapter ``podani``."""
    return stem.split("-", maxsplit=1)[1]


@cache
def chapters() -> tuple[Chapter, ...]:
    """In their order; none where the documentation was not installed."""
    return tuple(Chapter(chapter_name(path.stem), path) for path in sorted(FOLDER.glob("[0-9][0-9]-*.md")))


def chapter_of(name: str) -> Chapter | None:
    return next((chapter for chapter in chapters() if chapter.name == name), None)
