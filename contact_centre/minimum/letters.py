"""The letter that tells every centre of a new minimum (TGT-2)."""

from datetime import date

from django.contrib.auth import get_user_model
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.core.templatetags.portal import cs_date
from portal.jobs.outbox import enqueue_new
from portal.programme.models import Threshold
from portal.tenancy.absences.duty import duty_on
from portal.tenancy.models import Association, Union

from ..plain_letters import CZECH, plain_letter

CHANGED = "minimum_changed"
"""What events of mail begin with."""


def tell_centres(row: Threshold, *, before: int, deadline: date) -> None:
    """Write to the managers of every centre that runs then (to their deputies, else to the centre's address).

    Once to each address; a number that is set anew is a fact of its own, so everybody is told again.
    """
    union = Union.objects.select_related("site").get()
    event = f"{CHANGED}:{row.pk}:{timezone.now():%Y%m%d%H%M%S%f}"
    names = {"value": int(row.value), "before": before, "day": cs_date(row.valid_from)}
    with override(CZECH):
        subject = _("From %(day)s the minimum is %(value)s activities in a period") % names
        text = _(
            "The Union changes the minimum of closed activities in a monitoring period from %(before)s to %(value)s, "
            "from %(day)s on. Periods that end before keep the earlier one."
        )
        letters = [
            plain_letter(
                event=event,
                recipient=address,
                subject=subject,
                sender=union,
                paragraphs=[text % names],
                url=f"{association.site.root_url}{reverse('targets:index')}",
                label=_("Show our targets"),
                why=_("You get this message because you manage the centre of %(centre)s.")
                % {"centre": association.short_name},
            )
            for address, association in _readers(row.valid_from).items()
        ]
    enqueue_new(letters)


def _readers(day: date) -> dict[str, Association]:
    """Whom to write to, and whose centre they get it for, in few queries for all centres."""
    runs = Q(centre_until__isnull=True) | Q(centre_until__gte=day)
    centres = Association.objects.filter(runs, centre_since__lte=day).select_related("site").order_by("pk")
    people = get_user_model()._default_manager.filter(is_active=True, groups__in=centres.values("manager_group"))
    managers: dict[int, list[str]] = {}
    for group, email in people.annotate(of=F("groups")).order_by("pk").values_list("of", "email"):
        managers.setdefault(group, []).append(email)
    duty = duty_on()
    found: dict[str, Association] = {}
    for association in centres:
        emails = [email for email in managers.get(association.manager_group_id, []) if email]
        for address in duty.addresses(emails) or (association.email,):
            if address:
                found.setdefault(address, association)
    return found
