"""The mayor's word: what every closing says about the mayor, and the one mail it may send (CIT-5, R4, R5)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.tenancy.models import Mandate

from ..enums import InformedBy
from ..models import CitizenRequest, MayorNotice
from .letters import write_to_mayor
from .mayors import mayor_of


@dataclass(frozen=True)
class MayorWord:
    """One of: a mail from here, told in another way, or a reason why not. Make it by one of the four methods."""

    informed_by: InformedBy | None
    on: date | None = None
    person_name: str = ""
    note: str = ""
    reason: str = ""
    mandate: Mandate | None = None
    is_sent_here: bool = False

    @classmethod
    def by_mail(cls, mandate: Mandate | None = None) -> "MayorWord":
        """A letter to who is in office today. `mandate` is who the form showed: another one by now is refused."""
        return cls(InformedBy.MAIL, mandate=mandate, is_sent_here=True)

    @classmethod
    def by_other_letter(cls, mandate: Mandate) -> "MayorWord":
        """A letter that goes to `mandate` anyway tells it, so that no second one is written (hand-over)."""
        return cls(InformedBy.MAIL, mandate=mandate)

    @classmethod
    def told(cls, *, by: InformedBy, on: date, person_name: str, note: str = "") -> "MayorWord":
        """The centre told `person_name` itself, on a day that has come."""
        return cls(by, on=on, person_name=person_name.strip(), note=note.strip())

    @classmethod
    def not_told(cls, reason: str) -> "MayorWord":
        """Nobody was told, for a reason that stays with the request."""
        return cls(None, reason=reason.strip())

    def notice_values(self, user: Any) -> dict[str, Any]:
        """The fields of the notice that a checked word becomes."""
        return {
            "mandate": self.mandate,
            "person_name": self.person_name,
            "email": self.mandate.email if self.mandate else "",
            "informed_on": self.on,
            "informed_by": self.informed_by,
            "note": self.note,
            "recorded_by": user,
        }


def give_word(
    *, request: CitizenRequest, word: MayorWord, user: Any, template: str = "mayor", **context: Any
) -> MayorNotice | None:
    """Write `word` down for this closing of a locked `request`; call it before `life.move`, in its transaction.

    Sets the request's fields (`move` saves them), makes the notice and puts the one mail into the outbox;
    ``emails/contact_centre/<template>`` gets `context`. Returns the notice, None for a reason. Raises ValidationError
    at ``mayor`` (nobody in office, or somebody else than the form showed), ``mayor_on``, ``mayor_by``,
    ``mayor_person`` or ``mayor_reason``.
    """
    checked = check_word(request, word)
    request.mayor_informed_on, request.mayor_not_informed_because = checked.on, checked.reason
    if checked.informed_by is None:
        return None
    notice = MayorNotice.objects.create(request=request, closing=request.times_reopened, **checked.notice_values(user))
    if checked.is_sent_here:
        write_to_mayor(request=request, notice=notice, template=template, **context)
    return notice


def check_word(request: CitizenRequest, word: MayorWord) -> MayorWord:
    """The word with what it needs, on the day it is given. Raises ValidationError at the form's fields."""
    if word.informed_by is None:
        if not word.reason:
            raise ValidationError({"mayor_reason": _("Say why the mayor was not informed.")})
        return word
    if word.informed_by == InformedBy.MAIL:
        return _addressed(request, word)
    errors = {}
    today = timezone.localdate()
    if word.on is None or word.on > today:
        errors["mayor_on"] = _("Give a day that has come.")
    elif word.on < timezone.localdate(request.received_at):
        errors["mayor_on"] = _("The request came later than that.")
    if not word.person_name:
        errors["mayor_person"] = _("Say who was told.")
    if errors:
        raise ValidationError(errors)
    return word


def _addressed(request: CitizenRequest, word: MayorWord) -> MayorWord:
    """A mail goes to who is in office today, whatever the form or its sender thinks."""
    today = timezone.localdate()
    mandate = mayor_of(request.municipality, today)
    if word.mandate is not None and not word.is_sent_here:
        # Who gets another letter anyway need not be the first in rank, but must be in office.
        in_office = Mandate.objects.valid_on(today).filter(municipality=request.municipality)
        mandate = in_office.filter(pk=word.mandate.pk).first()
    if mandate is None:
        raise ValidationError(
            {"mayor": _("Nobody who can be written to is in office today: tell the mayor in another way or say why.")}
        )
    if word.mandate is not None and (word.mandate.pk, word.mandate.email) != (mandate.pk, mandate.email):
        raise ValidationError({"mayor": _("Somebody else is in office by now: look at the name and send again.")})
    return MayorWord(
        InformedBy.MAIL,
        on=today,
        person_name=mandate.person_name,
        mandate=mandate,
        is_sent_here=word.is_sent_here,
    )
