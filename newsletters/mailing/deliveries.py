"""The list of an issue's mails in the admin: to whom, what became of them and why; the centre's own only (A5, X6)."""

from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import NullAdminURLFinder
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets.button import HeaderButton

from portal.core.templatetags.portal import breakable, cs_datetime
from portal.tenancy.panels import SitePanel
from portal.tenancy.viewsets import TenantModelViewSet

from ..enums import SubscriberKind
from ..models import Delivery, NewsletterIssuePage
from ..sending.gate import NotSendable
from .doubt import resend
from .outcomes import Became, became, reason_of
from .rights import may_look_after

PROGRESS, RESEND = "newsletter_mailing:progress", "newsletter_delivery:resend"


class IssueFilter(django_filters.ModelChoiceFilter):
    """Issues that were sent; the boundary leaves those of the user's associations."""

    def __init__(self, **kwargs: Any) -> None:
        sent = NewsletterIssuePage.objects.filter(mailing__isnull=False).defer("body", "facts").newest_first()
        super().__init__(field_name="mailing__issue", queryset=sent, label=gettext_lazy("Issue"), **kwargs)

    @property
    def field(self) -> Any:
        field = super().field
        field.label_from_instance = lambda issue: f"{issue.designation} {issue.draft_title}"
        return field


class DeliveryFilterSet(WagtailFilterSet):
    issue = IssueFilter()
    became = django_filters.ChoiceFilter(
        label=gettext_lazy("What became of it"), choices=Became.choices, method="filter_became"
    )
    kind = django_filters.ChoiceFilter(label=gettext_lazy("To whom"), choices=SubscriberKind.choices)

    class Meta:
        model = Delivery
        fields: list[str] = []

    def filter_became(self, queryset: QuerySet[Delivery], name: str, value: str) -> QuerySet[Delivery]:
        return queryset.filter(Became(value).rows)


class AgainColumn(Column):
    """The button that sends a mail once more: one in doubt, or refused for another reason than its address."""

    cell_template_name = "newsletters/mailing/again_cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: dict[str, Any]) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        request = context["request"]
        may = bool(instance.recipient) and instance.bounced_at is None and instance.is_stuck
        url = reverse(RESEND, args=[instance.pk]) if may else ""
        return {**context, "url": url, "next_url": request.get_full_path(), "csrf_token": get_token(request)}


class BecameColumn(Column):
    """What became of a mail and when; below it why, in plain words."""

    cell_template_name = "newsletters/mailing/became_cell.html"

    def get_value(self, instance: Any) -> str:
        return in_words(instance)

    def get_cell_context_data(self, instance: Any, parent_context: dict[str, Any]) -> dict[str, Any]:
        return {**super().get_cell_context_data(instance, parent_context), "reason": reason_of(instance)}


class DeliveryIndexView(IndexView):
    page_title = gettext_lazy("Mails of the newsletter")
    template_name = "newsletters/mailing/deliveries.html"
    results_template_name = "newsletters/mailing/deliveries_results.html"

    def get_base_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_base_queryset()
        issue = ("mailing__issue__number", "mailing__issue__year", "mailing__issue__title")
        return rows.select_related("mailing__issue").only(
            "recipient", "kind", "state", "attempts", "last_error", "bounced_at", "bounce_detail", "sent_at",
            "unsubscribed_at", "site", "mailing__issue", *issue,
        )  # fmt: skip

    def order_queryset(self, queryset: Any) -> Any:
        return queryset.order_by("-mailing", "recipient", "pk")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            Column("recipient", label=_("Address"), accessor=address_of, classname="mailing-address"),
            Column("kind", label=_("To whom"), accessor="get_kind_display", classname="mailing-wide"),
            Column("issue", label=_("Issue"), accessor="mailing.issue.designation", classname="mailing-wide"),
            BecameColumn("became", label=_("What became of it")),
            AgainColumn("again", label=_("Send again")),
        ]

    @cached_property
    def asked(self) -> Became | None:
        """The outcome that is listed."""
        wanted = self.request.GET.get("became", "")
        return Became(wanted) if wanted in Became.values else None

    @cached_property
    def issue(self) -> NewsletterIssuePage | None:
        """The issue that is listed, of the user's."""
        form = self.filters.form if self.filters else None
        return form.cleaned_data.get("issue") if form is not None and form.is_valid() else None

    @cached_property
    def header_buttons(self) -> list[Any]:
        if self.issue is None:
            return []
        url = reverse(PROGRESS, args=[self.issue.pk])
        return [HeaderButton(_("Sending of the issue"), url=url, icon_name="mail")]

    @property
    def may_resend_all(self) -> bool:
        """Whether what is listed is everything in doubt of one issue."""
        return self.asked is Became.IN_DOUBT and self.issue is not None and not self.is_searching


def address_of(delivery: Delivery) -> str:
    """The address; at the end of retention it is gone."""
    return breakable(delivery.recipient) or _("deleted")


def in_words(delivery: Delivery) -> str:
    """What became of it and when."""
    kind = became(delivery)
    words = [str(kind.label)]
    moment = delivery.bounced_at if kind is Became.BOUNCED else delivery.sent_at
    if moment is not None:
        words.append(cs_datetime(moment))
    if delivery.unsubscribed_at is not None:
        words.append(f"{Became.UNSUBSCRIBED.label} {cs_datetime(delivery.unsubscribed_at)}")
    return ", ".join(words)


class ResendView(View):
    """POST: a mail in doubt goes out once more, with the same Message-ID."""

    model = Delivery
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        rows = Delivery.objects.for_user(request.user, "change").select_related("mailing")
        delivery = get_object_or_404(rows, pk=pk)
        if not may_look_after(request.user, delivery.mailing.site_id):
            raise PermissionDenied
        try:
            resend(delivery=delivery, user=request.user)
        except (NotSendable, ValidationError) as error:
            messages.error(request, " ".join(getattr(error, "messages", [str(error)])))
        else:
            messages.success(request, _("The mail will be sent again."))
        following = request.POST.get("next", "")
        is_here = url_has_allowed_host_and_scheme(following, {request.get_host()}, require_https=request.is_secure())
        return redirect(following if is_here else reverse(PROGRESS, args=[delivery.mailing.issue_id]))


class DeliveryViewSet(TenantModelViewSet):
    """Deliveries are made and settled by the portal; people only read them and send again what is in doubt."""

    model = Delivery
    name = "newsletter_delivery"
    url_prefix = "newsletters/deliveries"
    icon = "mail"
    menu_label = gettext_lazy("Mails of the newsletter")
    add_to_reference_index = False
    panels = [SitePanel()]
    index_view_class = DeliveryIndexView
    filterset_class = DeliveryFilterSet
    list_per_page = 50
    search_backend_name = None
    search_fields = ["recipient"]
    url_finder_class = NullAdminURLFinder
    left_out = frozenset({"add", "edit", "delete", "usage", "history", "history_results"})

    def get_urlpatterns(self) -> list[URLPattern]:
        kept = [pattern for pattern in super().get_urlpatterns() if pattern.name not in self.left_out]
        resend_view = self.construct_view(ResendView)
        return [*kept, path("<int:pk>/resend/", resend_view, name=RESEND.partition(":")[2])]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        absent = {f"{name}_url_name": None for name in self.left_out}
        return super().get_common_view_kwargs(**{**absent, **kwargs})
