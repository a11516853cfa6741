"""Putting accepted values on an entry: on the public one at once, into a waiting draft without publishing it (F6).

Whoever has a draft open keeps everything else in it; the accepted value is in it too, so that publishing the draft
later doesn't bring the old one back.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from wagtail.models import Revision

from ...models import Service
from ..asking.field_kinds import WordsFact
from ..asking.fields import FIELDS

END = "closed_on"
"""The one fact that has an action of its own: a closed service keeps its page and its drafts."""


@transaction.atomic
def write_values(*, service: Service, values: Mapping[str, Any], user: Any = None) -> None:
    """Put `values` (of `FIELDS`, by key) on `service` together, by one new published revision.

    Drafts that wait or are scheduled are corrected in these facts only and go on waiting. What isn't public is
    corrected as a draft. Raises ValidationError for what publishing doesn't allow (D1), and nothing is changed.
    """
    from ...actions import close_service, reopen_service

    # What is a message to a person isn't written anywhere.
    facts = {key: value for key, value in values.items() if key != END and not isinstance(FIELDS[key], WordsFact)}
    if facts:
        stored = Service.objects.select_for_update().get(pk=service.pk)
        if stored.live:
            _write_public(stored, facts, user)
        else:
            _write_draft(stored, facts, user)
    if END in values:
        stored = Service.objects.get(pk=service.pk)
        if values[END]:
            close_service(service=stored, on=date.fromisoformat(values[END]), successor=stored.successor, user=user)
        else:
            reopen_service(service=stored, user=user)
    service.refresh_from_db()


def _write_public(stored: Service, facts: Mapping[str, Any], user: Any) -> None:
    draft = stored.latest_revision if stored.has_unpublished_changes else None
    # Publishing takes every schedule back; these were not decided on.
    schedules = dict(
        stored.revisions.filter(approved_go_live_at__isnull=False).values_list("pk", "approved_go_live_at")
    )
    _put(stored, facts)
    stored.save_revision(user=user, clean=False).publish(user=user)
    for revision in Revision.objects.filter(pk__in=schedules):
        if draft is None or revision.pk != draft.pk:
            corrected = revision.as_object()
            _put(corrected, facts, checked=False)
            revision.content, revision.approved_go_live_at = corrected.serializable_data(), schedules[revision.pk]
            revision.save(update_fields=["content", "approved_go_live_at"])
    if draft is not None:
        waiting = Revision.objects.get(pk=draft.pk).as_object()
        _put(waiting, facts, checked=False)
        waiting.save_revision(user=draft.user, approved_go_live_at=schedules.get(draft.pk), clean=False)


def _write_draft(stored: Service, facts: Mapping[str, Any], user: Any) -> None:
    draft = stored.get_latest_revision_as_object()
    _put(draft, facts)
    draft.save()
    if stored.latest_revision_id:
        draft.save_revision(user=user, clean=False)


def _put(service: Service, facts: Mapping[str, Any], *, checked: bool = True) -> None:
    """Write `facts` onto `service` in memory; what they changed must hold, old untidiness elsewhere is left alone."""
    before = {field.attname: getattr(service, field.attname) for field in service._meta.concrete_fields}
    for key, value in facts.items():
        FIELDS[key].write(service, value)
    if checked:
        fields = service._meta.concrete_fields
        same = {field.name for field in fields if before[field.attname] == getattr(service, field.attname)}
        service.clean_fields(exclude=same)
        service.validate_constraints(exclude=same)
