"""Opening a site to the public, and taking it back."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from ..keeping.departing import is_union_admin, open_departure
from ..models import Association
from .lines import Line, progress

OPENED, PREPARED = "tenancy.site_opened", "tenancy.site_prepared"


class OpeningError(Exception):
    """What was asked can't be done now; the message says why, `missing` what is to be done first."""

    def __init__(self, message: str, missing: tuple[Line, ...] = ()) -> None:
        super().__init__(message)
        self.missing = missing


@transaction.atomic
def open_site(*, association: Association, by: Any) -> Association:
    """Show the association's site to everybody, from now on. Raises OpeningError while a required line is missing.

    A second call changes nothing.
    """
    found = _locked(association, by)
    if found.opened_at is not None:
        return found
    if open_departure(found):
        raise OpeningError(_("The association is leaving already."))
    missing = progress([found])[found.pk].missing
    if missing:
        raise OpeningError(_("The site can't be opened yet, something it needs is missing."), tuple(missing))
    found.opened_at = timezone.now()
    found.save(update_fields=["opened_at"])
    log(found, OPENED, user=by)
    return found


@transaction.atomic
def put_back(*, association: Association, by: Any) -> Association:
    """Hide the site again until it is opened anew: it was opened by mistake. A second call changes nothing."""
    found = _locked(association, by)
    if found.opened_at is None:
        return found
    found.opened_at = None
    found.save(update_fields=["opened_at"])
    log(found, PREPARED, user=by)
    return found


def _locked(association: Association, by: Any) -> Association:
    if not is_union_admin(by):
        raise OpeningError(_("Only an administrator of the Union may do this."))
    rows = Association.objects.select_for_update(of=("self",)).select_related("site")
    found: Association = rows.get(pk=association.pk)
    return found
