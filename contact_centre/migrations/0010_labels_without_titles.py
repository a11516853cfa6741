"""What the log calls activities stored before now: by their number, as it does from now on, not by their title (A5)."""

from django.db import migrations
from django.db.models import BigIntegerField, OuterRef, Subquery
from django.db.models.functions import Cast, Coalesce


def number_labels(apps, schema_editor):
    kind = apps.get_model("contenttypes", "ContentType").objects.filter(app_label="contact_centre", model="activity")
    entries = apps.get_model("wagtailcore", "ModelLogEntry").objects.filter(content_type__in=kind)
    activities = apps.get_model("contact_centre", "Activity").objects
    number = activities.filter(pk=Cast(OuterRef("object_id"), BigIntegerField())).values("reference")
    entries.update(label=Coalesce(Subquery(number), "object_id"))


class Migration(migrations.Migration):
    dependencies = [("contact_centre", "0009_sums_over_all_centres"), ("contenttypes", "0002_remove_content_type_name")]

    operations = [migrations.RunPython(number_labels, migrations.RunPython.noop)]
