"""What requests stored before now say about their closing, so that the rules of the next migration hold."""

from datetime import datetime, time

from django.db import migrations
from django.utils import timezone

CLOSED = ("resolved", "handed_over", "declined", "duplicate")
NOT_RECORDED = "Neuvedeno: uzavřeno dříve, než se důvod zapisoval."


def note_closings(apps, schema_editor):
    CitizenRequest = apps.get_model("contact_centre", "CitizenRequest")
    for request in CitizenRequest.objects.select_related("activity").iterator():
        request.changed_at = request.received_at
        if request.status in CLOSED:
            day = request.activity.closed_on or timezone.localdate()
            request.closed_at = request.changed_at = timezone.make_aware(datetime.combine(day, time(12)))
            if request.mayor_informed_on is None:
                request.mayor_not_informed_because = NOT_RECORDED
            if request.status == "duplicate":
                # No one has written down what it repeats.
                request.status = "declined"
        request.save()


class Migration(migrations.Migration):
    dependencies = [("contact_centre", "0002_requests_to_the_mayor")]

    operations = [migrations.RunPython(note_closings, migrations.RunPython.noop)]
