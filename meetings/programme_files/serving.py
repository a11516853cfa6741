"""Giving out the files of a programme, and refusing them (M1).

A document that never stood in a programme is none of ours. One that did is public where something public shows it
now; the address of any other leads nowhere for everybody but those who work with the association's documents.
"""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest
from wagtail.documents import get_document_model
from wagtail.models import Page, ReferenceIndex

from portal.tenancy.boundary import collections_of

from ..models import MeetingFile, MeetingPage, ProgrammeFile
from ..programme import all_points, programme_of


def refuse_hidden(document: Any, request: HttpRequest) -> None:
    """Before a document is given out at its address (Wagtail's hook). Raises Http404 for a hidden one."""
    if not (is_public(document) or works_with(request.user, document)):
        raise Http404


def serve_for(meeting: Any, document_pk: int) -> FileResponse:
    """A file of the notice for somebody invited, whether its point is public or not.

    `meeting` is the page as it is published. Raises Http404 for any document that isn't in it: a link for one
    meeting opens no other file.
    """
    documents = documents_of(meeting, public_only=False)
    if document_pk not in documents:
        raise Http404
    return _answer(documents[document_pk])


def documents_of(meeting: Any, *, public_only: bool = True) -> dict[int, Any]:
    """The documents of the notice's points and those beside its programme, by their key."""
    points = all_points(programme_of(meeting, public_only=public_only))
    found = {document.pk: document for point in points for document in point.files}
    beside = (row.document for row in meeting.files.select_related("document"))
    return found | {document.pk: document for document in beside}


def is_public(document: Any) -> bool:
    """Whether everybody may have the document: no programme ever held it, or something public shows it."""
    holding = list(ProgrammeFile.objects.filter(document=document).values_list("meeting", flat=True))
    if not holding:
        return True
    beside = MeetingFile.objects.filter(document=document).values("page")
    notices = MeetingPage.objects.filter(Q(pk__in=[pk for pk in holding if pk]) | Q(pk__in=beside)).live().public()
    if any(document.pk in documents_of(notice) for notice in notices):
        return True
    return _shown_elsewhere(document)


def works_with(user: Any, document: Any) -> bool:
    """Whether `user` works for the association whose document it is, or for the Union."""
    return bool(user.is_authenticated and collections_of(user).filter(pk=document.collection_id).exists())


def _shown_elsewhere(document: Any) -> bool:
    """Whether a public page shows it, in its text for example, and not in a programme."""
    kinds = ContentType.objects.get_for_models(get_document_model(), Page, MeetingPage)
    shown = ReferenceIndex.objects.filter(
        to_content_type=kinds[get_document_model()],
        to_object_id=str(document.pk),
        base_content_type=kinds[Page],
    ).exclude(content_type=kinds[MeetingPage], model_path__startswith="programme")
    pages = [int(pk) for pk in shown.values_list("object_id", flat=True)]
    return bool(pages) and Page.objects.filter(pk__in=pages).live().public().exists()


def _answer(document: Any) -> FileResponse:
    """The file for this reader only: nothing on the way may keep it. Raises Http404 if the file is gone."""
    try:
        content = document.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(content, content_type=document.content_type)
    response["Content-Disposition"] = document.content_disposition
    response["Content-Security-Policy"] = "default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "private, no-store"
    return response
