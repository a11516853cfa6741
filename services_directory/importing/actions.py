"""What a person does with an import in the admin: upload, say what the columns mean, confirm, throw away."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Site

from portal.tenancy.models import Association

from ..models import ImportRun
from .enums import CHANGEABLE, ImportState, Stage
from .guess import guess_mapping
from .mapping import ColumnMapping, header_key
from .places import Places
from .reader import read_bytes
from .run import Options
from .sheet import MOST_BYTES, ImportRefused
from .source import known_shape, source_of
from .store import delete_file, display_name, stored
from .tasks import work_on_import
from .vocabulary import Kinds
from .work import perform

AT_ONCE = 300
"""Files of so many rows are worked on while the person waits; larger ones by a worker."""


def upload(*, site: Site, content: bytes, name: str, user: Any = None) -> ImportRun:
    """Take up a file for the association of `site`: checked by its content, its columns guessed or remembered.

    Raises ValidationError with the reason if it is no table we can read. Nothing of the directory changes.
    """
    if len(content) > MOST_BYTES:
        raise ValidationError(_("The file is larger than %s MB.") % (MOST_BYTES // 1024 // 1024), code="too_large")
    try:
        sheet = read_bytes(content)
        shape = known_shape(sheet.columns)
        if shape:
            source_of(sheet)
    except ImportRefused as error:
        raise ValidationError(str(error), code="unreadable") from error
    if not sheet.rows:
        raise ValidationError(_("The table has a header but no rows."), code="no_rows")
    key = header_key(sheet.columns)
    mapping = {} if shape else (remembered_mapping(site, key) or _guessed(site, sheet, name))
    with stored(content, sheet.kind) as file:
        return ImportRun.objects.create(
            site=site,
            user=user,
            original_name=display_name(name),
            file=file,
            size=len(content),
            header_key=key,
            shape=shape,
            rows_total=len(sheet.rows),
            mapping=mapping,
        )


def remembered_mapping(site: Site, key: str) -> dict[str, Any]:
    """What the columns of the last such file of the association meant; {} if there was none."""
    runs = ImportRun.objects.for_site(site).filter(header_key=key).exclude(state=ImportState.MAPPING)
    last = runs.exclude(mapping={}).order_by("-created_at", "-pk").first()
    return dict(last.mapping) if last else {}


def _guessed(site: Site, sheet: Any, name: str) -> dict[str, Any]:
    places = Places.of(Association.objects.get(site=site))
    return guess_mapping(sheet, name=name, kinds=Kinds.load(), places=places).as_json()


def check(*, run: ImportRun, mapping: ColumnMapping | None, options: Options, user: Any = None) -> None:
    """Begin the dry run with these columns (None for a file of a known shape) and options.

    Raises ValidationError if the mapping doesn't fit the file, or the import is past that.
    """
    if mapping is not None:
        mapping.check(mapping.columns)
    moved = ImportRun.objects.filter(pk=run.pk, state__in=CHANGEABLE).update(
        state=ImportState.CHECKING,
        mapping=mapping.as_json() if mapping else {},
        options=options.as_json(),
        user=user or run.user,
        error="",
        counts={},
        rows_read=0,
        finished_at=None,
        stage=Stage.WAITING,
        touched_at=timezone.now(),
    )
    if not moved:
        raise ValidationError(_("This import is past that."), code="state")
    _go(run)


def confirm(*, run: ImportRun, user: Any = None) -> None:
    """Write what the dry run has shown, exactly that.

    Raises ValidationError if it hasn't run, refuses rows that the options don't allow to leave out, or another import
    of the association is being written.
    """
    run.refresh_from_db()
    if run.counts.get("refused") and not Options.from_json(run.options).partial:
        raise ValidationError(
            _("Some rows are refused. Mend the file, or choose to import the good rows."), code="faults"
        )
    try:
        with transaction.atomic():
            moved = ImportRun.objects.filter(pk=run.pk, state=ImportState.CHECKED).update(
                state=ImportState.WRITING,
                user=user or run.user,
                stage=Stage.WAITING,
                touched_at=timezone.now(),
                error="",
            )
    except IntegrityError as error:
        raise ValidationError(
            _("Another import of this association is being written. Try again in a minute."), code="busy"
        ) from error
    if not moved:
        raise ValidationError(_("This import is past that."), code="state")
    _go(run)


def discard(*, run: ImportRun) -> None:
    """Throw an import away that wasn't written; its files go, the note that it was there stays."""
    gone = ImportRun.objects.filter(pk=run.pk, state__in=CHANGEABLE).update(
        state=ImportState.DISCARDED, file="", report="", finished_at=timezone.now()
    )
    if not gone:
        raise ValidationError(_("This import is past that."), code="state")
    delete_file(run.file.name)
    delete_file(run.report.name)


def _go(run: ImportRun) -> None:
    """Let it be worked on: at once if it is small, else by a worker."""
    run.refresh_from_db()
    if run.rows_total <= AT_ONCE:
        perform(run.pk)
    else:
        result = work_on_import.enqueue(run.pk)
        # The immediate backend has done it by now and has set the state.
        ImportRun.objects.filter(pk=run.pk, state=run.state).update(task_id=str(result.id))
    run.refresh_from_db()
