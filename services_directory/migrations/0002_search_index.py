"""The full-text index beside the search entries, kept by the database itself."""

from django.db import migrations

from services_directory.search.schema import install, remove


class Migration(migrations.Migration):
    dependencies = [("services_directory", "0001_initial")]

    operations = [migrations.RunPython(install, remove, elidable=False)]
