"""The portal's addresses and `/bare/`, which after all middleware stores two rows and one task, and nothing else."""

from functools import cache
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from contact_centre.intake import guards
from contact_centre.models import Activity, CitizenRequest
from portal import urls
from portal.jobs.tasks import deliver_message

# The bench is one site that gets more in a minute than any real one in ten.
guards.PER_SITE = guards.MOST_PER_SITE = 1_000_000


@cache
def patterns() -> tuple[dict[str, Any], dict[str, Any]]:
    """Values of the first activity and the first request, read once."""
    rows: list[dict[str, Any]] = [
        dict(model._default_manager.values().earliest("pk")) for model in (Activity, CitizenRequest)
    ]
    for row in rows:
        del row["id"]
    return rows[0], rows[1]


def bare(request: HttpRequest) -> HttpResponse:
    """Copies of the first activity and the first request, and a task for a message that isn't there."""
    activity, stored = patterns()
    number = uuid4().hex[:20]
    with transaction.atomic():
        copy = Activity.objects.create(**{**activity, "reference": number})
        unique = {"reference": number, "submission_token": number, "status_token": number, "activity_id": copy.pk}
        CitizenRequest.objects.create(**{**stored, **unique})
        deliver_message.enqueue(0)
    return redirect("/")


urlpatterns = [path("bare/", bare), *urls.urlpatterns]
