"""Documents move out of the folder of media: a proxy that gives that out would ask nobody who may have them."""

from django.core.files.storage import storages
from django.db import migrations, models

import portal.core.models.files


def move(apps, schema_editor, source="default", target="private"):
    """Each file from one storage to the other; one that was moved before, or is missing, is left alone."""
    documents = apps.get_model("core", "PortalDocument")._base_manager.using(schema_editor.connection.alias)
    for pk, name in documents.values_list("pk", "file"):
        if not name or not storages[source].exists(name):
            continue
        with storages[source].open(name) as content:
            kept = storages[target].save(name, content)
        documents.filter(pk=pk).update(file=kept)
        storages[source].delete(name)


def move_back(apps, schema_editor):
    move(apps, schema_editor, source="private", target="default")


class Migration(migrations.Migration):
    dependencies = [("core", "0002_counts_of_uses")]

    operations = [
        migrations.AlterField(
            model_name="portaldocument",
            name="file",
            field=models.FileField(
                storage=portal.core.models.files.document_storage, upload_to="documents", verbose_name="file"
            ),
        ),
        migrations.RunPython(move, move_back),
    ]
