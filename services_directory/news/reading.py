"""What the directory has to tell since a moment: new, changed and closed services, or all of them."""

from datetime import date, datetime, time
from typing import Any

from django.db.models import Min, Prefetch, Q
from django.utils import timezone
from wagtail.models import Site

from portal.core.czech import sort_key
from portal.core.validators import format_psc

from ..detail import address_of
from ..enums import ContactKind
from ..models import Presence, Service, ServiceContact, ServiceKind
from ..printing.hours import hours_in_words
from ..querysets import public_contacts
from .history import changed_topics

Entry = dict[str, Any]
News = dict[str, list[Entry]]
NOT_TOLD = ("internal_note",)


def service_news(*, site: Site, since: date | None) -> News:
    """What an issue of a newsletter tells of the public services of `site`, in the active language, as plain JSON.

    `new`, `changed` and `closed` since that day (from its first moment on) or moment; with None `all` of them, by
    field and Czech alphabet. Only what the public may see. Each entry has `name`, `kind`, `field`, `municipality`,
    `address`, `phone`, `email`, `web` and `url` (from the root of the site); what changed has `topics`
    (`topics.TOPICS`), with new `hours` if they are among them, what is closed `closed_on` and `successor`. The number
    of queries doesn't grow with the number of services.
    """
    told = _Telling(site)
    if since is None:
        return {"new": [], "changed": [], "closed": [], "all": told.in_groups(told.public())}
    moment = since if isinstance(since, datetime) else timezone.make_aware(datetime.combine(since, time.min))
    new = told.new(moment)
    fresh = {service.pk for service in new}
    older = [service for service in told.public().filter(changed_at__gte=moment) if service.pk not in fresh]
    topics = changed_topics(older, moment, told.kinds)
    changed = [told.changed(service, topics[service.pk]) for service in older if service.pk in topics]
    return {"new": told.in_groups(new), "changed": changed, "closed": told.closed(moment), "all": []}


class _Telling:
    """Entries of one site, with what all of them need read once."""

    def __init__(self, site: Site) -> None:
        # The sections of other pages count services by the actions this is one of.
        from ..sections import directory_page

        self.site = site
        self.kinds = {kind.pk: kind for kind in ServiceKind.objects.all()}
        page = directory_page(site)
        self.root = page.full_url.removeprefix(site.root_url) if page else ""

    def public(self) -> Any:
        """The services the public may find, in Czech order."""
        return self._with_all(Service.objects.for_site(self.site).published())

    def _with_all(self, services: Any) -> Any:
        contacts = public_contacts(ServiceContact.objects.all())
        return (
            services.in_czech_order()
            .select_related("municipality")
            .prefetch_related(Prefetch("contacts", queryset=contacts), "parts", "served")
            .defer(*NOT_TOLD)
        )

    def new(self, moment: datetime) -> list[Service]:
        """Public now, and never before `moment` public in this association.

        Presence knows days only; on the very day of `moment` the moment of the first publication decides.
        """
        day = timezone.localdate(moment)
        spells = Presence.objects.filter(site=self.site).values("uid").annotate(first=Min("since")).order_by()
        first = dict(spells.filter(first__gte=day).values_list("uid", "first"))
        young = self.public().filter(Q(changed_at__gte=moment) | Q(first_published_at__gte=moment))
        found = []
        for service in young:
            begun = first.get(service.uid)
            published = service.first_published_at
            if begun is not None and (begun > day or (published is not None and published >= moment)):
                found.append(service)
        return found

    def closed(self, moment: datetime) -> list[Entry]:
        """Closed since the day of `moment`, or to be closed on a day that is known; they still have their page."""
        day = timezone.localdate(moment)
        closed = Service.objects.for_site(self.site).addressable().filter(closed_on__gte=day)
        entries = []
        for service in self._with_all(closed.select_related("successor")):
            other = service.successor
            is_told = other is not None and other.live and other.site_id == self.site.pk
            successor = {"name": other.name, "url": self._url(other)} if is_told else None
            entries.append(self.entry(service) | {"closed_on": service.closed_on.isoformat(), "successor": successor})
        return entries

    def changed(self, service: Service, topics: list[str]) -> Entry:
        more: Entry = {"topics": topics}
        if "hours" in topics:
            more["hours"] = [*hours_in_words(service.opening_hours).week, service.hours_note]
        return self.entry(service) | more

    def in_groups(self, services: Any) -> list[Entry]:
        """Entries by field, the fields in Czech order, inside one as they came."""
        return sorted((self.entry(service) for service in services), key=lambda entry: sort_key(entry["field"]))

    def entry(self, service: Service) -> Entry:
        kind = self.kinds[service.kind_id]
        contacts = list(service.contacts.all())

        def first(sort: ContactKind) -> str:
            return next((contact.value for contact in contacts if contact.kind == sort), "")

        return {
            "name": service.name,
            "kind": kind.label,
            "field": self.kinds.get(kind.parent_id or kind.pk, kind).label_plural,
            "municipality": service.municipality.name,
            "address": self._address(service),
            "phone": first(ContactKind.PHONE),
            "email": first(ContactKind.EMAIL),
            "web": first(ContactKind.WEB),
            "url": self._url(service),
        }

    def _address(self, service: Service) -> str:
        address = address_of(service)
        return ", ".join(filter(None, [address.street, f"{format_psc(address.psc)} {address.town}".strip()]))

    def _url(self, service: Service) -> str:
        return f"{self.root}{service.slug}/" if self.root else ""
