"""What was submitted, decided and sent is never changed or deleted, not even by hand (V1, N6)."""

from django.db import migrations

from portal.core.append_only import protect, unprotect

TABLES = (
    "newsletters_reviewround",
    "newsletters_reviewdecision",
    "newsletters_roundcomment",
    "newsletters_issuesending",
)


class Migration(migrations.Migration):
    dependencies = [("newsletters", "0002_review_by_the_union")]

    operations = [migrations.RunPython(protect(table), unprotect(table)) for table in TABLES]
