"""Messages on their way: what was typed and uploaded waits here, so that nothing is typed twice. A day at most.

Whoever has a draft's key may read, change and send it; nobody of the centre sees it. Once it is sent, its row points
at the request and holds nothing else.
"""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext
from wagtail.models import Site

from portal.jobs.registry import periodic

from ..models import DraftFile, RequestDraft
from ..models.activity import private_storage
from ..storing import stored
from ..uploads import MAX_FILES, CheckedFile

KEPT_FOR = timedelta(days=1)
"""How long what wasn't sent is kept."""


class AlreadySent(Exception):
    """The draft was sent meanwhile."""


class _AlreadyThere(Exception):
    """The same file was added before."""


def draft_of(site: Site, key: str) -> RequestDraft | None:
    """The draft that `key` opens on `site`, sent or not; None for a foreign, unknown or too old one."""
    since = timezone.now() - KEPT_FOR
    return RequestDraft.objects.filter(site=site, key=key, made_at__gt=since).select_related("request").first()


def draft_submitted_with(*, site_id: int, submission_token: str) -> RequestDraft | None:
    """The draft that the form with this token made, or None."""
    return RequestDraft.objects.filter(site_id=site_id, submission_token=submission_token).first()


def keep_draft(*, site_id: int, submission_token: str, data: dict[str, str], language: str) -> RequestDraft:
    """Store the values of a form, or put them in place of those the same form had before; its files stay.

    A draft that was sent is returned as it is.
    """
    try:
        with transaction.atomic():
            draft, is_new = RequestDraft.objects.select_for_update().get_or_create(
                site_id=site_id,
                submission_token=submission_token,
                defaults={"data": data, "language": language},
            )
            if not is_new and draft.request_id is None:
                draft.data, draft.language = data, language
                draft.save(update_fields=["data", "language"])
    except IntegrityError:
        # The same form came twice at once; both say the same.
        return RequestDraft.objects.get(site_id=site_id, submission_token=submission_token)
    return draft


def add_file(draft: RequestDraft, file: CheckedFile) -> None:
    """Add a checked file; one that is there already isn't added again (a page reloaded sends everything twice).

    The place of a photograph is kept only while there is something to ask: no point chosen yet.
    Raises ValidationError for one too many, AlreadySent, and OSError when there is no room for it.
    """
    try:
        with stored(file, DraftFile) as values, transaction.atomic():
            current = _unsent(draft)
            if _is_there(current, file):
                raise _AlreadyThere
            if current.files.count() >= MAX_FILES:
                raise ValidationError(too_many(), code="too_many")
            if file.place is not None and not current.data.get("latitude"):
                values["latitude"], values["longitude"] = file.place
            DraftFile.objects.create(draft=current, **values)
    except _AlreadyThere:
        # What was written a moment ago is gone again.
        return


def too_many() -> str:
    """What is said of a file too many."""
    most = ngettext("At most %(count)s file can be sent.", "At most %(count)s files can be sent.", MAX_FILES)
    return most % {"count": MAX_FILES}


def remove_file(draft: RequestDraft, pk: int) -> None:
    """Take a file away again; nothing happens if it isn't there. Raises AlreadySent."""
    with transaction.atomic():
        file = _unsent(draft).files.filter(pk=pk).first()
        if file is not None:
            name = str(file.file)
            file.delete()
            transaction.on_commit(lambda: private_storage().delete(name))


def use_place(draft: RequestDraft, pk: int) -> None:
    """Make the place where the photograph `pk` was taken the place of the message (the citizen agreed)."""
    with transaction.atomic():
        current = _unsent(draft)
        file = current.files.filter(pk=pk, latitude__isnull=False).first()
        if file is not None:
            current.data |= {"latitude": str(file.latitude), "longitude": str(file.longitude)}
            current.save(update_fields=["data"])
            _forget_places(current)


def forget_places(draft: RequestDraft) -> None:
    """Forget where the photographs were taken, and the point chosen, if any."""
    with transaction.atomic():
        current = _unsent(draft)
        current.data |= {"latitude": "", "longitude": ""}
        current.save(update_fields=["data"])
        _forget_places(current)


@periodic("contact_centre.forget_drafts", every=timedelta(hours=1), label=gettext_lazy("Forget what was never sent"))
def forget_drafts() -> int:
    """Delete drafts of a day ago with their files; how many. The files of a sent one are the request's."""
    old = RequestDraft.objects.filter(made_at__lte=timezone.now() - KEPT_FOR).values_list("pk", flat=True)
    return sum(_forget(pk) for pk in list(old))


@transaction.atomic
def _forget(pk: int) -> int:
    """Files first: a deletion cut short is finished the next time, and leaves nothing that no row knows of."""
    draft = RequestDraft.objects.select_for_update().filter(pk=pk).first()
    if draft is None:
        return 0
    for file in draft.files.all():
        private_storage().delete(str(file.file))
    draft.delete()
    return 1


def _unsent(draft: RequestDraft) -> RequestDraft:
    current = RequestDraft.objects.select_for_update().filter(pk=draft.pk).first()
    if current is None or current.request_id is not None:
        raise AlreadySent
    return current


def _forget_places(draft: RequestDraft) -> None:
    draft.files.update(latitude=None, longitude=None)


def _is_there(draft: RequestDraft, file: CheckedFile) -> bool:
    for other in draft.files.filter(original_name=file.original_name, size=file.size):
        with other.file.open() as content:
            if content.read() == file.content:
                return True
    return False
