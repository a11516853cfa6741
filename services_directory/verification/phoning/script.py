"""What is said on the phone: a greeting, why we call, and each published fact as a question to be read aloud."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.core.templatetags.portal import cs_date, phone, psc
from portal.tenancy.models import Association, StaffMember

from ...detail import access_facts, address_of, served_names
from ...enums import ContactKind, Scope
from ...hours import Mode, Schedule, Span, from_osm, week_table, words
from ...hours.schedule import SHORTEST_RANGE, runs_of
from ...models import Service, ServiceContact
from ..record import name_of


@dataclass(frozen=True)
class Question:
    """One question with the facts as they are published, a line each."""

    text: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Number:
    """A number to dial; an internal one is for the association only."""

    value: str
    label: str
    is_internal: bool


def greeting(association: Association, user: Any) -> str:
    """Who calls: by the name under which the centre's people stand on its site, else by the account's."""
    member = StaffMember.objects.filter(user=user).first()
    said = _("Good day, this is %(person)s from %(centre)s.")
    return said % {"person": member.name if member else name_of(user), "centre": association.name}


def why_we_call(service: Service) -> str:
    """Why we call, and when we asked last."""
    why = _("We publish details of “%(service)s” for people of our villages and ask twice a year whether they hold.")
    last = (
        _("Last time we asked on %(day)s.") % {"day": cs_date(service.verified_on)}
        if service.verified_on
        else _("We haven't asked you yet.")
    )
    return " ".join((why % {"service": service.name}, last, _("Have you got two minutes?")))


def farewell() -> str:
    return _("Thank you. We will note that all this holds as of today. Whom may I thank?")


def numbers_to_dial(service: Service) -> list[Number]:
    """The phones of `service`, public ones first."""
    contacts = [contact for contact in service.contacts.all() if contact.kind == ContactKind.PHONE]
    contacts.sort(key=lambda contact: contact.is_internal)
    return [Number(contact.value, contact.label, contact.is_internal) for contact in contacts]


def other_ways(service: Service) -> list[ServiceContact]:
    """E-mail addresses and websites of `service`, for one whose phone we don't know."""
    return [contact for contact in service.contacts.all() if contact.kind != ContactKind.PHONE]


def questions(service: Service) -> list[Question]:
    """Every published fact as a question, in the order in which one asks on the phone."""
    asked = [
        Question(_("Is the name “%(name)s” still right?") % {"name": service.name}),
        _asked_operator(service),
        Question(_("Do people find you at this address?"), (_spoken_address(service),)),
        _asked_hours(service),
        _asked_contacts(service),
    ]
    if service.subject:
        asked.append(Question(_("Do we say rightly what people get from you?"), (service.subject,)))
    asked.append(Question(_("Can somebody in a wheelchair get to you? We say:"), tuple(_spoken_access(service))))
    asked.append(Question(_("Whom are you for? We say:"), (spoken_scope(service),)))
    return asked


def _spoken_address(service: Service) -> str:
    address = address_of(service)
    town = f"{psc(address.psc)} {address.town}".strip()
    return f"{address.street}, {town}" if address.street else town


def _asked_operator(service: Service) -> Question:
    if not service.operator_name:
        return Question(_("Who runs you? We don't know yet."))
    return Question(_("Are you still run by %(operator)s?") % {"operator": service.operator_name})


def _asked_hours(service: Service) -> Question:
    lines = spoken_hours(service)
    if not lines:
        return Question(_("When are you open? We don't know yet."))
    return Question(_("Are you open like this?"), tuple(lines))


def _asked_contacts(service: Service) -> Question:
    lines = _spoken_contacts(service)
    if not lines:
        return Question(_("How do people reach you? We don't know yet."))
    return Question(_("Do these contacts hold?"), tuple(lines))


def _spoken_contacts(service: Service) -> list[str]:
    shown = [contact for contact in service.contacts.all() if not contact.is_internal]
    order = list(ContactKind)
    shown.sort(key=lambda contact: order.index(ContactKind(contact.kind)))
    return [_spoken_contact(contact) for contact in shown]


def _spoken_contact(contact: ServiceContact) -> str:
    value = phone(contact.value) if contact.kind == ContactKind.PHONE else contact.value
    kind = capfirst(str(ContactKind(contact.kind).label))
    return f"{kind}: {value}" + (f" ({contact.label})" if contact.label else "")


def _spoken_access(service: Service) -> list[str]:
    known, unknown = access_facts(service)
    lines = [f"{fact.label}: {fact.value}" for fact in known]
    if service.barrier_free_note:
        lines.insert(1, service.barrier_free_note)
    if unknown:
        lines.append(_("We don't know yet: %(facts)s") % {"facts": ", ".join(name.lower() for name in unknown)})
    return lines


def spoken_scope(service: Service) -> str:
    """The municipalities by name where there are few, else the scope in words."""
    if served := served_names(service):
        return ", ".join(served)
    return service.municipality.name if service.scope == Scope.MUNICIPALITY else capfirst(service.get_scope_display())


def spoken_hours(service: Service) -> list[str]:
    """The week as one says it, public holidays, exceptions to come; this week's days where no schedule holds it all."""
    schedule = from_osm(service.opening_hours)
    if schedule is None:
        lines = _spoken_days_of_this_week(service.opening_hours)
    else:
        coming = schedule.from_day(timezone.localdate())
        lines = spoken_week(schedule)
        lines += [line for line in [words.holiday_line(schedule)] if line and lines]
        lines += [words.dated_line(dated) for dated in coming.dated]
    return [*lines, service.hours_note] if service.hours_note else lines


def spoken_week(schedule: Schedule) -> list[str]:
    """ "Monday to Friday from 8:00 to 12:00 and from 13:00 to 16:30", days with the same times together."""
    groups: dict[tuple[Span, ...], list[int]] = {}
    for weekday, spans in enumerate(schedule.week):
        if spans:
            groups.setdefault(spans, []).append(weekday)
    joined = _(" and ")
    return [
        capfirst(f"{_spoken_days(days)} {joined.join(_spoken_span(span) for span in spans)}")
        for spans, days in groups.items()
    ]


def _spoken_span(span: Span) -> str:
    if span.is_whole_day:
        return words.span_text(span)
    said = _("from %(start)s to %(end)s") % {"start": words.clock(span.starts), "end": words.clock(span.ends)}
    return said if span.mode is Mode.OPEN else f"{said} ({words.mode_text(span.mode)})"


def _day_names() -> list[str]:
    # Within a sentence Czech writes them small.
    return [name.lower() for name in words.day_names()] if get_language() == "cs" else words.day_names()


def _spoken_days(days: list[int]) -> str:
    names = _day_names()
    said = []
    for run in runs_of(days):
        if len(run) >= SHORTEST_RANGE:
            said.append(_("%(first)s to %(last)s") % {"first": names[run[0]], "last": names[run[-1]]})
        else:
            said += [names[day] for day in run]
    return ", ".join(said)


def _spoken_days_of_this_week(text: str) -> list[str]:
    names = _day_names()
    return [
        capfirst(f"{names[day.day.weekday()]} {', '.join(interval.times for interval in day.intervals)}")
        for day in week_table(text)
        if day.intervals
    ]
