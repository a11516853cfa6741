"""The full-text index has the site of an entry; PostgreSQL is no longer offered another one."""

import django.db.models.deletion
from django.db import migrations, models

from services_directory.search.schema import install, remove


class Migration(migrations.Migration):
    dependencies = [
        ("services_directory", "0008_closing_days"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.AlterField(
            model_name="searchentry",
            name="site",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="wagtailcore.site"
            ),
        ),
        # SQLite rebuilds the table to alter it and loses the triggers that feed the full-text index.
        migrations.RunPython(install, remove),
    ]
