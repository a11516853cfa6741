"""Many activities recorded at once, all or none (A2)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry, Site

from ..closing.activities import finish
from ..models import Activity, Project
from .opening import open_activity

ENDING = ("closed_on", "output", "output_description")
IN_LOG = "sheet"
"""Where the log keeps the token of the sheet an activity was recorded on."""


class RowsRefused(Exception):
    """Some rows can't be recorded, so none was; `errors` holds a ValidationError by the row's place, from 0."""

    def __init__(self, errors: dict[int, ValidationError]) -> None:
        super().__init__(f"{len(errors)} rows refused")
        self.errors = errors


@transaction.atomic
def record_activities(*, site: Site, rows: Sequence[Mapping[str, Any]], user: Any, token: str = "") -> list[Activity]:
    """Record an activity for each of `rows` and return them in that order: all, or none.

    A row holds what `open_activity` takes; with any of `ENDING` the activity is closed at once (ACT-3). A `token`
    with which this user recorded something already gives back those activities and records nothing. Raises
    RowsRefused with the errors of every row.
    """
    if token:
        # Two sendings of one sheet come one after the other.
        get_user_model()._default_manager.select_for_update(no_key=True).get(pk=user.pk)
        if recorded := _recorded_with(token, user):
            return recorded
    # Projects before numbers, in the order of their keys, as everybody who opens an activity takes them.
    projects = {row["project"].pk for row in rows if row.get("project") is not None}
    list(Project.objects.select_for_update().filter(pk__in=projects).order_by("pk"))
    recorded, errors = [], {}
    for place, row in enumerate(rows):
        try:
            with transaction.atomic():
                recorded.append(_record(site, row, user, token))
        except ValidationError as error:
            errors[place] = error
    if errors:
        raise RowsRefused(errors)
    return recorded


def _record(site: Site, row: Mapping[str, Any], user: Any, token: str) -> Activity:
    values = {name: value for name, value in row.items() if name not in ENDING}
    ending = {name: row.get(name) for name in ENDING}
    closes = any(ending.values())
    if closes and row["handled_by"].opinion_required:
        message = _("A written opinion has to be attached first: leave the end empty here and close it later.")
        raise ValidationError({"handled_by": message})
    activity = open_activity(site=site, user=user, log_data={IN_LOG: token} if token else None, **values)
    if not closes:
        return activity
    if ending["closed_on"] is None:
        raise ValidationError({"closed_on": _("Write when it ended, or leave the output empty too.")})
    description = ending["output_description"] or ""
    return finish(activity, output=ending["output"], description=description, closed_on=ending["closed_on"], user=user)


def _recorded_with(token: str, user: Any) -> list[Activity]:
    opened = ModelLogEntry.objects.filter(user=user, action="contact_centre.open", data__sheet=token)
    keys = [int(key) for key in opened.values_list("object_id", flat=True)]
    return list(Activity.objects.filter(pk__in=keys).order_by("pk"))
