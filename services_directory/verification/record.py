"""Writing a verification down: the only way `Service.verified_on` moves (F1), each a line of the log for good (F8)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

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
    vain is only noted. Raises ValidationError for a day in the future.
    """
    day = on or timezone.localdate()
    if day > timezone.localdate():
        raise ValidationError({"on": _("A verification can't lie in the future.")})
    line = Verification.objects.create(
        site_id=service.site_id,
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
        _settle(service, day, str(method))
    return line


def name_of(user: Any) -> str:
    """The name under which a person stands in the log; "" for nobody."""
    return (user.get_full_name() or user.get_username())[:150] if user is not None else ""


def _settle(service: Service, day: date, method: str) -> None:
    # Two people may verify at once: what the row says now decides.
    stored = Service.objects.select_for_update().only("verified_on", "first_published_at").get(pk=service.pk)
    EntryCheck.objects.filter(service=service, settled_at=None, noted_at__date__lte=day).update(
        settled_at=timezone.now()
    )
    left = EntryCheck.objects.filter(service=service, settled_at=None).first()
    service.check_since = timezone.localdate(left.noted_at) if left else None
    if stored.verified_on is None or day >= stored.verified_on:
        service.verified_on, service.verified_how = day, method
    else:
        service.verified_on = stored.verified_on
    service.verify_by = verify_by(service, months_by_site([service.site_id])[service.site_id])
    service.changed_at = timezone.now()
    names = ("check_since", "verified_on", "verify_by", "changed_at")
    values = {name: getattr(service, name) for name in names}
    if service.verified_on == day:
        values["verified_how"] = method
    Service.objects.filter(pk=service.pk).update(**values)
