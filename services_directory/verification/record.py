"""Writing a verification down: the only way `Service.verified_on` moves (F1), each a line of the log for good (F8)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portal.tenancy import versions

from ..enums import VERIFYING, Result
from ..models import EntryCheck, Service, Verification
from .dates import months_by_site, verify_by


@transaction.atomic
def record_verification(
    *,
    service: Service,
    method: str,
    result: str = Result.CONFIRMED,
    on: date | None = None,
    user: Any = None,
    told_by: str = "",
    changes: Sequence[dict[str, Any]] = (),
    note: str = "",
) -> Verification:
    """Note that what we say about `service` was checked with its provider on `on` (today in Prague).

    `method` is of `Method`, `result` of `Result`; `changes` are the corrected fields (see `Verification`). A result
    of `VERIFYING` moves `verified_on` (unless a later day is noted) and settles what asked for a check; an attempt in
    vain is only noted. Raises ValidationError for a day in the future, Service.DoesNotExist if it has been deleted.
    """
    day = on or timezone.localdate()
    if day > timezone.localdate():
        raise ValidationError({"on": _("A verification can't lie in the future.")})
    # Two people may verify at once, and somebody may move it to another association: what the row says now decides.
    stored: Service = Service.objects.select_for_update().only(*READ).get(pk=service.pk)
    line = Verification.objects.create(
        site_id=stored.site_id,
        uid=service.uid,
        name=service.name,
        on=day,
        method=method,
        result=result,
        recorded_by=name_of(user),
        told_by=told_by[:150],
        changes=list(changes),
        note=note[:500],
    )
    log(
        instance=service,
        action="services_directory.verify",
        user=user,
        data={"on": day.isoformat(), "method": str(method), "result": str(result), "by": told_by},
    )
    if result in VERIFYING:
        _settle(service, stored, day, str(method))
    return line


READ = ("site_id", "verified_on", "verified_how")


def name_of(user: Any) -> str:
    """The name under which a person stands in the log; "" for nobody."""
    return (user.get_full_name() or user.get_username())[:150] if user is not None else ""


def _settle(service: Service, stored: Service, day: date, method: str) -> None:
    open_checks = EntryCheck.objects.filter(service=stored, settled_at=None)
    open_checks.filter(noted_at__date__lte=day).update(settled_at=timezone.now())
    left = open_checks.first()
    if stored.verified_on is None or day >= stored.verified_on:
        stored.verified_on, stored.verified_how = day, method
    stored.check_since = timezone.localdate(left.noted_at) if left else None
    stored.verify_by = verify_by(stored, months_by_site([stored.site_id])[stored.site_id])
    stored.changed_at = timezone.now()
    values = {name: getattr(stored, name) for name in WRITTEN}
    Service.objects.filter(pk=service.pk).update(**values)
    versions.touch(stored.site_id, of=(Service,))
    for name, value in values.items():
        setattr(service, name, value)


WRITTEN = ("verified_on", "verified_how", "verify_by", "check_since", "changed_at")
