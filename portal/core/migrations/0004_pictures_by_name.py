from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0003_documents_in_private_storage"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="portalimage",
            index=models.Index(fields=["file"], name="image_by_file"),
        ),
        migrations.AddIndex(
            model_name="portalrendition",
            index=models.Index(fields=["file"], name="rendition_by_file"),
        ),
    ]
