"""Mailings for tests: started by a manager, their recipients gathered."""

from itertools import count
from typing import Any

from django.contrib.auth import get_user_model

from newsletters.mailing.gathering import gather
from newsletters.mailing.starting import start
from newsletters.models import Mailing, Subscriber
from portal.tenancy.models import Association
from portal.tenancy.roles import Role
from tests.newsletters.factories import make_issue
from tests.newsletters.subscribers.factories import make_many_subscribers
from tests.tenancy.factories import make_user

_numbers = count(1)


def make_mailing(association: Association, *, readers: int = 3, issue: Any = None) -> Mailing:
    """A mailing of `issue` (of a new one) to so many new readers, or to the subscribers there are; none is sent yet."""
    if not Subscriber.objects.for_association(association).exists():
        make_many_subscribers(association, readers)
    return start_mailing(association, issue=issue)


def start_only(association: Association, *, issue: Any = None) -> Mailing:
    """A mailing to the subscribers there are, which are not gathered yet."""
    return start(issue=issue or make_issue(association, next(_numbers)), user=_sender_of(association))


def start_mailing(association: Association, *, issue: Any = None) -> Mailing:
    """The same, gathered."""
    mailing = start_only(association, issue=issue)
    while gather(mailing):
        pass
    mailing.refresh_from_db()
    return mailing


def _sender_of(association: Association) -> Any:
    """A manager beside the one of the fixtures."""
    name = f"{association.slug}-rozesila"
    return get_user_model().objects.filter(username=name).first() or make_user(Role.MANAGER, association, name)
