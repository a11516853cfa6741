"""When what a site's public pages show has changed: one number per site in the database, raised after commit.

Whoever keeps something that was read for a site (`portal.tenancy.frame`, `portal.tenancy.kept_pages`) keeps the version
with it and asks for the present one before using it again. The number is raised after the commit, so that nobody waits
for a lock and nobody keeps what was read before the change under the number of after it. In this process the change
counts at once: a transaction sees what it wrote itself.

Which models' rows stand on public pages, and on whose, says `portal.tenancy.watched`; what is written past their
signals is noticed by `portal.tenancy.written`. Whatever else a page shows: call `touch`.
"""

import threading
from collections.abc import Callable
from functools import partial
from itertools import count

from django.db import IntegrityError, models, transaction
from django.db.models import Exists, F, Q, Sum

from .models import PublicVersion, Union

EVERYWHERE = None
"""In place of a site: the change concerns all of them."""

type Version = tuple[int, int, int]
type Reader = Callable[[int], int]

_changes = count(1)
_here: dict[int | None, int] = {}
_latest = [0]


class _Mine(threading.local):
    """What this thread has said: the number of its last touch, and through which its sites have been raised."""

    def __init__(self) -> None:
        self.last = 0
        self.raised: dict[int | None, int] = {}


_mine = _Mine()
_reader: list[Reader] = []


def current(site_id: int) -> Version:
    """The version of the site's public pages now; equal versions mean that nothing they share has changed.

    Behind the page cache (`answer_from`) it is at most a second old and costs no query.
    """
    number = _reader[-1](site_id) if _reader else _in_database(site_id)
    return number, *here(site_id)


def answer_from(reader: Reader | None) -> None:
    """Let `reader` (from a site to its number) answer in place of a query of its own each time; None for no more."""
    _reader[:] = [reader] if reader is not None else []


def here(site_id: int) -> tuple[int, int]:
    """The part of the version that counts what changed in this process; no query."""
    return _here.get(site_id, 0), _here.get(EVERYWHERE, 0)


def anywhere_here() -> int:
    """What changed in this process on any site; no query."""
    return _latest[0]


def touch(*sites: int | None, of: tuple[type[models.Model], ...] = ()) -> None:
    """Say that something changed which the public pages of these sites (by their ids) show.

    `of` names models whose rows the caller has written past their signals (``update``, ``bulk_create``) and for which
    it says with this call all there is to say; without it such writing counts for every site.
    """
    from .written import answered_for

    answered_for(of)
    for site in dict.fromkeys(sites):
        number = _mine.last = _count_here(site)
        transaction.on_commit(partial(_raise, site, number))


def _raise(site: int | None, number: int) -> None:
    """Once for all that this thread's transaction has said of the site."""
    if _mine.raised.get(site, 0) >= number:
        return
    _mine.raised[site] = _mine.last
    row = PublicVersion.objects.filter(site=site)
    if not row.update(number=F("number") + 1):
        try:
            with transaction.atomic():
                PublicVersion.objects.create(site_id=site, number=1)
        except IntegrityError:
            # Another process was first; or the site is gone, and nobody asks for it any more.
            row.update(number=F("number") + 1)
    # What another thread read between the touch and the commit.
    _count_here(site)


def _count_here(site: int | None) -> int:
    number = _here[site] = _latest[0] = next(_changes)
    return number


def _in_database(site_id: int) -> int:
    # The Union's site shows what all the others do.
    is_the_unions = Exists(Union.objects.filter(site=site_id))
    rows = PublicVersion.objects.filter(Q(site=site_id) | Q(site=None) | Q(is_the_unions))
    total: int | None = rows.aggregate(total=Sum("number"))["total"]
    return total or 0


def connect() -> None:
    """Watch every model of the kernel that public pages show; called once, when the app is ready."""
    from . import public_facts, watched, written

    watched.connect()
    written.connect()
    public_facts.register()
