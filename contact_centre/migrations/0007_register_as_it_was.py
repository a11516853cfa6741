"""What activities and handlers stored before now say in the new fields."""

from django.db import migrations


def fill(apps, schema_editor):
    apps.get_model("contact_centre", "Activity").objects.filter(request__isnull=False).update(source="request")
    handlers = apps.get_model("contact_centre", "Handler").objects
    handlers.filter(code="expert").update(informs_union=True)
    handlers.filter(code="law_firm").update(uses_legal_hours=True)


class Migration(migrations.Migration):
    dependencies = [("contact_centre", "0006_register_that_proves")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
