"""What subscribing starts with: the topics, and the first wording of the consent."""

import json
from pathlib import Path

from portal.tenancy.models import Association, Union

from ..models import ConsentWording, SubscriptionTopic

DATA = Path(__file__).parents[1] / "data" / "subscriptions.json"
NEWSLETTER, CORRECTIONS = "newsletter", "corrections"
"""Codes of the topics newsletters mail themselves."""


def prepare_subscriptions(_owner: Union | Association | None = None) -> None:
    """Make what is missing; what the Union changed stays as it is."""
    data = json.loads(DATA.read_text(encoding="utf-8"))
    present = set(SubscriptionTopic.objects.values_list("code", flat=True))
    SubscriptionTopic.objects.bulk_create(
        SubscriptionTopic(**row) for row in data["topics"] if row["code"] not in present
    )
    if not ConsentWording.objects.exists():
        ConsentWording.objects.bulk_create(ConsentWording(**row) for row in data["wordings"])
