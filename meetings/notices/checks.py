"""Whether the proof of a notice holds now: its files, its page, its lines and their chain (M8)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model

from ..enums import NoticeAct
from ..models import NoticeLine
from .chain import line_hash_of
from .content import content_of, hash_of, page_says
from .files import Hasher, fingerprint_of_file, once_each
from .lines import VERSIONS
from .state import NoticeState, notice_of

FILE_CHANGED, FILE_GONE, PAGE_CHANGED = "file_changed", "file_gone", "page_changed"
LINE_CHANGED, CONTENT_CHANGED, CHAIN_BROKEN, NO_LINES = "line_changed", "content_changed", "chain_broken", "no_lines"


class Problem(TypedDict):
    """What doesn't agree: its kind, and the name of the file or the number of the line."""

    kind: str
    what: str


@dataclass(frozen=True)
class CheckedFile:
    """A file of any version: how it was recorded, and its bytes as they are now."""

    id: int
    title: str
    filename: str
    size: int
    sha256: str
    now: str

    @property
    def agrees(self) -> bool:
        return self.sha256 == self.now


@dataclass(frozen=True)
class Check:
    """A finished check with everything it looked at."""

    at: datetime
    state: NoticeState
    lines: list[NoticeLine]
    files: list[CheckedFile]
    problems: list[Problem]

    @property
    def agrees(self) -> bool:
        return not self.problems

    @property
    def versions(self) -> list[NoticeLine]:
        """Lines with what readers got, the last one first."""
        return [line for line in reversed(self.lines) if line.act in VERSIONS]


def check(meeting: Any, *, hasher: Hasher = fingerprint_of_file) -> Check:
    """Compare the notice of the Czech page `meeting` with its records; each file is read once.

    An archived notice isn't compared with its page: what was decided and the minutes come there later.
    """
    hasher, state = once_each(hasher), notice_of(meeting)
    lines = list(NoticeLine.objects.filter(meeting=meeting.pk).order_by("position"))
    files = list(_files(lines, hasher))
    problems = [_problem_of(file) for file in files if not file.agrees]
    problems += _of_lines(lines, meeting)
    if state.posted_at is not None and not lines:
        problems.append({"kind": NO_LINES, "what": ""})
    version = next((line for line in reversed(lines) if line.act in VERSIONS), None)
    if state.is_on_board and version is not None and _differs(meeting, version, hasher):
        problems.append({"kind": PAGE_CHANGED, "what": ""})
    return Check(timezone.now(), state, lines, files, problems)


def _differs(meeting: Any, version: NoticeLine, hasher: Hasher) -> bool:
    return page_says(content_of(meeting, hasher=hasher)) != page_says(version.content)


def words(problem: Problem) -> str:
    """A problem in the active language."""
    said = {
        FILE_CHANGED: _("the file “%(what)s” was changed"),
        FILE_GONE: _("the file “%(what)s” is missing"),
        PAGE_CHANGED: _("the page says something else than what was recorded"),
        LINE_CHANGED: _("the record number %(what)s was changed"),
        CONTENT_CHANGED: _("what is kept in the record number %(what)s was changed"),
        CHAIN_BROKEN: _("the record before number %(what)s was changed or taken out"),
        NO_LINES: _("its records are missing"),
    }
    return said[problem["kind"]] % {"what": problem["what"]}


def _files(lines: list[NoticeLine], hasher: Hasher) -> Iterator[CheckedFile]:
    """Files of all versions, as the last one with each recorded it."""
    recorded = {file["id"]: file for line in lines if line.act in VERSIONS for file in line.content.get("files", [])}
    documents = get_document_model()._default_manager.in_bulk(list(recorded))
    for pk, file in sorted(recorded.items()):
        now = hasher(documents[pk])[1] if pk in documents else ""
        yield CheckedFile(pk, file["title"], file["filename"], file["size"], file["sha256"], now)


def _problem_of(file: CheckedFile) -> Problem:
    return {"kind": FILE_CHANGED if file.now else FILE_GONE, "what": file.title}


def _of_lines(lines: list[NoticeLine], meeting: Any) -> Iterator[Problem]:
    """Lines that aren't what their fingerprints say, or don't follow the line before them in the chain."""
    before = _fingerprints_before(lines)
    for line in lines:
        number = str(line.position)
        if hash_of(line.content) != line.content_hash:
            yield {"kind": CONTENT_CHANGED, "what": number}
        if line_hash_of(line, meeting.translation_key) != line.line_hash:
            yield {"kind": LINE_CHANGED, "what": number}
        if line.previous_hash != before.get(line.position - 1, ""):
            yield {"kind": CHAIN_BROKEN, "what": number}
    if lines and lines[0].act != NoticeAct.POSTED:
        yield {"kind": NO_LINES, "what": ""}


def _fingerprints_before(lines: list[NoticeLine]) -> dict[int, str]:
    """By position, the fingerprints of the association's lines right before these, counted anew from each line."""
    if not lines:
        return {}
    wanted = Q(site=lines[0].site_id, position__in=[line.position - 1 for line in lines])
    rows = NoticeLine.objects.filter(wanted).defer("content").select_related("meeting")
    return {row.position: line_hash_of(row, row.meeting.translation_key) for row in rows}
