"""Making an association with its people, all or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portal.tenancy.keeping.departing import is_union_admin
from portal.tenancy.models import Association, Union
from portal.tenancy.provisioning import provision_association

from .people import Person, add_people


@dataclass(frozen=True)
class Founding:
    """What an association begins with; `details` are further fields of `Association`."""

    ico: str
    name: str
    slug: str
    hostname: str
    port: int
    members: Sequence[str] = ()
    member_since: date | None = None
    people: Sequence[Person] = ()
    details: dict[str, Any] = field(default_factory=dict)


class AlreadyFounded(Exception):
    """Somebody has founded it; `association` is theirs."""

    def __init__(self, association: Association) -> None:
        super().__init__(str(association))
        self.association = association


def found(*, founding: Founding, by: Any) -> Association:
    """Make the association, in preparation, with accounts of its people; nothing is left of a mistake.

    Raises AlreadyFounded for an IČO that is here, ValidationError (by field) for what can't be, PermissionError for
    who may not.
    """
    if not is_union_admin(by):
        raise PermissionError(_("Only an administrator of the Union may do this."))
    try:
        return _found(founding, by)
    except IntegrityError as error:
        # Somebody was faster in what only one may have: an IČO, an address, an account.
        there = Association.objects.filter(ico=founding.ico).first()
        if there is not None:
            raise AlreadyFounded(there) from error
        raise ValidationError({"__all__": _("Somebody has just taken the address or an e-mail. Try again.")}) from error


@transaction.atomic
def _found(founding: Founding, by: Any) -> Association:
    # One after the other: whoever comes second finds what the first has made.
    Union.objects.select_for_update().get()
    there = Association.objects.filter(ico=founding.ico).first()
    if there is not None:
        raise AlreadyFounded(there)
    association = provision_association(
        ico=founding.ico,
        name=founding.name,
        slug=founding.slug,
        hostname=founding.hostname,
        port=founding.port,
        members=founding.members,
        member_since=founding.member_since,
        is_open=False,
        **founding.details,
    )
    log(association, "wagtail.create", user=by)
    add_people(association=association, people=founding.people, by=by)
    return association
