"""Letters of meetings that came back: marked at the invitation, for the manager's desk (MTG-3)."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Value
from django.db.models.functions import Lower
from django.utils import timezone, translation

from portal.jobs.bounces import Bounce
from portal.jobs.models import OutboxMessage

from ..models import Invitation
from .invite_letters import event_prefix
from .letters import PREFIX

FOLLOWERS = f"{PREFIX}follow"
"""How the events of letters to those who follow meetings begin; they are nobody's invitation."""
STILL = timedelta(days=1)
"""So long after its beginning a meeting is still one somebody should be rung up about."""


def note_bounce(bounce: Bounce) -> None:
    """Mark the invitations of the address at the association whose letter it was, of meetings that aren't over."""
    message = bounce.message
    if not isinstance(message, OutboxMessage) or not bounce.event.startswith(PREFIX) or not bounce.recipient:
        return
    if bounce.event.startswith(FOLLOWERS):
        return
    # A mail service asks in a language of its own.
    with translation.override(settings.LANGUAGE_CODE):
        problem = bounce.in_words[:400]
    rows = Invitation.objects.filter(site=message.site_id).alias(address=Lower("email"))
    rows = rows.filter(address=Lower(Value(bounce.recipient)))
    if bounce.event.startswith(event_prefix()):
        rows.filter(message_id=message.message_id).update(problem=problem, returned_at=timezone.now())
    if bounce.permanent:
        ahead = rows.filter(meeting__starts_at__gt=timezone.now() - STILL)
        ahead.filter(problem="").update(problem=problem)
