"""Writing down who asked for the newsletter on paper: they still confirm it themselves, by the letter (X1)."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.edit import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic import PermissionCheckedMixin
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.tenancy.boundary import sites_of
from portal.tenancy.models import Association, Municipality

from ..enums import ConsentSource
from ..models import Subscriber, SubscriptionTopic
from ..models.subscriber import LANGUAGES
from ..review.reviewers import name_of
from .asking import ask
from .proof import offered_topics
from .provisioning import CORRECTIONS, NEWSLETTER

INDEX = "subscribers:index"


class EnterForm(forms.Form):
    """What stands on the slip."""

    association = forms.ModelChoiceField(label=gettext_lazy("Association"), queryset=Association.objects.none())
    email = forms.EmailField(label=gettext_lazy("E-mail"))
    topics = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Topics"), queryset=SubscriptionTopic.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    municipality = forms.ModelChoiceField(
        label=gettext_lazy("Municipality"),
        queryset=Municipality.objects.none(),
        required=False,
        empty_label="–",
        help_text=gettext_lazy("News from it comes first in the mail."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=LANGUAGES)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        own = Association.objects.filter(site__in=sites_of(user, Subscriber, "add")).order_by("sort_key")
        fields["association"].queryset = own
        only = list(own[:2])
        if len(only) == 1:
            fields["association"].widget = forms.HiddenInput()
            fields["association"].disabled = True
            self.initial["association"] = only[0].pk
        topics = offered_topics()
        fields["topics"].queryset = topics
        # A slip of paper is about newsletters, unless it says more.
        self.initial.setdefault("topics", [topic for topic in topics if topic.code in (NEWSLETTER, CORRECTIONS)])
        members = Municipality.objects.filter(memberships__association__in=own).distinct()
        fields["municipality"].queryset = members.order_by("sort_key")


class EnterView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """By the same action as the form on the web: the address gets a letter, and nothing else until it confirms."""

    model = Subscriber
    permission_required = "add"
    form_class = EnterForm
    template_name = "newsletters/subscribers/admin/enter.html"
    page_title = gettext_lazy("Write down a subscriber")
    header_icon = "plus"
    index_url_name: Any = None

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(INDEX), "label": capfirst(Subscriber._meta.verbose_name_plural)},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "media": context["form"].media}

    def form_valid(self, form: EnterForm) -> HttpResponse:
        asked = dict(form.cleaned_data)
        site, user = asked.pop("association").site, self.request.user
        try:
            ask(site=site, source=ConsentSource.STAFF, by=name_of(user), **asked)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        messages.success(
            self.request,
            _("We have sent a letter asking for a confirmation. The newsletter goes there once it is confirmed."),
        )
        return redirect(INDEX)
