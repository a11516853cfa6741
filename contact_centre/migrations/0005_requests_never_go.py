"""A citizen's request is never deleted, not even by hand: its activity would stand alone (A1, CIT-4)."""

from django.db import migrations

from portal.core.append_only import protect, unprotect

TABLE, EVENTS = "contact_centre_citizenrequest", ("DELETE",)


class Migration(migrations.Migration):
    dependencies = [("contact_centre", "0004_request_rules")]

    operations = [migrations.RunPython(protect(TABLE, EVENTS), unprotect(TABLE, EVENTS))]
