"""What the register of activities and the histories may have taken over from a request: taken out again (R9).

The activity of a request holds no personal data by itself, but people write into it. Its texts stay, for they
say what came of the work; names and contacts of who sent the request go.
"""

import re
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import ModelLogEntry

from ..enums import ChangeKind, Channel, HandOverState, InformedBy, RequestKind, RequestStatus
from ..history import note
from ..models import Activity, CitizenRequest
from ..models.history import WORDS
from ..persons import LEFT_OUT

TEXTS = ("title", "description", "output_description", "specification", "reopened_because")
CODES = {*RequestStatus.values, *RequestKind.values, *Channel.values, *InformedBy.values, *HandOverState.values}
KEPT_KEYS = frozenset({"repeats"})
"""Of the data of a history: the number of another request."""


def take_out_of_activity(request: CitizenRequest, marks: re.Pattern[str]) -> None:
    """Take `marks` out of the activity of `request` and of its history. The request's row is locked already."""
    activity = Activity.objects.select_for_update().filter(pk=request.activity_id).first()
    if activity is None:
        return
    before = [getattr(activity, name) for name in TEXTS]
    for name in TEXTS:
        setattr(activity, name, marks.sub(LEFT_OUT, getattr(activity, name)))
    if before != [getattr(activity, name) for name in TEXTS]:
        activity.save(update_fields=list(TEXTS))
        with override("cs"):
            note(activity, ChangeKind.CHANGED, user=None, reason=_("Data of who sent the request were taken out."))
    told = [line.pk for line in activity.changes.all() if any(marks.search(getattr(line, word)) for word in WORDS)]
    activity.changes.filter(pk__in=told).wipe_words()
    for entry in _history(activity):
        label, data = marks.sub(LEFT_OUT, entry.label), _each_text(entry.data, lambda text: marks.sub(LEFT_OUT, text))
        _rewrite(entry, label, data)


def wipe_history(request: CitizenRequest) -> None:
    """Leave only states, days and numbers in the history of `request`."""
    for entry in _history(request):
        _rewrite(entry, entry.label, _each_text(entry.data, _only_codes))


def _history(record: Any) -> Any:
    of_record = Q(content_type=ContentType.objects.get_for_model(record), object_id=str(record.pk))
    return ModelLogEntry.objects.filter(of_record)


def _rewrite(entry: ModelLogEntry, label: str, data: Any) -> None:
    if (label, data) != (entry.label, entry.data):
        ModelLogEntry.objects.filter(pk=entry.pk).update(label=label, data=data)


def _only_codes(text: str) -> str:
    try:
        is_day = parse_date(text) is not None
    except ValueError:
        is_day = False
    return text if is_day or not text or text in CODES else LEFT_OUT


def _each_text(value: Any, change: Any) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_each_text(one, change) for one in value]
    if isinstance(value, dict):
        return {key: one if key in KEPT_KEYS else _each_text(one, change) for key, one in value.items()}
    return value
