"""The demonstration's requests and activities, made by the same actions as real ones."""

from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from portal.tenancy.models import Association, Municipality, StaffMember

from .actions import change_activity, close_activity, open_activity, submit_request
from .closing.activities import end
from .closing.mayors import mayor_of
from .closing.words import MayorWord, give_word
from .demo_stories import at, load_answers, load_stories, moment, moved, read
from .enums import ActivityStatus, InformedBy, RequestStatus
from .life import move, worked_on
from .models import (
    Activity,
    ActivityArea,
    ActivityOutput,
    ActivitySubarea,
    ActivityTrigger,
    CitizenRequest,
    Handler,
    RequestCategory,
)

START, END = time(9), time(15)
"""When the work of a day begins and ends."""


def load_demo(association: Association) -> None:
    """Load the association's requests and activities; what is there already stays as it is."""
    data = read("requests.json").get(association.slug)
    if data is None:
        return
    requests = {row["key"]: row for row in data["requests"]}
    present = set(Activity.objects.for_association(association).values_list("title", flat=True))
    for row in data["activities"]:
        if row["title"] not in present:
            _load_activity(association, row, requests.get(row["request"]))
    load_answers(association)
    load_stories(association)


def _load_activity(association: Association, row: dict[str, Any], request: dict[str, Any] | None) -> None:
    municipalities = Municipality.objects.filter(pk__in=row["municipalities"])
    started_on = moved(row["started_on"])
    values = {
        "title": row["title"],
        "started_on": started_on,
        "trigger": ActivityTrigger.objects.get(code=row["trigger"]),
        "area": ActivityArea.objects.get(code=row["area"]),
        "subarea": ActivitySubarea.objects.get(code=row["subarea"]),
        "description": row["description"],
        "specification": row.get("specification", ""),
        "handled_by": Handler.objects.get(code=row["handled_by"]),
        "is_expert_advice": row["is_expert_advice"],
        "municipalities": municipalities,
    }
    values["responsible"] = _responsible(association, row["handled_by"])
    status = ActivityStatus(row["status"])
    if status != ActivityStatus.CLOSED:
        values["status"] = status
    stored = None if request is None else _submit(association, request)
    with at(_on(started_on, START)):
        if stored is None:
            activity = open_activity(site=association.site, **values)
        else:
            activity = change_activity(activity=Activity.objects.get(request=stored), **values)
    if status == ActivityStatus.CLOSED:
        ended_on = moved(row["ended_on"])
        ending = {
            "output": ActivityOutput.objects.get(code=row["output"]),
            "output_description": row["output_description"],
            "closed_on": ended_on,
        }
        with at(_on(ended_on, END)):
            if stored is None:
                close_activity(activity=activity, **ending)
            else:
                _close(stored, row, ending)


def _on(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour))


def _close(request: CitizenRequest, row: dict[str, Any], ending: dict[str, Any]) -> None:
    """The request ends as its activity did, on the day the file says, without a letter."""
    told_on = moved(row["mayor_informed_on"]) if row["mayor_informed_on"] else None
    handed_over = ending["output"].code == ActivityOutput.HANDED_OVER
    if told_on is None:
        word = MayorWord.not_told("Podání převzala přímo obec.")
    else:
        mandate = mayor_of(request.municipality, told_on)
        name = mandate.person_name if mandate else request.municipality.name
        word = MayorWord.told(by=InformedBy.PHONE, on=told_on, person_name=name)
    current = worked_on(request)
    give_word(request=current, word=word, user=None)
    end(current, ending["output"], ending["output_description"], ending["closed_on"], None)
    move(current, RequestStatus.HANDED_OVER if handed_over else RequestStatus.RESOLVED)


def _responsible(association: Association, handler: str) -> StaffMember | None:
    """The person who follows the matter: the specialist what is hers, the manager everything else."""
    people = list(StaffMember.objects.for_association(association)[:2])
    return people[-1 if handler == "css_development" else 0] if people else None


def _submit(association: Association, row: dict[str, Any]) -> CitizenRequest:
    received_at = moment(row["received_at"])
    with at(received_at):
        return submit_request(
            association=association,
            municipality=Municipality.objects.get(pk=row["municipality"]),
            kind=row["kind"],
            category=RequestCategory.objects.get(code=row["category"]),
            text=row["text"],
            name=row["author_name"],
            email=row["email"],
            phone=row["phone"],
            received_at=received_at,
            submission_token=f"demo:{row['key']}",
            notify=False,
        )
