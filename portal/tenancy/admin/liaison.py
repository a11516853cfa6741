"""The Union's experts for communication in the admin, and which associations they care for (NWS-5, V4)."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList, TabbedInterface
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.admin.views.generic import CreateView, EditView, IndexView

from ..absences.people import name_of, union_accounts
from ..models import Association, LiaisonExpert
from ..viewsets import UnionModelViewSet
from .forms import ContactMixin

CARE = {"cares_for": "liaison_expert", "deputises_for": "liaison_deputy"}
"""Fields of the form, and where an association keeps what they say."""


class AssociationsField(forms.ModelMultipleChoiceField):
    """A list of all associations to tick, each with who is there now."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, role: str, **kwargs: Any) -> None:
        self.role = role
        self.own: int | None = None
        super().__init__(queryset=Association.objects.none(), required=False, **kwargs)

    def offer(self, expert: LiaisonExpert) -> None:
        """All associations; those that somebody else than `expert` cares for say so."""
        self.own = expert.pk
        self.queryset = Association.objects.select_related(self.role).in_czech_order()
        self.initial = list(self.queryset.filter(**{self.role: expert.pk})) if expert.pk else []

    def label_from_instance(self, obj: Any) -> str:
        other = getattr(obj, self.role)
        if other is None or other.pk == self.own:
            return str(obj.short_name)
        return gettext("%(association)s (now %(name)s)") % {"association": obj.short_name, "name": other.name}


class LiaisonExpertForm(ContactMixin, WagtailAdminModelForm):
    """An expert with their associations; whom they take over leaves the other expert."""

    cares_for = AssociationsField(
        "liaison_expert",
        label=_("Cares for"),
        help_text=_("Reads the newsletters of these. An association that somebody has now goes over to this expert."),
    )
    deputises_for = AssociationsField(
        "liaison_deputy",
        label=_("Deputy for"),
        help_text=_("Reads them instead, when the expert of the association is away or the answer is late."),
    )

    class Media:
        css = {"all": ["portal/css/liaison.css"]}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        account: Any = self.fields["user"]
        pks = [*union_accounts().values_list("pk", flat=True), self.instance.user_id]
        account.queryset = account.queryset.filter(pk__in=pks)
        account.label_from_instance = name_of
        for name in CARE:
            field: Any = self.fields[name]
            field.offer(self.instance)
            self.initial[name] = field.initial

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        others = LiaisonExpert.objects.exclude(pk=self.instance.pk)
        other = others.filter(Q(email__iexact=email) | Q(user__email__iexact=email)).first()
        if other is not None:
            raise ValidationError(_("This is the address of another expert: %(name)s."), params={"name": other.name})
        return email

    def clean_user(self) -> Any:
        account = self.cleaned_data["user"]
        if account is None:
            return None
        same = Q(user=account) | Q(email__iexact=account.email)
        other = LiaisonExpert.objects.exclude(pk=self.instance.pk).filter(same).first()
        if other is not None:
            raise ValidationError(_("This account is another expert's: %(name)s."), params={"name": other.name})
        return account

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        both = set(cleaned.get("cares_for", ())) & set(cleaned.get("deputises_for", ()))
        if both:
            names = ", ".join(sorted(association.short_name for association in both))
            error = ValidationError(_("The deputy is somebody else: %(names)s."), params={"names": names})
            self.add_error("deputises_for", error)
        return cleaned

    def save(self, commit: bool = True) -> LiaisonExpert:
        expert: LiaisonExpert = super().save(commit)
        # Whoever stops being one of both goes first: nobody is expert and deputy of an association at once.
        for name, role in CARE.items():
            kept = [association.pk for association in self.cleaned_data[name]]
            Association.objects.filter(**{role: expert}).exclude(pk__in=kept).update(**{role: None})
        for name, role in CARE.items():
            kept = [association.pk for association in self.cleaned_data[name]]
            Association.objects.filter(pk__in=kept).update(**{role: expert})
        return expert


class SaysWhoIsLeftAlone:
    """Somebody who left may keep associations, so that it is seen whose they were. It is said, though."""

    request: Any

    def save_instance(self) -> LiaisonExpert:
        expert: LiaisonExpert = super().save_instance()  # type: ignore[misc]
        left = 0 if expert.is_active else expert.associations.count()
        if left:
            said = ngettext(
                "%(count)d association has an expert who does not work for the Union any more.",
                "%(count)d associations have an expert who does not work for the Union any more.",
                left,
            )
            messages.warning(self.request, said % {"count": left})
        return expert


class LiaisonCreateView(SaysWhoIsLeftAlone, CreateView):
    pass


class LiaisonEditView(SaysWhoIsLeftAlone, EditView):
    pass


class LiaisonIndexView(IndexView):
    """Experts with the number of associations they care for."""

    def get_base_queryset(self) -> QuerySet[Any]:
        experts = super().get_base_queryset().select_related("user")
        return experts.annotate(
            cares_for=Count("associations", distinct=True),
            deputises_for=Count("deputised_associations", distinct=True),
        )

    @property
    def columns(self) -> Iterable[Column]:
        return [
            TitleColumn("name", label=_("Full name"), sort_key="sort_key", get_url=self._edit_url),
            Column("email", label=_("E-mail")),
            Column("phone", label=_("Phone")),
            Column("user", label=_("Account"), accessor=lambda row: name_of(row.user) if row.user else "–"),
            Column("cares_for", label=_("Associations"), sort_key="cares_for"),
            Column("deputises_for", label=_("Deputy for"), sort_key="deputises_for"),
            BooleanColumn("is_active", label=_("Works for the Union")),
        ]

    def _edit_url(self, expert: LiaisonExpert) -> Any:
        return self.get_edit_url(expert)


class LiaisonExpertViewSet(UnionModelViewSet):
    model = LiaisonExpert
    icon = "user"
    menu_label = _("Communication experts")
    index_view_class = LiaisonIndexView
    add_view_class = LiaisonCreateView
    edit_view_class = LiaisonEditView
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("name"),
                    FieldRowPanel([FieldPanel("email"), FieldPanel("phone")]),
                    FieldPanel("user"),
                    FieldPanel("is_active"),
                ],
                heading=_("Expert"),
            ),
            ObjectList([FieldPanel("cares_for")], heading=_("Associations")),
            ObjectList([FieldPanel("deputises_for")], heading=_("Deputy for")),
        ],
        base_form_class=LiaisonExpertForm,
    )
    list_filter = ["is_active"]
    list_export = ["name", "email", "phone", "is_active"]
    search_fields = ["name", "email"]
    ordering = ["sort_key"]
