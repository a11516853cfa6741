"""An association leaves: its site closes at once, everything of it is deleted later, by two people or on the day said.

1. `close`: the address leads nowhere, the day of deletion is set. Any administrator of the Union may call it off.
2. `confirm` by a second administrator, or the day comes (`due`): `carry_out` deletes.

What the law wants kept (DEPARTED_KEEP) goes into one ZIP of its own beforehand, for DEPARTED_KEEP_YEARS.
"""

import tempfile
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from django.apps import apps
from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Site

from ..models import Association, Departure, DepartureState
from ..roles import Role
from .archive import write_archive
from .belongings import Belongings
from .deleting import delete_files, delete_rows
from .registry import all_models

OPEN = frozenset({DepartureState.CLOSED, DepartureState.CONFIRMED})
"""A departure that is under way."""


class DepartureError(Exception):
    """What was asked can't be done now; the message says why."""


def is_union_admin(user: Any) -> bool:
    """Who may export, close and delete associations."""
    if not user.is_active:
        return False
    return bool(user.is_superuser or str(Role.UNION_ADMIN) in user.rights.groups)


def _check(by: Any) -> None:
    if not is_union_admin(by):
        raise DepartureError(_("Only an administrator of the Union may do this."))


def open_departure(association: Association) -> Departure | None:
    """The departure of the association that is under way."""
    return Departure.objects.filter(slug=association.slug, state__in=OPEN).first()


def announced_hostname(site_id: int) -> str:
    """An address that nobody can have (RFC 2606)."""
    return f"closed-{site_id}.invalid"


@transaction.atomic
def close(*, association: Association, by: Any, reason: str) -> Departure:
    """Close the site at once and set the day of deletion. Raises DepartureError."""
    _check(by)
    if not reason.strip():
        raise DepartureError(_("Say why the association leaves."))
    if open_departure(association):
        raise DepartureError(_("The association is leaving already."))
    site = Site.objects.select_for_update().get(pk=association.site_id)
    if site.is_default_site:
        raise DepartureError(_("This is the site that answers where no other does: choose another default site first."))
    departure = Departure.objects.create(
        ico=association.ico,
        slug=association.slug,
        name=association.name,
        hostname=site.hostname,
        reason=reason.strip(),
        asked_by=by.get_username(),
        delete_on=timezone.localdate() + timedelta(days=settings.DEPARTURE_DAYS),
    )
    site.hostname = announced_hostname(site.pk)
    site.save()
    log(departure, "tenancy.departure_closed", user=by)
    return departure


@transaction.atomic
def call_off(*, departure: Departure, by: Any) -> None:
    """Open the site again. Raises DepartureError when it is too late, or its address has another site now."""
    _check(by)
    departure = _locked(departure, DepartureState.CLOSED)
    if Site.objects.filter(hostname=departure.hostname).exclude(association__slug=departure.slug).exists():
        raise DepartureError(_("Another site has its address now."))
    association = Association.objects.select_related("site").get(slug=departure.slug)
    association.site.hostname = departure.hostname
    association.site.save()
    departure.state, departure.called_off_by = DepartureState.CALLED_OFF, by.get_username()
    departure.save()
    log(departure, "tenancy.departure_called_off", user=by)


@transaction.atomic
def confirm(*, departure: Departure, by: Any) -> None:
    """A second administrator agrees: the worker deletes now. Raises DepartureError for the one who closed the site."""
    from .tasks import delete_departed

    _check(by)
    departure = _locked(departure, DepartureState.CLOSED)
    if departure.asked_by == by.get_username():
        raise DepartureError(_("Somebody else than who closed the site has to confirm it."))
    departure.state = DepartureState.CONFIRMED
    departure.confirmed_by, departure.confirmed_at = by.get_username(), timezone.now()
    departure.save()
    log(departure, "tenancy.departure_confirmed", user=by)
    transaction.on_commit(lambda: delete_departed.enqueue(departure.pk))


