"""The log of looks: who saw what of a citizen's data, and when (R9; GDPR art. 5(2), accountability)."""

from typing import Any

import structlog
from django.db import DatabaseError, transaction

from portal.tenancy.audit import looks as audit
from portal.tenancy.audit.actions import EXPORTED, LOOKED

from ..enums import Look
from ..models import CitizenRequest, DataAccess

logger = structlog.get_logger(__name__)


def note_look(
    *, request: CitizenRequest, user: Any, what: Look, detail: str = "", name: str = "", key: str = ""
) -> None:
    """Write one line: `user` is about to see `what` of the data of `request`. Call it once per look, before the answer.

    Who looks without an account, by a link, has a `name` and a `key` instead of a `user`. `detail` says which file
    (its number, never what the citizen called it) or which list: the line outlives the citizen's data. Nothing is
    locked, so that two people may look at once. When the line can't be written the look isn't refused: the same
    goes to the log of the server as an error.
    """
    if user is not None:
        name, key = user.get_full_name() or user.get_username(), str(user.pk)
    try:
        with transaction.atomic():
            DataAccess.objects.create(
                site_id=request.site_id,
                reference=request.reference,
                what=what,
                detail=detail[:200],
                user_name=name[:150],
                user_key=key[:40],
            )
            audit.note_look(
                model=CitizenRequest,
                user=user,
                key=str(request.pk),
                site_id=request.site_id,
                action=EXPORTED if what == Look.EXPORT else LOOKED,
            )
    except DatabaseError as error:
        reason = type(error).__name__
        logger.error("look_not_noted", request=request.reference, what=what.value, user=key, reason=reason)
