"""Drawing activities whose quality is asked about: by chance, and the same again by the same seed (TGT-6)."""

import random
import secrets
from collections import defaultdict
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portal.programme.models import MonitoringPeriod

from ..models import Activity, QualityCheck, QualitySample

MOST = 20
"""Activities of one centre in a sample (as the model says)."""
SEEDS = 1_000_000_000
"""A seed is short enough to be read out."""


@transaction.atomic
def draw_sample(*, period: MonitoringPeriod, per_centre: int, user: Any, seed: int | None = None) -> QualitySample:
    """Draw up to `per_centre` closed activities of `period` from each centre, those that served a municipality.

    The same `seed` draws the same ones as long as the same are closed; without one it is chosen by chance. Raises
    ValidationError (at ``per_centre``) for a number out of range, and if there is nothing to draw from.
    """
    if not 1 <= per_centre <= MOST:
        text = _("Choose a number from %(lowest)s to %(highest)s.") % {"lowest": 1, "highest": MOST}
        raise ValidationError({"per_centre": text})
    offered = _offered(period)
    if not offered:
        raise ValidationError(_("No closed activity of this period served a municipality, so nobody can be asked."))
    seed = secrets.randbelow(SEEDS) if seed is None else seed
    sample = QualitySample.objects.create(period=period, per_centre=per_centre, seed=seed, drawn_by=user)
    QualityCheck.objects.bulk_create(
        QualityCheck(sample=sample, site_id=site_id, activity_id=pk)
        for site_id, pks in sorted(offered.items())
        for pk in _drawn(pks, per_centre, seed, site_id)
    )
    data = {"period": period.pk, "per_centre": per_centre, "seed": seed}
    log(sample, "contact_centre.draw_sample", user=user, data=data)
    return sample


def _offered(period: MonitoringPeriod) -> dict[int, list[int]]:
    """What may be drawn of each site, in an order that doesn't depend on the database."""
    served = Activity.municipalities.through.objects.filter(activity=OuterRef("pk"))
    rows = Activity.objects.counted(period.starts_on, period.ends_on).filter(Exists(served))
    found: defaultdict[int, list[int]] = defaultdict(list)
    for site_id, pk in rows.order_by("pk").values_list("site", "pk"):
        found[site_id].append(pk)
    return dict(found)


def _drawn(pks: list[int], number: int, seed: int, site_id: int) -> list[int]:
    """Each site has a chance of its own: what one centre closes doesn't change what is drawn of another."""
    chance = random.Random(f"{seed}:{site_id}")  # noqa: S311 - to be drawn again, not to be kept secret
    return sorted(chance.sample(pks, min(number, len(pks))))