def carry_out(pk: int) -> str:
    """Delete the association if it is due, then its files; the state afterwards. May be done again at any time.

    Raises DeletionRefused, UnknownBelonging, OSError; then nothing was deleted, and the departure says why.
    """
    departure = Departure.objects.get(pk=pk)
    if departure.is_due(timezone.localdate()):
        try:
            _delete(departure)
        except Exception as error:
            Departure.objects.filter(pk=pk).update(error=f"{type(error).__name__}: {error}"[:400])
            raise
    departure.refresh_from_db()
    if departure.files_left:
        left = delete_files((alias, name) for alias, name in departure.files_left)
        Departure.objects.filter(pk=pk).update(files_left=left)
    return str(departure.state)


def _delete(departure: Departure) -> None:
    association = Association.objects.get(slug=departure.slug)
    kept = _keep_by_law(departure, association)
    try:
        with transaction.atomic():
            departure = Departure.objects.select_for_update().get(pk=departure.pk)
            if not departure.is_due(timezone.localdate()):
                return
            last = association.exports.exclude(sha256="").first()
            if last is not None:
                departure.exported_by, departure.exported_at = last.asked_by, last.finished_at
                departure.export_sha256 = last.sha256
            deleted = delete_rows(association)
            departure.counts, departure.files_left = deleted.counts, deleted.files
            departure.files_deleted = len(deleted.files)
            departure.state, departure.deleted_at, departure.error = DepartureState.DELETED, timezone.now(), ""
            _set_kept(departure, kept)
            departure.save()
            log(departure, "tenancy.association_deleted", data={
                "rows": sum(deleted.counts.values()), "files": len(deleted.files), "triggers": deleted.triggers,
                "accounts_closed": deleted.accounts_closed, "emptied": deleted.emptied,
            })  # fmt: skip
            kept = None
    finally:
        if kept is not None:
            kept.delete(save=False)


def _keep_by_law(departure: Departure, association: Association) -> Any:
    """The ZIP of what has to be kept, stored; None if nothing has to be."""
    labels = check_kept(settings.DEPARTED_KEEP)
    if not labels:
        return None
    with tempfile.TemporaryFile() as target:
        archived = write_archive(Belongings(association), target, only=labels)
        target.seek(0)
        departure.kept_file.save(f"{departure.slug}.zip", File(target), save=False)
    departure.kept_parts = archived.counts
    return departure.kept_file


def _set_kept(departure: Departure, kept: Any) -> None:
    if kept is None:
        return
    departure.kept_file, departure.kept_parts = kept.name, kept.instance.kept_parts
    departure.kept_until = timezone.localdate() + relativedelta(years=settings.DEPARTED_KEEP_YEARS)


def check_kept(labels: Iterable[str]) -> frozenset[str]:
    """The models of DEPARTED_KEEP. Raises DepartureError for a name that no model has."""
    known = {model._meta.label for model in all_models()}
    if unknown := sorted(set(labels) - known):
        raise DepartureError(f"DEPARTED_KEEP names {unknown[0]}, which is no model")
    return frozenset(labels)


def kept_names() -> list[str]:
    """What the law wants kept, in words."""
    return [
        str(apps.get_model(label)._meta.verbose_name_plural) for label in sorted(check_kept(settings.DEPARTED_KEEP))
    ]


def note_kept_download(departure: Departure, *, by: Any) -> None:
    """Write down that `by` took what is kept of the association."""
    log(departure, "tenancy.export_downloaded", user=by)


def work_off() -> dict[str, int]:
    """What has to happen by the clock: deletions whose day has come, files that resisted, what needn't be kept."""
    from .exporting import forget_expired

    today = timezone.localdate()
    due = Departure.objects.filter(state=DepartureState.CLOSED, delete_on__lte=today)
    confirmed = Departure.objects.filter(state=DepartureState.CONFIRMED)
    unfinished = Departure.objects.filter(state=DepartureState.DELETED).exclude(files_left=[])
    done = [carry_out(pk) for rows in (due, confirmed, unfinished) for pk in list(rows.values_list("pk", flat=True))]
    old = list(Departure.objects.filter(kept_until__lt=today).exclude(kept_file=""))
    for departure in old:
        departure.kept_file.delete(save=False)
        departure.save(update_fields=["kept_file"])
    return {"worked_on": len(done), "kept_files_deleted": len(old), "exports_expired": forget_expired()}


def _locked(departure: Departure, state: DepartureState) -> Departure:
    found = Departure.objects.select_for_update().get(pk=departure.pk)
    if found.state != state:
        raise DepartureError(_("By now it is otherwise: %s.") % found.get_state_display())
    return found
