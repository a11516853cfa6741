"""The spells of one service are found without reading everybody's."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("services_directory", "0012_checks_of_web_addresses")]

    operations = [
        migrations.AddIndex(
            model_name="presence",
            index=models.Index(fields=["uid"], name="presence_of_a_service"),
        ),
    ]
