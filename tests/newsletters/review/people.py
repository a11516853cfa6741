"""People and moments of the review for tests."""

import itertools
from datetime import timedelta
from typing import Any

from django.utils import timezone

from newsletters.models import NewsletterIssuePage
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association, LiaisonExpert
from portal.tenancy.roles import Role
from tests.tenancy.absences.days import away
from tests.tenancy.factories import make_user

_numbers = itertools.count(1)


def make_expert(*, user: Any = None, **fields: Any) -> LiaisonExpert:
    """An expert of the Union's; with an account if `user` is given."""
    number = next(_numbers)
    email = user.email if user is not None else f"expert-{number}@example.org"
    return LiaisonExpert.objects.create(**{"name": f"Expertka {number}", "email": email, "user": user, **fields})


def give(association: Association, expert: LiaisonExpert | None, deputy: LiaisonExpert | None = None) -> None:
    """Who reads the association's newsletters from now on."""
    association.liaison_expert, association.liaison_deputy = expert, deputy
    association.save()


def another_reviewer(name: str = "druhy-hodnotitel") -> Any:
    return make_user(Role.UNION_REVIEWER, username=name)


def change(issue: NewsletterIssuePage, user: Any, title: str = "Jinak řečeno") -> NewsletterIssuePage:
    """`user` saves a revision that says something else."""
    draft = issue.get_latest_revision_as_object()
    draft.title = title
    draft.save_revision(user=user)
    issue.refresh_from_db()
    return issue


def letters(what: str) -> list[OutboxMessage]:
    """The letters about ``newsletters.<what>``, in the order they were written."""
    return list(OutboxMessage.objects.filter(event__startswith=f"newsletters.{what}:").order_by("pk"))


def readers(what: str) -> list[str]:
    return [message.recipient for message in letters(what)]


def away_today(user: Any, deputy: Any) -> None:
    today = timezone.localdate()
    away(user, deputy, today, today + timedelta(days=2))
