"""Lines of the register's history are never changed or deleted, not even by hand (A3); words of people can be wiped."""

from django.db import migrations

from portal.core.append_only import protect, unprotect

TABLE, WORDS = "contact_centre_activitychange", ("old", "new", "reason")


class Migration(migrations.Migration):
    dependencies = [("contact_centre", "0007_register_as_it_was")]

    operations = [migrations.RunPython(protect(TABLE, blankable=WORDS), unprotect(TABLE))]
