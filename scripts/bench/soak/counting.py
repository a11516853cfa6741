"""Whether everything the portal said yes to is in the database, once."""

from __future__ import annotations

from collections import Counter
from typing import Any

from bench.soak.ledger import Balance, Ledger, balance


def balances(ledger: Ledger) -> list[Balance]:
    """Requests, their files, and what editors published."""
    from contact_centre.models import CitizenRequest, RequestAttachment

    texts = CitizenRequest.objects.filter(channel="web").values_list("text", flat=True)
    with_files = RequestAttachment.objects.values_list("request__text", flat=True)
    return [
        balance("citizens' requests", ledger.promised["request"], texts),
        balance("their files", ledger.promised["file"], with_files),
        _publications(ledger),
    ]


def _publications(ledger: Ledger) -> Balance:
    """Each accepted text is one revision of its service, the last of them what is published."""
    from wagtail.models import Revision

    from services_directory.models import Service

    promised, found = [], []
    for name, texts in ledger.promised.items():
        if not name.startswith("service "):
            continue
        service = Service.objects.get(pk=name.removeprefix("service "))
        revisions: Any = Revision.objects.for_instance(service)
        written = Counter(revision.content["subject"] for revision in revisions)
        promised += texts
        found += [text for text in texts for _ in range(written[text])]
        # What readers see is the last one that was accepted.
        promised.append(f"live {texts[-1]}")
        found.append(f"live {service.subject}")
    return balance("texts published by managers", promised, found)


def failed_tasks() -> list[str]:
    """Background tasks that ended with an error, in words."""
    from django_tasks_db.models import DBTaskResult

    failed = DBTaskResult.objects.filter(status="FAILED").values_list("task_path", flat=True)
    return [f"{count} × task {path} failed" for path, count in Counter(failed).items()]
