from django.db import migrations, models

from portal.core.czech import fold

BATCH = 1000


def fill(apps, schema_editor):
    services = apps.get_model("services_directory", "Service").objects.order_by("pk")
    batch = []
    for service in services.only("name", "operator_name", "operator_ico").iterator(chunk_size=BATCH):
        service.search_text = fold(f"{service.name} {service.operator_name} {service.operator_ico}")
        batch.append(service)
        if len(batch) == BATCH:
            services.bulk_update(batch, ["search_text"])
            batch = []
    services.bulk_update(batch, ["search_text"])


class Migration(migrations.Migration):
    dependencies = [
        ("services_directory", "0004_import_runs"),
    ]

    operations = [
        migrations.AddField(
            model_name="service",
            name="search_text",
            field=models.TextField(default="", editable=False),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
