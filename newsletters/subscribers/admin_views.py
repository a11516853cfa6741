"""One subscriber in the admin: how it stands, the lines of proof in plain words; ending and deleting (X2)."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import InspectView, PermissionCheckedMixin
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.permissions import policy_registry

from ..enums import ConsentSource, SubscriberKind, SubscriberState
from ..models import ConsentEvent, Subscriber, SubscriptionTopic
from ..review.reviewers import name_of
from .ending import erase, unsubscribe
from .standing import Standing, with_standing

INSPECT, END, ERASE = "subscribers:inspect", "subscribers:end", "subscribers:erase"
SHOWN_OF_PROOF = 12
"""Digits of the fingerprint of a link, for comparing by eye."""
LAST_MAILINGS = 5


def address_of(subscriber: Subscriber) -> str:
    """The address, or that it was deleted."""
    return subscriber.email or _("address deleted")


def topics_of(subscriber: Any) -> str:
    """About what mail goes there; people in office get everything."""
    if subscriber.kind == SubscriberKind.OFFICE:
        return pgettext("topics", "all")
    return ", ".join(topic.label for topic in subscriber.topics.all())


def may(user: Any, action: str, subscriber: Subscriber) -> bool:
    """Whether the user holds the right `action` in the subscriber's association."""
    policy = policy_registry.get_by_type(Subscriber)
    return bool(policy.user_has_permission_for_instance(user, action, subscriber))


@dataclass(frozen=True)
class Line:
    """A line of proof with its topics by name."""

    event: ConsentEvent
    topics: list[str]

    @property
    def proof(self) -> str:
        return self.event.proof[:SHOWN_OF_PROOF]


def lines_of(subscriber: Subscriber) -> list[Line]:
    """What happened to the subscription, in order; two queries."""
    names = {topic.code: topic.label for topic in SubscriptionTopic.objects.all()}
    events = subscriber.events.select_related("wording")
    return [Line(event, [names.get(code, code) for code in event.topics]) for event in events]


class SubscriberPage(InspectView):
    """How it stands, why mail goes there, and what the centre may do about it. Nothing changes here."""

    model: Any = Subscriber
    template_name = "newsletters/subscribers/admin/subscriber.html"
    page_title = gettext_lazy("Subscriber")
    header_icon = "group"
    object: Any

    def get_object(self, queryset: Any = None) -> Any:
        rows = Subscriber.objects.select_related("municipality", "mandate").prefetch_related("topics")
        return with_standing(rows).get(pk=self.pk)

    def get_page_subtitle(self) -> str:
        return address_of(self.object)

    @property
    def header_more_buttons(self) -> list[Any]:
        return []

    def get_edit_url(self) -> None:
        return None

    def get_delete_url(self) -> None:
        return None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        subscriber, user = self.object, self.request.user
        context = super().get_context_data(**kwargs)
        is_open = subscriber.state != SubscriberState.UNSUBSCRIBED
        return {
            **context,
            "subscriber": subscriber,
            "standing": Standing(subscriber.standing),
            "topics": topics_of(subscriber),
            "lines": lines_of(subscriber),
            "deliveries": subscriber.deliveries.select_related("mailing__issue").order_by("-pk")[:LAST_MAILINGS],
            "end_url": reverse(END, args=[subscriber.pk]) if is_open and may(user, "change", subscriber) else "",
            "erase_url": reverse(ERASE, args=[subscriber.pk])
            if subscriber.email and may(user, "erase", subscriber)
            else "",
        }


class AskView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """A question about one subscriber, and the button that does it."""

    model: Any = Subscriber
    template_name = "newsletters/subscribers/admin/ask.html"
    header_icon = "group"
    action: str
    paragraphs: tuple[Any, ...] = ()
    button: Any = ""
    done: Any = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may(request.user, self.action, self.subscriber):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def subscriber(self) -> Subscriber:
        return Subscriber.objects.get(pk=self.kwargs["pk"])

    @property
    def back_url(self) -> str:
        return reverse(INSPECT, args=[self.subscriber.pk])

    def get_page_subtitle(self) -> str:
        return address_of(self.subscriber)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("subscribers:index"), "label": capfirst(Subscriber._meta.verbose_name_plural)},
            {"url": self.back_url, "label": address_of(self.subscriber)},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {
            "address": address_of(self.subscriber),
            "paragraphs": self.paragraphs,
            "button": self.button,
            "back_url": self.back_url,
        }
        return super().get_context_data(**own, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.act()
        messages.success(request, self.done)
        return redirect(self.back_url)

    def act(self) -> None:
        raise NotImplementedError


class EndView(AskView):
    """For who asks the centre instead of pressing the link."""

    action = "change"
    page_title = gettext_lazy("End the subscription")
    paragraphs = (
        gettext_lazy("Nothing more goes to this address, neither as to a reader nor as to somebody in office."),
        gettext_lazy("Who wants the newsletter again subscribes again; nobody else can do it for them."),
    )
    button = gettext_lazy("End the subscription")
    done = gettext_lazy("The subscription has ended.")

    def act(self) -> None:
        unsubscribe(subscriber=self.subscriber, source=ConsentSource.STAFF, by=name_of(self.request.user))


class EraseView(AskView):
    """On request of whose address it is (GDPR, art. 17)."""

    action = "erase"
    page_title = gettext_lazy("Delete the address")
    paragraphs = (
        gettext_lazy("The address is deleted everywhere: here, at the newsletters sent to it and in letters to it."),
        gettext_lazy("What stays are numbers and the lines of proof, which no longer say whose they are."),
        gettext_lazy("This can't be undone."),
    )
    button = gettext_lazy("Delete the address for good")
    done = gettext_lazy("The address is deleted.")

    def act(self) -> None:
        erase(subscriber=self.subscriber, source=ConsentSource.STAFF, by=name_of(self.request.user))
