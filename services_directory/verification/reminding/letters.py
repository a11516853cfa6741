"""The letters of reminders: a provider's with links that confirm, the centre's and the Union's with lists (F3, F4)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Site

from portal.core.templatetags.portal import cs_date
from portal.core.validators import format_phone, format_psc
from portal.tenancy.models import Association, Union

from ...detail import access_facts, address_of
from ...enums import Audience, ContactKind
from ...hours.panels import in_words
from ...models import ProviderAsk, Service
from ..asking.asks import links_of, make_ask
from ..dates import months_by_site
from ..phoning.queue import check_in_words, days_in_words, with_reasons
from .due import Reminder
from .recipients import good

LANGUAGE = "cs"
"""Providers, centres and the Union are written to in Czech."""
DETAILED = 5
"""So many entries of a provider are shown whole; of more the name and the link."""
LISTED = 50
"""So many lines has a list; the queue has the rest."""


@dataclass(frozen=True)
class Letter:
    """What goes to the outbox; `site` is the association's that writes, None for the Union."""

    subject: str
    text: str
    html: str
    site: Site | None
    reply_to: str = ""


@dataclass(frozen=True)
class Asked:
    """One entry in a provider's letter: what is published now, by when to answer, and the link."""

    name: str
    place: str
    facts: list[tuple[str, list[str]]]
    due_on: date
    is_late: bool
    url: str


@dataclass(frozen=True)
class Line:
    """One entry in a list: where it is edited, and how it stands."""

    name: str
    place: str
    url: str
    days: str
    why: list[str]


def provider_letter(
    association: Association, address: str, reminders: Sequence[Reminder], *, again: bool, today: date
) -> Letter:
    """Ask the provider at `address` about these entries; makes the links. `again`: it isn't the first time."""
    with translation.override(LANGUAGE):
        services = _services([reminder.service_id for reminder in reminders])
        asks = [
            make_ask(service=services[reminder.service_id], recipient=address, due_on=reminder.due_on)
            for reminder in reminders
        ]
        links = links_of(asks)
        entries = [
            Asked(
                services[reminder.service_id].name,
                services[reminder.service_id].municipality.name,
                _facts(services[reminder.service_id]) if number < DETAILED else [],
                reminder.due_on,
                reminder.due_on < today,
                links[ask.pk],
            )
            for number, (reminder, ask) in enumerate(zip(reminders, asks, strict=True))
        ]
        context = {
            "entries": entries,
            "is_one_day": len({entry.due_on for entry in entries}) == 1,
            "valid_until": min(_last_whole_day(ask) for ask in asks),
            "months": months_by_site([association.site_id])[association.site_id],
        }
        return _letter(
            "provider", _provider_subject(entries, again), context, association, good(association.answers_to)
        )


def centre_letter(
    role: Audience, association: Association, reminders: Sequence[Reminder], *, without_provider: bool, today: date
) -> Letter:
    """Tell the keeper or a manager what is to be verified; `without_provider`: who can't be asked by mail is there."""
    with translation.override(LANGUAGE):
        root = association.site.root_url
        lines = _lines(reminders, root, today, role=role)
        late = [line for line, is_late in lines if is_late]
        count = len({reminder.service_id for reminder in reminders})
        overdue = len({reminder.service_id for reminder in reminders if reminder.due_on < today})
        context = {
            "late": late,
            "soon": [line for line, is_late in lines if not is_late],
            "others": count - len(lines),
            "without_provider": without_provider,
            "url": f"{root}{reverse('verification_queue:index')}",
        }
        return _letter(str(role), _centre_subject(role, count, overdue), context, association)


def union_letter(union: Union, reminders: Sequence[Reminder], *, today: date) -> Letter:
    """Tell the Union what its associations have left undone."""
    with translation.override(LANGUAGE):
        root = union.site.root_url
        lines = _lines(reminders, root, today, role=Audience.UNION)
        count = len({reminder.service_id for reminder in reminders})
        subject = ngettext(
            "%(count)d entry has been overdue for weeks", "%(count)d entries have been overdue for weeks", count
        )
        context = {
            "late": [line for line, _is_late in lines],
            "others": count - len(lines),
            "url": f"{root}{reverse('shares:climbed')}",
        }
        return _letter("union", subject % {"count": count}, context, union)


