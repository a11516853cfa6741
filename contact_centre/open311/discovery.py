"""Where the interface is, in which formats, and how one gets a key."""

from datetime import datetime, time

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from portal.core.validators import format_phone
from portal.tenancy.models import Association, Membership

from ..models import RequestCategory
from .answers import MEDIA_TYPES, Answer
from .published import w3c

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
ROOT = "/open311/v2"


def discovery(association: Association) -> Answer:
    """The standard's discovery document of the association's site."""
    changeset = w3c(_changed_at(association))
    contact = ", ".join(filter(None, (association.name, association.email, format_phone(association.phone))))
    content = {
        "changeset": changeset,
        "contact": contact,
        "key_service": _("The centre makes a key for your app: %(contact)s") % {"contact": contact},
        "endpoints": [
            {
                "specification": SPECIFICATION,
                "url": f"{association.site.root_url}{ROOT}",
                "changeset": changeset,
                "type": "test" if settings.DEMO else "production",
                "formats": list(MEDIA_TYPES.values()),
            }
        ],
    }
    return Answer("discovery", content)


def _changed_at(association: Association) -> datetime:
    """When what apps keep last changed: the services, the members, who to ask."""
    today = timezone.localdate()
    moments = [
        entry.timestamp
        for model in (RequestCategory, Association)
        if (entry := _entries(model, association).order_by("-timestamp").first()) is not None
    ]
    members = Membership.objects.filter(association=association).values_list("joined_on", "left_on")
    retired = RequestCategory.objects.values_list("retired_on", flat=True)
    days = [day for row in members for day in row] + list(retired)
    past = [day for day in days if day is not None and day <= today]
    moments += [timezone.make_aware(datetime.combine(max(past), time()))] if past else []
    return max(moments, default=timezone.make_aware(datetime.combine(today, time())))


def _entries(model: type, association: Association) -> "QuerySet[ModelLogEntry]":
    entries = ModelLogEntry.objects.filter(content_type=ContentType.objects.get_for_model(model))
    return entries if model is RequestCategory else entries.filter(object_id=str(association.pk))
