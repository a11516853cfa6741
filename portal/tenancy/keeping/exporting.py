"""Exports that the Union orders: made by the worker, kept for some days, every step written down (P1)."""

import hashlib
import tempfile
from datetime import timedelta
from typing import IO, Any

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from portal.core.keeping.manifest import CHUNK

from ..models import Association, AssociationExport, ExportState
from .archive import Archived, write_archive
from .belongings import Belongings

EVERY = 10
"""Steps after which the progress is written down."""


@transaction.atomic
def order_export(*, association: Association, by: Any) -> AssociationExport:
    """Have the worker export `association`; one that waits or runs already is returned instead of a second one."""
    from .tasks import make_export

    under_way = association.exports.filter(state__in=[ExportState.WAITING, ExportState.RUNNING]).first()
    if under_way is not None:
        return under_way
    export = AssociationExport.objects.create(association=association, asked_by=by.get_username())
    log(association, "tenancy.export_ordered", user=by)
    transaction.on_commit(lambda: make_export.enqueue(export.pk))
    return export


def perform(pk: int) -> str:
    """Make the export; its state afterwards. Done again, it makes a file only if there is none."""
    export = AssociationExport.objects.select_related("association").filter(pk=pk).first()
    if export is None or export.state not in {ExportState.WAITING, ExportState.RUNNING}:
        return str(export.state) if export else ""
    export.state = ExportState.RUNNING
    export.save(update_fields=["state"])
    try:
        with tempfile.TemporaryFile() as target:
            archived = _write(export, target)
            _store(export, target, archived)
    except Exception as error:
        AssociationExport.objects.filter(pk=pk).update(
            state=ExportState.FAILED, error=f"{type(error).__name__}: {error}"[:400], finished_at=timezone.now()
        )
        raise
    return str(export.state)


def _write(export: AssociationExport, target: IO[bytes]) -> Archived:
    def note(done: int, total: int) -> None:
        if done % EVERY == 0 or done == total:
            AssociationExport.objects.filter(pk=export.pk).update(done=done, total=total)

    return write_archive(Belongings(export.association), target, progress=note)


def _store(export: AssociationExport, target: IO[bytes], archived: Archived) -> None:
    size, digest = measured(target)
    now = timezone.now()
    export.rows, export.files, export.size, export.sha256 = archived.rows, archived.files, size, digest
    export.state, export.finished_at = ExportState.DONE, now
    export.expires_at = now + timedelta(days=settings.EXPORT_KEEP_DAYS)
    with transaction.atomic():
        export.file.save(f"{export.association.slug}.zip", File(target), save=False)
        export.save(update_fields=["file", "rows", "files", "size", "sha256", "state", "finished_at", "expires_at"])
        log(export.association, "tenancy.export_made", data={"sha256": digest, "rows": archived.rows})


def measured(target: IO[bytes]) -> tuple[int, str]:
    """Bytes and SHA-256 of what was written; leaves the file at its beginning."""
    target.seek(0)
    size, digest = 0, hashlib.sha256()
    while part := target.read(CHUNK):
        size += len(part)
        digest.update(part)
    target.seek(0)
    return size, digest.hexdigest()


def note_download(export: AssociationExport, *, by: Any) -> None:
    """Write down that `by` took the file: it holds personal data."""
    log(export.association, "tenancy.export_downloaded", user=by, data={"sha256": export.sha256})


def forget_expired() -> int:
    """Delete files of exports that are older than they may be; how many."""
    count = 0
    for export in AssociationExport.objects.filter(state=ExportState.DONE, expires_at__lt=timezone.now()):
        export.file.delete(save=False)
        export.state = ExportState.EXPIRED
        export.save(update_fields=["file", "state"])
        count += 1
    return count