def _provider_subject(entries: Sequence[Asked], again: bool) -> str:
    if len(entries) == 1:
        text = _("Reminder: is this still right? %(name)s") if again else _("Is this still right? %(name)s")
        return text % {"name": entries[0].name}
    text = (
        ngettext(
            "Reminder: is what we say about your %(count)d service still right?",
            "Reminder: is what we say about your %(count)d services still right?",
            len(entries),
        )
        if again
        else ngettext(
            "Is what we say about your %(count)d service still right?",
            "Is what we say about your %(count)d services still right?",
            len(entries),
        )
    )
    return text % {"count": len(entries)}


def _centre_subject(role: Audience, count: int, overdue: int) -> str:
    if role is Audience.MANAGER:
        text = ngettext("%(count)d entry is left unverified", "%(count)d entries are left unverified", count)
        return text % {"count": count}
    if overdue:
        text = ngettext(
            "%(count)d entry is overdue for verifying", "%(count)d entries are overdue for verifying", overdue
        )
        return text % {"count": overdue}
    text = ngettext("%(count)d entry is to be verified", "%(count)d entries are to be verified", count)
    return text % {"count": count}


def _services(ids: Sequence[int]) -> dict[int, Service]:
    found = Service.objects.filter(pk__in=ids).select_related("kind", "municipality", "site__root_page")
    return {service.pk: service for service in found.prefetch_related("contacts")}


def _facts(service: Service) -> list[tuple[str, list[str]]]:
    """What the public reads of `service`, as label and lines; never an internal contact (D2)."""
    contacts = [contact for contact in service.contacts.all() if not contact.is_internal]
    address = address_of(service)
    town = " ".join(part for part in (format_psc(address.psc), address.town) if part)
    rows = [(_("Address"), [", ".join(part for part in (address.street, town) if part)])]
    for kind in ContactKind:
        of_kind = [contact for contact in contacts if contact.kind == kind]
        if of_kind:
            rows.append((capfirst(str(kind.label)), [_contact(contact) for contact in of_kind]))
    hours = in_words(service.opening_hours) if service.opening_hours else []
    if service.hours_note:
        hours.append(service.hours_note)
    rows.append((_("Opening hours"), hours or [_("not known yet")]))
    known, _unknown = access_facts(service)
    rows += [(fact.label, [fact.value]) for fact in known]
    return rows


def _contact(contact: Any) -> str:
    value = format_phone(contact.value) if contact.kind == ContactKind.PHONE else contact.value
    return f"{value} ({contact.label})" if contact.label else str(value)


def _last_whole_day(ask: ProviderAsk) -> date:
    return timezone.localdate(ask.expires_at - timedelta(days=1))


def _lines(reminders: Sequence[Reminder], root: str, today: date, *, role: Audience) -> list[tuple[Line, bool]]:
    """The first `LISTED` entries, the longest overdue first, each with whether its day has passed."""
    ids = list(dict.fromkeys(reminder.service_id for reminder in reminders))[:LISTED]
    services = Service.objects.filter(pk__in=ids).select_related("municipality", "site__association")
    found = {service.pk: service for service in with_reasons(services)}
    return [(_line(found[pk], root, today, role), found[pk].verify_by < today) for pk in ids]


def _line(service: Any, root: str, today: date, role: Audience) -> Line:
    why = []
    if role is Audience.KEEPER:
        # Addresses and people's words stay with those who keep the entry.
        why += [check_in_words(check) for check in service.open_checks]
    if service.waiting:
        why.append(_("the provider proposed changes"))
    if service.verified_on is None:
        why.append(_("never verified"))
    place = service.municipality.name
    if role is Audience.UNION:
        place = f"{place}, {service.site.association.short_name}"
    days = days_in_words(service.verify_by, today)
    edit = reverse(service.snippet_viewset.get_url_name("edit"), args=[service.pk])
    return Line(service.name, place, f"{root}{edit}", f"{days} ({cs_date(service.verify_by)})", why)


def _letter(
    template: str, subject: str, context: dict[str, Any], sender: Association | Union, reply_to: str = ""
) -> Letter:
    key = "association" if isinstance(sender, Association) else "union"
    shown = {**context, "subject": subject, key: sender}
    return Letter(
        subject,
        # Parts of a template that say nothing leave their lines behind.
        re.sub(r"\n{3,}", "\n\n", render_to_string(f"emails/services_directory/reminder_{template}.txt", shown)),
        render_to_string(f"emails/services_directory/reminder_{template}.html", shown),
        sender.site if isinstance(sender, Association) else None,
        reply_to,
    )
