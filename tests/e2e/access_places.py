"""Where every kind of public page can be seen in the demonstration: each page type, each of its routes, each address.

Page types and routes without arguments join by themselves; what takes arguments says here where one is, or why there
is nothing to look at (`test_access_places.py` fails for a new one that is nowhere). Run as a program it prints them for
the demonstration of its environment.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SITE, OTHER = "svazekobci1866", "lesypolicka"
ENGLISH = "_en"
"""The same view under an English address."""

NOT_PAGES = {
    "healthz": "JSON",
    "readyz": "JSON",
    "metrics": "text for Prometheus",
    "brand_css": "a stylesheet",
    "picture": "a picture",
    "wagtaildocs_serve": "a file",
    "wagtail_serve": "the pages themselves",
    "accept_invitation": "works once: walked by test_founding",
    "account_logout": "ends the session: walked by people who sign out",
    "account_signup": "closed",
    "account_email": "closed",
    "account_set_password": "closed",
    "account_email_verification_sent": "closed",
    "account_confirm_email": "closed",
    "account_confirm_login_code": "closed",
    "mfa_deactivate_totp": "only with a second factor; like mfa_activate_totp",
    "mfa_authenticate": "only between password and second factor; like account_reauthenticate",
    "mfa_reauthenticate": "only with a second factor; like account_reauthenticate",
    "mfa_view_recovery_codes": "only with a second factor",
    "mfa_generate_recovery_codes": "only with a second factor",
    "mfa_download_recovery_codes": "a file",
    "account_reauthenticate": "leads on whoever has just signed in",
    "wagtailcore_login": "leads to account_login",
    "wagtailcore_authenticate_with_password": "nobody closes a page by a password",
    "wagtaildocs_authenticate_with_password": "nobody closes a document by a password",
    "newsletter_subscribe_start": "only takes the short form; answers as newsletters.NewsletterIndexPage.subscribe",
    "newsletter_unsubscribe": "the same view as newsletters.NewsletterIndexPage.unsubscribe",
    "newsletter_dates": "a calendar",
    "meetings_calendar": "a calendar",
    "meeting_poster": "a PDF",
    "newsletter_review:pdf": "a PDF",
    "services_directory.DirectoryPage.show_points": "JSON",
    "services_directory.DirectoryPage.suggestions": "JSON",
    "services_directory.DirectoryPage.booklet": "a PDF",
    "services_directory.DirectoryPage.widget_list": "a piece put into other websites",
    "services_directory.DirectoryPage.show_by_identifier": "leads to the service",
    "contact_centre.ContactPage.suggestions": "a piece for a script",
    "contact_centre.ContactPage.handed_over_file": "a file",
    "meetings.MeetingIndexPage.invited_calendar": "a calendar",
    "meetings.MeetingIndexPage.invited_letter": "a PDF",
    "meetings.MeetingIndexPage.invited_file": "a file",
    "meetings.MeetingIndexPage.body_feed": "a calendar",
    "meetings.MeetingIndexPage.feed": "a calendar",
    "meetings.MeetingPage.calendar": "a calendar",
    "meetings.MeetingPage.poster": "a PDF",
    "meetings.MeetingPage.certificate": "a PDF",
    "meetings.MeetingPage.proof_content": "JSON",
    "meetings.MeetingPage.proof_line": "JSON",
    "newsletters.NewsletterIndexPage.dates": "a calendar",
    "newsletters.NewsletterIndexPage.by_number": "leads to the issue",
    "newsletters.NewsletterIndexPage.subscribe_start": "only takes the short form; answers as subscribe",
    "newsletters.NewsletterIndexPage.atom": "a feed",
    "newsletters.NewsletterIndexPage.widget_list": "a piece put into other websites",
    "newsletters.NewsletterIndexPage.preferences_data": "a file",
    "newsletters.NewsletterIndexPage.unsubscribe_mailing": "the same view as unsubscribe",
    "newsletters.NewsletterIssuePage.dates": "a calendar",
    "newsletters.NewsletterIssuePage.pdf": "a PDF",
    "newsletters.NewsletterIssuePage.pdf_black": "a PDF",
}
"""Addresses people don't read as a page, and why."""

