"""Booklets that are finished: kept in private storage, one file per municipality and language, until they age.

A booklet ages with the day printed on it and with any change of what it shows: the association's services
(`changed_at`), the kinds, and what the site's pages share (names, contacts, emblem).
"""

from hashlib import sha256

from django.core.cache import cache
from django.db.models import Count, Max

from portal.core.kept_pdfs import KeptPdf
from portal.core.pdf import one_at_a_time
from portal.programme.publicity.notices import publicity_facts

from ..models import Service, ServiceKind
from .booklet import Edition, booklet_pdf, stylesheet

FOLDER = "booklets"
WHOLE = "all"
ORDERED_AT_MOST = 600
"""Seconds after which the worker is asked again for a booklet that it has not made."""
LARGEST_AT_ONCE = 150
"""Services of a booklet made while one waits, some four seconds' work; a larger one is made by the worker."""
PRINTED_OF_ASSOCIATION = (
    "name",
    "short_name",
    "phone",
    "email",
    "office_hours",
    "emblem_id",
    "seat_street",
    "seat_psc",
    "seat_town",
)
ORDERED = "services_directory.booklet"


def finished(wanted: Edition) -> bytes | None:
    """The booklet as it would be made now, if it is kept already."""
    return _kept(wanted).read()


def is_large(wanted: Edition) -> bool:
    """Whether making it takes longer than somebody should wait for a page."""
    return bool(wanted.services().count() > LARGEST_AT_ONCE)


def order(wanted: Edition) -> None:
    """Have the worker make it, once however many ask."""
    from .tasks import make_booklet

    if cache.add(f"{ORDERED}.{_kept(wanted).path}", 1, timeout=ORDERED_AT_MOST):
        make_booklet.enqueue(wanted.association.site_id, wanted.municipality_code, wanted.language)


def make(wanted: Edition) -> bytes | None:
    """Make and keep the booklet; None if the machine is setting other pages right now. Raises PdfUnavailable."""
    return one_at_a_time(lambda: make_anyway(wanted))


def make_anyway(wanted: Edition) -> bytes:
    """Make and keep the booklet unless it is kept already, and throw away its older editions."""
    return _kept(wanted).read_or_make(lambda: booklet_pdf(wanted))


def _kept(wanted: Edition) -> KeptPdf:
    prefix = f"{wanted.municipality_code or WHOLE}-{wanted.language}-"
    return KeptPdf(f"{FOLDER}/{wanted.association.site_id}", prefix, _version(wanted))


def _version(wanted: Edition) -> str:
    """A name for the contents: equal as long as the booklet would say the same."""
    services = Service.objects.for_association(wanted.association).published()
    state = [found.aggregate(count=Count("pk"), changed=Max("changed_at")) for found in (services, ServiceKind.objects)]
    shown = [getattr(wanted.association, name) for name in PRINTED_OF_ASSOCIATION]
    shown += [wanted.association.site.root_url, wanted.municipality.name if wanted.municipality else ""]
    publicity = publicity_facts(wanted.association.site, wanted.printed_on)
    facts = (wanted.printed_on, state, shown, publicity, stylesheet())
    return sha256(repr(facts).encode()).hexdigest()[:20]
