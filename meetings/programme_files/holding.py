"""Remembering which documents stand in a programme, whichever way the page or its version was written."""

import json
from typing import Any

from django.db.models.signals import post_save
from wagtail.documents import get_document_model
from wagtail.models import Revision

from portal.tenancy import versions

from ..models import MeetingPage, ProgrammeFile
from ..programme import document_keys


def connect() -> None:
    """Listen to pages and to their versions; called once, when the app is ready."""
    post_save.connect(hold_of_page, sender=MeetingPage, dispatch_uid="meetings.programme_files.page")
    post_save.connect(hold_of_revision, sender=Revision, dispatch_uid="meetings.programme_files.revision")


def hold_of_page(instance: MeetingPage, raw: bool = False, **_signal: Any) -> None:
    """After a page is written, by whatever."""
    if not raw:
        _hold(instance.pk, document_keys(instance.programme.get_prep_value()))


def hold_of_revision(instance: Revision, raw: bool = False, **_signal: Any) -> None:
    """After a version is written: the documents of a draft are kept from the public before anybody publishes it."""
    content = instance.content
    if raw or not isinstance(content, dict) or "programme" not in content or "starts_at" not in content:
        return
    programme = content["programme"]
    stored = json.loads(programme) if isinstance(programme, str) and programme else programme
    if not stored or not MeetingPage.objects.filter(pk=instance.object_id).exists():
        return
    _hold(int(instance.object_id), document_keys(stored))


def _hold(meeting: int, documents: set[int]) -> None:
    if not documents:
        return
    known = ProgrammeFile.objects.filter(meeting=meeting, document__in=documents).values_list("document", flat=True)
    wanted = documents.difference(known)
    if not wanted:
        return
    present = get_document_model().objects.filter(pk__in=wanted).values_list("pk", flat=True)
    ProgrammeFile.objects.bulk_create(
        (ProgrammeFile(meeting_id=meeting, document_id=document) for document in present), ignore_conflicts=True
    )
    # A file of a draft shows with the draft; publishing it is noticed by itself.
    versions.touch(of=(ProgrammeFile,))
