"""How fast the six-month loop is with 100,000 services and two years of its log, on SQLite and PostgreSQL.

    python scripts/bench verification [--associations 83] [--database sqlite|postgresql]

Times differ by machine: read the ratios to the bare count of the services made in the same run. "queries" are those
of one request in a warm process, "repeated" those made more than once with the same words.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from bench.content import verified, whole
from bench.content.words import NORMAL, Size
from bench.databases import on_each, refresh_statistics
from bench.timing import median_ms, queries_of

REPEATS = 5


def pages(association: Any) -> dict[str, str]:
    """What the Union looks at; the lists of one association are those its own people see."""
    from django.urls import reverse
    from django.utils import timezone

    queue, shares = reverse("verification_queue:index"), reverse("shares:index")
    past = (timezone.localdate() - timedelta(days=200)).isoformat()
    return {
        "frame of the admin": reverse("wagtailadmin_home"),
        "queue, one association": f"{queue}?association={association.pk}",
        "queue, all associations": queue,
        "queue, overdue ones": f"{queue}?list=overdue",
        "ranking": shares,
        "ranking of a past day": f"{shares}?day={past}",
        "municipalities": f"{reverse('shares:association')}?association={association.pk}",
        "municipalities, past day": f"{reverse('shares:association')}?association={association.pk}&day={past}",
        "climbed to the Union": reverse("shares:climbed"),
    }


def actions() -> dict[str, Callable[[], Any]]:
    from django.utils import timezone

    from services_directory.sections import verified_figure
    from services_directory.verification.nightly import verification_nightly
    from services_directory.verification.reminding.due import due_reminders
    from services_directory.verification.shares.charts import trend_days
    from services_directory.verification.shares.counting import share_on, trend

    today = timezone.localdate()
    return {
        "share of one day": lambda: share_on(today),
        "trend of 14 days": lambda: trend(trend_days(today)),
        "figure on the home page": verified_figure,
        "reminders: what is due": lambda: due_reminders(today),
        "nightly job": verification_nightly,
    }


def union_client() -> Any:
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Group
    from django.test import Client

    from portal.tenancy.roles import Role

    user = get_user_model().objects.create_user("bench")
    user.groups.add(Group.objects.get(name=str(Role.UNION_ADMIN)))
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    return client


def measure(count: int) -> None:
    """Everything, on the database that `databases.on_each` has prepared."""
    from services_directory.models import Service

    made = whole.fill(Size(count))
    verified.fill(made)
    refresh_statistics()
    client = union_client()
    base = median_ms(lambda: Service.objects.count(), repeats=REPEATS, warm=1)
    print(f"\n{'':28} {'ms':>8} {'ratio':>7} {'queries':>8} {'repeated':>9}")
    print(f"{'bare count of services':28} {base:8.1f} {1:7.1f} {1:8} {0:9}")

    def table_row(name: str, action: Callable[[], Any]) -> None:
        spent = median_ms(action, repeats=REPEATS, warm=1)
        total, repeated = queries_of(action)
        print(f"{name:28} {spent:8.1f} {spent / base:7.1f} {total:8} {repeated:9}", flush=True)

    for name, address in pages(made[len(made) // 2]).items():
        if (status := client.get(address).status_code) != 200:
            sys.exit(f"{address} answers {status}")
        table_row(name, lambda address=address: client.get(address).content)  # type: ignore[misc]
    for name, action in actions().items():
        table_row(name, action)


def main(arguments: list[str]) -> int:
    return on_each("verification", __doc__, arguments, associations=NORMAL.associations, measure=measure)
