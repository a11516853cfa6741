"""The receiver's link: its address, and what it leads to now (R6). Reading it changes nothing."""

from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from django.utils import timezone
from wagtail.models import Locale, Site

from ..deadlines import status_page_days
from ..enums import HandOverState, RequestStatus
from ..models import ContactPage, HandOver, RequestAttachment

CZECH = "cs"


class Standing(Enum):
    """What a link leads to now."""

    OPEN = auto()
    """Nobody has answered: any of the three answers counts."""
    TAKEN = auto()
    """Taken over: what came of it may still be told."""
    ANSWERED = auto()
    ENDED = auto()
    """The time for answering, or for telling what came of it, went by."""
    WITHDRAWN = auto()


@dataclass(frozen=True)
class Found:
    """A link's hand-over and how it stands."""

    hand_over: HandOver
    standing: Standing

    @property
    def shows_matter(self) -> bool:
        """Whether the page says what the request is about: only while the receiver has something to do with it."""
        return self.standing in {Standing.OPEN, Standing.TAKEN}


def receiver_address(hand_over: HandOver, *, language: str = CZECH) -> str:
    """The whole address of the receiver's page; "" where the association has no contact page."""
    locale = Locale.objects.filter(language_code=language).first() or Locale.get_default()
    page = ContactPage.objects.of_site(hand_over.request.site, locale)
    return f"{page.full_url}{page.hand_over_path(hand_over.key)}" if page is not None else ""


def find(key: str, site: Site | None) -> Found | None:
    """What the link of this key leads to now at this site; None for a key we don't know there."""
    rows = HandOver.objects.select_related(
        "request__municipality", "request__category", "request__site", "request__activity__responsible"
    )
    hand_over = rows.filter(key=key, request__site=site).first()
    return Found(hand_over, standing(hand_over)) if hand_over is not None else None


def standing(hand_over: HandOver) -> Standing:
    """How `hand_over` stands now, with its request as it was read."""
    request = hand_over.request
    is_ours_again = request.status != RequestStatus.HANDED_OVER or request.anonymised_on is not None
    match hand_over.state:
        case HandOverState.WAITING:
            return Standing.WITHDRAWN if is_ours_again else Standing.OPEN
        case HandOverState.ACCEPTED if is_ours_again or request.hand_overs.filter(pk__gt=hand_over.pk).exists():
            # The citizen opened it again meanwhile.
            return Standing.ANSWERED
        case HandOverState.ACCEPTED:
            return Standing.TAKEN if timezone.localdate() <= solve_until(hand_over) else Standing.ENDED
        case HandOverState.SILENT:
            return Standing.ENDED
        case HandOverState.WITHDRAWN:
            return Standing.WITHDRAWN
    return Standing.ANSWERED


def solve_until(hand_over: HandOver) -> date:
    """The last day on which who took a request over may tell by the same link what came of it."""
    taken_on = timezone.localdate(hand_over.answered_at)
    return taken_on + status_page_days(taken_on)


def files_of(hand_over: HandOver) -> list[RequestAttachment]:
    """The files that were chosen to go with it."""
    return list(hand_over.attachments.all())
