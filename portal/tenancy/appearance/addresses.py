"""The address of a site: moved by the Union without a restart; the one before leads on for as long as it is kept.

Links in mail that is out and on paper hold the former address. Whoever reads there is led on (301); what is sent
there arrives: leaving a newsletter by one click must not meet a redirect (RFC 8058), and a form opened before the move
is not lost. Every change of a site's host is noted, also one made in Wagtail's own list of sites.
"""

import re
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models.signals import pre_save
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.request import split_domain_port, validate_host
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log
from wagtail.models import Site

from ..models import Association, Departure, FormerAddress
from ..models.departure import OPEN

NOBODYS = ".invalid"
"""Where the site of an association that leaves stands meanwhile (RFC 2606)."""
LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
LONGEST = 253
ADDRESS_ACTIONS = {
    "address_changed": (gettext_lazy("Change an address"), gettext_lazy("The site has another address")),
    "address_given_up": (gettext_lazy("Give up an address"), gettext_lazy("A former address leads here no more")),
}
READING = frozenset({"GET", "HEAD"})
LED_ON_FOR = 3600
"""Seconds for which browsers may keep that an address has moved: it may be given to somebody else one day."""


class AddressError(Exception):
    """What was asked can't be done now; the message says why."""


# --- Which hosts may be ----------------------------------------------------------------------------
def host_of(typed: str) -> str:
    """The host as browsers send it, however it was typed (``https://Svazek.cz/`` too).

    Raises ValidationError for what is no name of a host in the DNS.
    """
    text = typed.strip()
    host = urlsplit(text if "://" in text else f"//{text}").netloc if "/" in text else text
    host = host.lower().rstrip(".")
    try:
        host = host.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise ValidationError(_("This is no address of a website.")) from error
    labels = host.split(".")
    is_name = len(labels) > 1 and all(LABEL.fullmatch(label) for label in labels) and not labels[-1].isdigit()
    if not is_name or len(host) > LONGEST or host.endswith(NOBODYS):
        raise ValidationError(_("Write the address of a website as svazek.example.org, without a port and a path."))
    return host


def check_free(host: str, *, own: Site | None = None) -> None:
    """Raise ValidationError if `host` is, was or will be another site's, or the server wouldn't answer at it."""
    others = Site.objects.exclude(pk=own.pk) if own else Site.objects.all()
    if others.filter(hostname__iexact=host).exists():
        raise ValidationError(_("Another site has this address already."))
    former = FormerAddress.objects.exclude(site=own).filter(hostname=host).select_related("site").first()
    if former is not None:
        said = _("This address was %(name)s's and leads there still. Give it up there first.")
        raise ValidationError(said % {"name": former.site.site_name or former.site.hostname})
    leaving = Departure.objects.filter(hostname=host, state__in=OPEN)
    if leaving.exists():
        raise ValidationError(_("An association that is leaving has this address; it may still stay."))
    if settings.ALLOWED_HOSTS and not validate_host(host, settings.ALLOWED_HOSTS):
        raise ValidationError(_("The server is set to answer at other addresses only (ALLOWED_HOSTS)."))


# --- Moving ----------------------------------------------------------------------------------------
@transaction.atomic
def move_site(*, association: Association, hostname: str, by: Any) -> str:
    """Give the association's site another address; the one before leads on. Returns the host as it is now.

    Raises ValidationError for a host that can't be (`host_of`, `check_free`) and AddressError while the association
    is leaving.
    """
    site = Site.objects.select_for_update().get(pk=association.site_id)
    if site.hostname.endswith(NOBODYS):
        raise AddressError(_("The association is leaving, its site is closed."))
    host = host_of(hostname)
    check_free(host, own=site)
    before, site.hostname = site.hostname, host
    if host == before:
        return host
    try:
        with transaction.atomic():
            site.save()
    except IntegrityError as error:
        raise ValidationError(_("Another site has this address already.")) from error
    log(association, "tenancy.address_changed", user=by, data={"before": before, "now": host})
    return host


@transaction.atomic
def give_up(*, former: FormerAddress, by: Any) -> None:
    """Lead on from a former address no more; it is free for others then."""
    association = Association.objects.filter(site=former.site_id).first()
    log(association or former.site, "tenancy.address_given_up", user=by, data={"address": former.hostname})
    former.delete()


def _note_move(sender: Any, instance: Site, raw: bool = False, **kwargs: Any) -> None:
    """Keep the host a site had before; a host that is a site's again leads nowhere else."""
    if raw:
        return
    before = Site.objects.filter(pk=instance.pk).values_list("hostname", flat=True).first() if instance.pk else None
    if before == instance.hostname:
        return
    # Wagtail forgets the addresses of sites when one is saved; another process may have read the old ones since.
    transaction.on_commit(Site.clear_site_root_paths_cache)
    for former in FormerAddress.objects.filter(hostname=instance.hostname):
        former.delete()
    is_open = before and not before.endswith(NOBODYS) and not instance.hostname.endswith(NOBODYS)
    if is_open:
        FormerAddress.objects.update_or_create(
            hostname=before, defaults={"site_id": instance.pk, "left_at": timezone.now()}
        )


def connect() -> None:
    """Listen; called once, when the app is ready."""
    pre_save.connect(_note_move, sender=Site, dispatch_uid="tenancy.former_addresses")


# --- Leading on ------------------------------------------------------------------------------------
def site_at(request: HttpRequest) -> Site | None:
    """The site a request came to, by its present host or one it had before."""
    site: Site | None = Site._find_for_request(request)
    host = asked_host(request)
    if not host or (site is not None and site.hostname == host):
        return site
    rows = FormerAddress.objects.select_related("site__root_page")
    former = rows.filter(hostname=host).exclude(site__hostname__endswith=NOBODYS).first()
    return former.site if former is not None else site


def asked_host(request: HttpRequest) -> str:
    """The host of the request without a port, in small letters; empty if it is none."""
    host: str = split_domain_port(request._get_raw_host())[0]  # type: ignore[attr-defined]
    return host


def led_on(request: HttpRequest, site: Site) -> HttpResponse | None:
    """The way to the same page at the present address, for who reads at a former one; None for all others."""
    if request.method not in READING or site.is_default_site or asked_host(request) in ("", site.hostname):
        return None
    response = HttpResponsePermanentRedirect(f"{site.root_url}{request.get_full_path()}")
    response["Cache-Control"] = f"public, max-age={LED_ON_FOR}"
    # Members' websites ask for open data from scripts; it is nobody's secret where it went.
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
