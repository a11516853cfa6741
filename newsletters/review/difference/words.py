"""Two texts as one, with the words that were taken away and added marked. Everything is escaped here."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

WORDS = re.compile(r"\w+|\s+|[^\w\s]")
MOST = 1_000_000
"""So many pairs of words are compared; of longer texts one is shown after the other."""


def added(text: str) -> SafeString:
    """`text` marked as added, for the eye and for who listens."""
    return _marked("ins", _("added:"), _("end of what was added"), text)


def removed(text: str) -> SafeString:
    """`text` marked as taken away."""
    return _marked("del", _("taken away:"), _("end of what was taken away"), text)


def marked_words(old: str, new: str) -> SafeString:
    """`new` with what changed since `old`."""
    before, after = WORDS.findall(old), WORDS.findall(new)
    if len(before) * len(after) > MOST:
        return format_html("{} {}", removed(old), added(new))
    parts: list[SafeString] = []
    for tag, old_from, old_to, new_from, new_to in _opcodes(before, after):
        taken, put = "".join(before[old_from:old_to]), "".join(after[new_from:new_to])
        if tag == "equal":
            parts.append(format_html("{}", put))
            continue
        parts += [mark(text) for mark, text in ((removed, taken), (added, put)) if text]
    return format_html_join("", "{}", ((part,) for part in parts))


def likeness(old: str, new: str) -> float:
    """How alike two texts are at most, from 0 to 1."""
    matcher = SequenceMatcher(None, old[:500], new[:500], autojunk=False)
    return matcher.quick_ratio()


def _opcodes(before: Sequence[str], after: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    """The steps from one to the other; a lone space between two changed words belongs to the change."""
    steps: list[tuple[str, int, int, int, int]] = []
    for step in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        is_gap = step[0] == "equal" and not "".join(after[step[3] : step[4]]).strip()
        if steps and steps[-1][0] != "equal" and (is_gap or step[0] != "equal"):
            last = steps[-1]
            steps[-1] = ("replace", last[1], step[2], last[3], step[4])
        else:
            steps.append(step)
    return steps


def _marked(tag: str, before: str, after: str, text: str) -> SafeString:
    return format_html(
        '<{0}><span class="vh w-sr-only">{1} </span>{3}<span class="vh w-sr-only"> ({2}) </span></{0}>',
        tag,
        before,
        after,
        text,
    )
