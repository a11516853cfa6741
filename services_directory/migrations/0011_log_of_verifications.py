"""What was known before the log began goes into it, services get their last day for verifying, and the log is sealed."""

from django.db import migrations
from django.utils import timezone

from portal.core.append_only import protect, unprotect

TABLE = "services_directory_verification"
BATCH = 500
MONTHS = 6
"""DIR-3. Where an association or the Union sets another period, the next nightly run follows it."""


def _six_months_after(day):
    from dateutil.relativedelta import relativedelta

    return day + relativedelta(months=MONTHS)


def fill(apps, schema_editor):
    service_model = apps.get_model("services_directory", "Service")
    log = apps.get_model("services_directory", "Verification")
    presence = apps.get_model("services_directory", "Presence")
    today = timezone.localdate()
    batch = []
    for service in service_model.objects.order_by("pk").iterator(chunk_size=BATCH):
        batch.append(service)
        if len(batch) == BATCH:
            _fill(batch, service_model, log, presence, today)
            batch = []
    _fill(batch, service_model, log, presence, today)


def _fill(services, service_model, log, presence, today):
    lines, spells, changed = [], [], []
    for service in services:
        first = timezone.localdate(service.first_published_at) if service.first_published_at else None
        if service.verified_on:
            lines.append(
                log(site_id=service.site_id, uid=service.uid, name=service.name, on=service.verified_on,
                    method="earlier", result="confirmed")
            )  # fmt: skip
            service.verified_how = "earlier"
            service.verify_by = _six_months_after(service.verified_on)
        elif first:
            service.verify_by = _six_months_after(first)
        if service.verify_by:
            changed.append(service)
        # How long drafts of today were public nobody noted; those that are public have been since they first were.
        until = service.closed_on if service.closed_on and service.closed_on <= today else None
        if service.live and first and (until is None or until > first):
            spells.append(
                presence(uid=service.uid, site_id=service.site_id, municipality_id=service.municipality_id,
                         since=first, until=until)
            )  # fmt: skip
    log.objects.bulk_create(lines)
    presence.objects.bulk_create(spells)
    service_model.objects.bulk_update(changed, ["verified_how", "verify_by"])


class Migration(migrations.Migration):
    dependencies = [("services_directory", "0010_six_month_loop")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(protect(TABLE), unprotect(TABLE)),
    ]
