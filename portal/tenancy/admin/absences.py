"""Absences in the admin: everybody enters their own, managers and the Union's admins those of others (U2)."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import CreateView, DeleteView, EditView, IndexView

from portal.core.templatetags.portal import cs_date, cs_days

from ..absences.people import (
    check_absence,
    deputies_for,
    is_in_charge,
    may_be_entered_by,
    may_change,
    name_of,
    overlapping,
    site_of,
    union_accounts,
)
from ..boundary import is_union_user
from ..forms import TenantModelForm
from ..lists import OfWhom
from ..models import Absence, Union
from ..viewsets import TenantModelViewSet


class PersonField(forms.ModelChoiceField):
    """A choice of people by their names; of deputies with the days on which they are away themselves."""

    away: dict[int, list[str]]

    def label_from_instance(self, obj: Any) -> str:
        days = ", ".join(getattr(self, "away", {}).get(obj.pk, ()))
        return _("%(name)s (away %(days)s)") % {"name": name_of(obj), "days": days} if days else name_of(obj)


class AbsenceForm(TenantModelForm):
    """Who is away from when to when, and who stands in; whose row it is follows from the person."""

    user = PersonField(queryset=None, label=gettext_lazy("Who is away"))
    deputy = PersonField(
        queryset=None,
        label=gettext_lazy("Deputy"),
        help_text=gettext_lazy(
            "A colleague of the same centre, or somebody of the Union. Gets the reminders and new "
            "cases of these days and sees the open ones; nothing is moved."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = may_be_entered_by(self.for_user)
        person, deputy = self.fields["user"], self.fields["deputy"]
        everybody = get_user_model()._default_manager.select_related("staff_member")
        # Whose it is stays, also once the account is nobody's of the centre any more.
        person.queryset = everybody.filter(pk=self.instance.user_id) if self.instance.pk else people
        if len(only := list(person.queryset[:2])) == 1:
            self.initial["user"], person.disabled = only[0].pk, True
        site = self.instance.site if self.instance.pk else site_of(self.for_user)
        if site is None or is_in_charge_of_all(self.for_user):
            # Whose colleagues are meant shows when the person is chosen: `check_absence` looks.
            deputy.queryset = (people | union_accounts()).distinct()
        else:
            deputy.queryset = deputies_for(site)
        deputy.away = days_ahead()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            self.instance.site = self.instance.site if self.instance.pk else self._site(cleaned["user"])
            for name in ("user", "deputy", "starts_on", "ends_on"):
                setattr(self.instance, name, cleaned[name])
            check_absence(self.instance)
        return cleaned

    def _site(self, person: Any) -> Any:
        site = site_of(person)
        if site is None:
            raise forms.ValidationError({"user": _("This account belongs to no centre.")})
        return site


def is_in_charge_of_all(user: Any) -> bool:
    """Whether `user` enters absences of every centre."""
    union = Union.objects.select_related("site").first()
    return union is not None and is_in_charge(user, union.site)


def days_ahead() -> dict[int, list[str]]:
    """When people are away today or later, in words, by account."""
    found: dict[int, list[str]] = {}
    ahead = Absence.objects.filter(ends_on__gte=timezone.localdate()).order_by("starts_on")
    for user_id, starts_on, ends_on in ahead.values_list("user", "starts_on", "ends_on"):
        found.setdefault(user_id, []).append(cs_days(starts_on, ends_on))
    return found


class SaysWhenDeputyIsAway:
    """A deputy who is away too is allowed: their own deputy follows. It is said, though."""

    request: Any

    def save_instance(self) -> Absence:
        absence: Absence = super().save_instance()  # type: ignore[misc]
        if overlapping(absence.deputy_id, absence.starts_on, absence.ends_on).exists():
            said = _("The deputy is away on some of these days too; then it is the turn of who stands in for them.")
            messages.warning(self.request, said)
        return absence


class OwnOrInCharge:
    """Only whose absence it is and who is in charge there change it."""

    request: Any

    def get_object(self, *args: Any) -> Absence:
        absence: Absence = super().get_object(*args)  # type: ignore[misc]
        if not may_change(self.request.user, absence):
            raise PermissionDenied
        return absence

    def user_has_permission_for_instance(self, permission: str, instance: Absence) -> bool:
        return may_change(self.request.user, instance)


class AbsenceCreateView(SaysWhenDeputyIsAway, CreateView):
    pass


class AbsenceEditView(SaysWhenDeputyIsAway, OwnOrInCharge, EditView):
    pass


class AbsenceDeleteView(OwnOrInCharge, DeleteView):
    permission_required = "change"


class AbsenceIndexView(OfWhom, IndexView):
    """Of the Union's people those who are not in charge see the Union's own."""

    def get_base_queryset(self) -> Any:
        rows = super().get_base_queryset().select_related("user__staff_member", "deputy__staff_member", "site")
        user = self.request.user
        if is_union_user(user) and not is_in_charge_of_all(user):
            return rows.filter(site__union__isnull=False)
        return rows

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("user", label=_("Who is away"), accessor=lambda row: name_of(row.user), get_url=self._edit_url),
            *self.of_whom(),
            Column("starts_on", label=_("From"), accessor=lambda row: cs_date(row.starts_on), sort_key="starts_on"),
            Column("ends_on", label=_("To"), accessor=lambda row: cs_date(row.ends_on), sort_key="ends_on"),
            Column("deputy", label=_("Deputy"), accessor=lambda row: name_of(row.deputy)),
        ]

    def _edit_url(self, absence: Absence) -> str | None:
        return self.get_edit_url(absence) if may_change(self.request.user, absence) else None

    def get_list_buttons(self, instance: Absence) -> list[Any]:
        return super().get_list_buttons(instance) if may_change(self.request.user, instance) else []


class AbsenceViewSet(TenantModelViewSet):
    """Who is away, and who stands in for them."""

    model = Absence
    name = "absences"
    url_prefix = "tenancy/absence"
    icon = "calendar-alt"
    menu_label = gettext_lazy("Absences")
    index_view_class = AbsenceIndexView
    add_view_class = AbsenceCreateView
    edit_view_class = AbsenceEditView
    delete_view_class = AbsenceDeleteView
    ordering = ["-starts_on", "-pk"]
    search_fields: list[str] = []
    edit_handler = ObjectList(
        [FieldPanel("user"), FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]), FieldPanel("deputy")],
        base_form_class=AbsenceForm,
    )