WALKED = {
    "contact_centre.ContactPage.preview": "test_accessibility.py",
    "contact_centre.ContactPage.edit": "test_accessibility.py",
    "contact_centre.ContactPage.thanks": "test_accessibility.py",
    "accept_invitation": "test_founding.py",
}
"""Pages that only somebody who has just sent something sees: where the tests go on their way."""

MACHINES = ("api/v1/", "open311/", "admin/")
"""Below these nobody reads, or it is the administration, which has its own walk."""


def names() -> set[str]:
    """Every public name: of an address ("account_login"), a page type ("app.Page"), its route ("app.Page.route")."""
    from django.urls import get_resolver

    return {*_addresses(get_resolver()), *page_types(), *routes()}


def _addresses(resolver: Any, path: str = "", namespace: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        here = path + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            inner = f"{pattern.namespace}:" if getattr(pattern, "namespace", None) else namespace
            yield from _addresses(pattern, here, inner)
        elif pattern.name and (pattern.name == "open_data" or not here.startswith(MACHINES)):
            yield f"{namespace}{pattern.name}"


def page_types() -> dict[str, Any]:
    """Models of the portal's pages by their label."""
    from portal.core.models import BasePage

    def below(model: Any) -> Iterator[Any]:
        for one in model.__subclasses__():
            yield from [] if one._meta.abstract else [one]
            yield from below(one)

    return {model._meta.label: model for model in below(BasePage)}


def routes() -> dict[str, bool]:
    """Routes below pages ("app.Page.route"), and whether they need arguments; Czech addresses stand for both."""
    return {
        f"{label}.{route.name}": bool(route.pattern.converters or route.pattern.regex.groups)
        for label, model in page_types().items()
        for route in getattr(model, "get_subpage_urls", list)()
        if route.name not in {"index_route", "form", "show_list"} and not route.name.endswith(ENGLISH)
    }


def needs_arguments() -> set[str]:
    """Names that have to be said in this file."""
    by_themselves = {*page_types(), *(name for name, needs in routes().items() if not needs)}
    return names() - by_themselves


# --- In a demonstration ------------------------------------------------------------------------------
class Places:
    """Addresses in the demonstration whose settings are loaded; `signed_in` of them need the manager's session."""

    def __init__(self) -> None:
        from portal.tenancy.models import Association, Union

        self.site = Association.objects.get(slug=SITE).site
        self.other = Association.objects.get(slug=OTHER).site
        self.union = Union.objects.get().site
        self.pages = {label: self._page(model) for label, model in page_types().items()}

    def _page(self, model: Any) -> Any:
        """One of the type on the site (the Union's where the site has none), in Czech; the newest."""
        rows = model.objects.live().filter(locale__language_code="cs").order_by("-pk")
        for site in (self.site, self.union):
            if page := rows.descendant_of(site.root_page, inclusive=True).first():
                return page
        raise LookupError(f"the demonstration has no {model._meta.label}")

    def all(self) -> dict[str, list[str]]:
        """Addresses by name; a name may have several, one for each state."""
        found = {label: [page.full_url] for label, page in self.pages.items()}
        for name, needs in routes().items():
            if not needs and name not in NOT_PAGES:
                found[name] = [self._below(name)]
        for name, make in SAID.items():
            made = make(self)
            found.setdefault(name, []).extend([made] if isinstance(made, str) else made)
        return found

    def _below(self, name: str, **arguments: Any) -> str:
        label, _dot, route = name.rpartition(".")
        page = self.pages[label]
        return f"{page.full_url}{page.reverse_subpage(route, kwargs=arguments)}"

    # --- What takes arguments ------------------------------------------------------------------------
    def service(self) -> list[str]:
        from services_directory.models import Service

        rows = Service.objects.published().filter(site=self.site)
        longest = max(rows, key=lambda service: len(service.name))
        with_hours = rows.exclude(opening_hours="").order_by("pk").first()
        name = "services_directory.DirectoryPage.service"
        return [self._below(name, slug=one.slug) for one in (with_hours, longest) if one is not None]

    def report_mistake(self) -> str:
        from services_directory.models import Service

        service = Service.objects.published().filter(site=self.site).order_by("pk").first()
        assert service is not None
        return self._below("services_directory.DirectoryPage.report_mistake", slug=service.slug)

    def mistake(self, route: str) -> str:
        from services_directory.models import MistakeReport

        report = MistakeReport.objects.filter(site=self.site).latest("pk")
        return self._below(f"services_directory.DirectoryPage.{route}", key=report.key)

    def provider_answer(self) -> list[str]:
        """One that has its answer and, by day, when providers are written to, one that waits for it."""
        from services_directory.models import ProviderAsk
        from services_directory.verification.asking.asks import link_of

        rows = ProviderAsk.objects.filter(site=self.site).order_by("service_name", "pk")
        chosen = rows.exclude(answered_at=None).first(), rows.filter(answered_at=None, state="open").first()
        return [link_of(ask) for ask in chosen if ask is not None]

    def invited(self) -> list[str]:
        """To the next meeting, and to one that is over or cancelled."""
        from meetings.announcing.links import personal_url
        from meetings.models import Invitation

        rows = Invitation.objects.filter(site=self.site).order_by("meeting__starts_at", "pk")
        return [personal_url(one) for one in (rows.first(), rows.last()) if one is not None]

    def meetings(self) -> list[str]:
        """A cancelled one and one that is over."""
        from meetings.models import MeetingPage

        rows = MeetingPage.objects.live().descendant_of(self.site.root_page).filter(locale__language_code="cs")
        chosen = rows.exclude(cancelled_at=None).first(), rows.order_by("starts_at").first()
        return [page.full_url for page in chosen if page is not None]

    def contribution(self) -> str:
        from newsletters.contributions.links import link_of
        from newsletters.models import Contributor

        rows = Contributor.objects.filter(site=self.site).order_by("issue", "email")
        return link_of(rows[len(rows) - 1])

    def confirm(self) -> str:
        from newsletters.models import Subscriber
        from newsletters.subscribers.confirm_links import confirm_url

        return confirm_url(Subscriber.objects.filter(site=self.site, state="pending").latest("pk"))

    def subscriber(self, route: str) -> str:
        from newsletters.models import Subscriber
        from newsletters.subscribers.links import token_of

        active = Subscriber.objects.filter(site=self.site, state="active").exclude(confirmed_at=None).latest("pk")
        return self._below(f"newsletters.NewsletterIndexPage.{route}", token=token_of(active))

    def review(self, view: str) -> str:
        from django.urls import reverse

        from newsletters.models import ReviewLink, ReviewRound
        from newsletters.review.links import link_for, token_of
        from portal.tenancy.models import LiaisonExpert

        # One that is decided already is in the demonstration anyway, and which one a job makes depends on the hour.
        waiting = ReviewRound.objects.filter(decision=None).latest("pk")
        expert = LiaisonExpert.objects.filter(user=None).earliest("pk")
        link_for(round=waiting, expert=expert)
        link = ReviewLink.objects.get(round=waiting, expert=expert)
        return f"{link.site.root_url}{reverse(f'newsletter_review:{view}', args=[token_of(link)])}"

    def statuses(self) -> list[str]:
        """A citizen's page in every state a request can have, the overdue one among them."""
        from contact_centre.models import CitizenRequest

        found = {}
        for request in CitizenRequest.objects.order_by("pk"):
            found.setdefault((request.status, request.paused_on is not None), request)
        path = self.pages["contact_centre.ContactPage"].reverse_subpage
        return [
            f"{one.site.root_url}/kontakt/{path('status', kwargs={'token': one.status_token})}"
            for one in found.values()
        ]

    def handed_over(self) -> list[str]:
        from contact_centre.handover.links import receiver_address
        from contact_centre.models import HandOver

        states = {one.state: one for one in HandOver.objects.order_by("pk")}
        return [receiver_address(one) for one in states.values()]

    def new_password(self) -> list[str]:
        """By a link that holds, and by one that doesn't."""
        from allauth.account.forms import default_token_generator
        from allauth.account.utils import user_pk_to_url_str
        from django.urls import reverse

        from portal.users.models import User

        user = User.objects.get(username=f"{SITE}-editor")
        keys = default_token_generator.make_token(user), "neplatny"
        path = "account_reset_password_from_key"
        return [self.site.root_url + reverse(path, args=[user_pk_to_url_str(user), key]) for key in keys]

    def at(self, name: str) -> str:
        from django.urls import reverse

        return f"{self.site.root_url}{reverse(name)}"


SAID: dict[str, Callable[[Places], str | list[str]]] = {
    "open_data": lambda places: places.at("open_data"),
    "account_login": lambda places: places.at("account_login"),
    "account_inactive": lambda places: places.at("account_inactive"),
    "account_reset_password": lambda places: places.at("account_reset_password"),
    "account_reset_password_done": lambda places: places.at("account_reset_password_done"),
    "account_reset_password_from_key_done": lambda places: places.at("account_reset_password_from_key_done"),
    "account_reset_password_from_key": Places.new_password,
    "account_change_password": lambda places: places.at("account_change_password"),
    "mfa_index": lambda places: places.at("mfa_index"),
    "mfa_activate_totp": lambda places: places.at("mfa_activate_totp"),
    "newsletter_review:page": lambda places: places.review("page"),
    "newsletter_review:issue": lambda places: places.review("issue"),
    "services_directory.DirectoryPage.service": Places.service,
    "services_directory.DirectoryPage.report_mistake": Places.report_mistake,
    "services_directory.DirectoryPage.mistake_status": lambda places: places.mistake("mistake_status"),
    "services_directory.DirectoryPage.mistake_thanks": lambda places: places.mistake("mistake_thanks"),
    "services_directory.DirectoryPage.provider_answer": Places.provider_answer,
    "meetings.MeetingIndexPage.invited": Places.invited,
    "meetings.MeetingPage": Places.meetings,
    "newsletters.NewsletterIndexPage.contribution": Places.contribution,
    "newsletters.NewsletterIndexPage.confirm_subscription": Places.confirm,
    "newsletters.NewsletterIndexPage.preferences": lambda places: places.subscriber("preferences"),
    "newsletters.NewsletterIndexPage.preferences_delete": lambda places: places.subscriber("preferences_delete"),
    "newsletters.NewsletterIndexPage.unsubscribe": lambda places: places.subscriber("unsubscribe"),
    "contact_centre.ContactPage.status": Places.statuses,
    "contact_centre.ContactPage.handed_over": Places.handed_over,
}
"""Where one is that takes arguments, or more of a page type than its newest; each needs its demonstration."""

SIGNED_IN = {"account_change_password", "mfa_index", "mfa_activate_totp"}
"""Seen by the manager of `SITE` only."""


def refusals() -> dict[str, str]:
    """HTML of the pages that say no, as the portal renders them; to be shown at any address of the site."""
    from django.shortcuts import render
    from django.test import Client, RequestFactory

    from portal.tenancy.kept_pages.away import refusal
    from portal.tenancy.kept_pages.known import Card, Facts, State

    host = f"{SITE}.localhost"
    somebody: Any = Client().get("/", headers={"host": f"{host}:{os.environ['PORT']}"}).wsgi_request
    templates = ["400.html", "403.html", "403_csrf.html", "429.html", "500.html", "account/locked.html"]
    templates.append("tenancy/in_preparation.html")
    found = {name: render(somebody, name, {"minutes": 15}).content.decode() for name in templates}
    card = Card(0, "Svazek obcí 1866", "+420491000111", "centrum@example.org")
    known = State(Facts({}, 0, {host: card}), asked_at=0, is_away=True)
    sent = RequestFactory().post(
        "/kontakt/", {"text": "Nesvítí lampa. " * 30, "place": "Náves"}, headers={"host": host}
    )
    asked = RequestFactory().get("/sluzby/", headers={"host": host})
    for name, request in (("503", asked), ("503 with what was typed", sent)):
        found[name] = refusal(request, known).content.decode()
    return found


def main() -> None:
    sys.path[:0] = [str(ROOT / "scripts"), str(ROOT)]
    import demo

    os.environ |= demo.environment()
    import django

    django.setup()
    sys.stdout.write(json.dumps({"places": Places().all(), "refusals": refusals()}) + "\n")


if __name__ == "__main__":
    main()
