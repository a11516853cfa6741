"""What the Union says about subscribing, for every association: the topics, and the words of the consent (X2)."""

from typing import Any

from django import forms
from django.db.models import Max
from django.urls import URLPattern, reverse
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.viewsets.model import ModelViewSetGroup

from portal.core.templatetags.portal import cs_date
from portal.tenancy.viewsets import UnionModelViewSet

from ..models import ConsentWording, SubscriptionTopic

ENGLISH = "en"
SHOWN = 90


class TopicForm(WagtailAdminModelForm):
    """A topic's words in both languages, and when it ends. Its code stays: mailings know it by that."""

    name_en = forms.CharField(label=_("Name in English"), max_length=255, required=False)

    class Meta:
        model = SubscriptionTopic
        fields = ["name", "description", "order", "retired_on"]

    field_order = ["name", "name_en", "description", "order", "retired_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name_en"].initial = self.instance.translations.get(ENGLISH, "")
        self.fields["description"].help_text = _("What comes and how often; it stands beside the check box.")
        self.fields["retired_on"].help_text = _("From this day nobody can choose it; who has chosen it keeps it.")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        names = {**self.instance.translations, ENGLISH: cleaned.get("name_en", "")}
        self.instance.translations = {language: name for language, name in names.items() if name}
        return cleaned


class WordingForm(WagtailAdminModelForm):
    """New words are a new version; those people agreed to stay as they were, for the proof."""

    class Meta:
        model = ConsentWording
        fields = ["text", "text_en"]
        widgets = {name: forms.Textarea(attrs={"rows": 5}) for name in ("text", "text_en")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        newest = ConsentWording.objects.first()
        if newest is not None:
            self.initial.update(text=newest.text, text_en=newest.text_en)
        self.fields["text"].help_text = _(
            "People tick this in every association from the moment you save it. Who subscribed before agreed to the "
            "words of that time; they stay in the list and can't be changed."
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        newest = ConsentWording.objects.first()
        if newest is not None and (newest.text, newest.text_en) == (cleaned.get("text"), cleaned.get("text_en")):
            self.add_error(None, _("These are the words that hold now. Change them, or leave them as they are."))
        self.instance.version = (ConsentWording.objects.aggregate(last=Max("version"))["last"] or 0) + 1
        return cleaned


class TopicViewSet(UnionModelViewSet):
    """Topics can be worded and retired; a new one needs code that mails it."""

    model = SubscriptionTopic
    name = "subscription_topics"
    url_prefix = "newsletters/topics"
    icon = "list-ul"
    left_out = frozenset({"add", "delete", "usage"})
    list_display = ["name", "description", "retired_on"]
    search_fields = ["name"]
    search_backend_name = None
    ordering = "order"
    inspect_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> type:
        return TopicForm

    def get_urlpatterns(self) -> list[URLPattern]:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name not in self.left_out]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        absent = {f"{name}_url_name": None for name in self.left_out}
        return super().get_common_view_kwargs(**{**absent, **kwargs})


def _shown(wording: ConsentWording) -> str:
    return reverse("consent_wordings:inspect", args=[wording.pk])


class WordingViewSet(UnionModelViewSet):
    """Versions, the newest first: one is added, none is changed."""

    model = ConsentWording
    name = "consent_wordings"
    url_prefix = "newsletters/consents"
    icon = "doc-full"
    left_out = frozenset({"edit", "delete", "usage", "history", "history_results"})
    inspect_view_enabled = True
    inspect_view_fields = ["version", "valid_from", "text", "text_en"]
    ordering = "-version"
    list_display = [
        TitleColumn("version", label=capfirst(_("version")), get_url=_shown, sort_key="version"),
        Column("valid_from", label=capfirst(_("valid from")), accessor=lambda wording: cs_date(wording.valid_from)),
        Column("text", label=capfirst(_("wording")), accessor=lambda wording: Truncator(wording.text).chars(SHOWN)),
    ]

    def get_form_class(self, for_update: bool = False) -> type:
        return WordingForm

    def get_urlpatterns(self) -> list[URLPattern]:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name not in self.left_out]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        absent = {f"{name}_url_name": None for name in self.left_out}
        # Whoever saved one is led to it; it can only be looked at.
        shown = {"edit_url_name": self.get_url_name("inspect")}
        return super().get_common_view_kwargs(**{**absent, **shown, **kwargs})


class SubscribingGroup(ModelViewSetGroup):
    """In the menu of the Union."""

    menu_label = _("Subscribing")
    menu_icon = "mail"
    menu_order = 135
    items = (TopicViewSet, WordingViewSet)
