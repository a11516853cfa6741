import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    """Who is here already is open: the default of this one statement is now, later sites begin in preparation."""

    dependencies = [("tenancy", "0007_appearance")]

    operations = [
        migrations.AddField(
            model_name="association",
            name="opened_at",
            field=models.DateTimeField(
                blank=True,
                default=django.utils.timezone.now,
                editable=False,
                null=True,
                verbose_name="open to the public since",
            ),
            preserve_default=False,
        ),
    ]
