"""Whose absence may be entered, by whom, and who may stand in (U2)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from wagtail.models import Site
from wagtail.permissions import policy_registry

from ..boundary import sites_of
from ..models import Absence, Association, Union
from ..roles import UNION_GROUPS


def site_of(user: Any) -> Site | None:
    """Where `user` works: the site of their association, the Union's; None for an account of nobody's."""
    groups = user.groups.values("pk")
    own = Association.objects.filter(Q(manager_group__in=groups) | Q(editor_group__in=groups)).select_related("site")
    association = own.in_czech_order().first()
    if association is not None:
        return association.site
    union = Union.objects.select_related("site").first()
    works_there = union is not None and (user.is_superuser or user.groups.filter(name__in=UNION_GROUPS).exists())
    return union.site if union is not None and works_there else None


def accounts_of(sites: Iterable[int] | QuerySet[Site]) -> QuerySet[Any]:
    """The open accounts of the associations of these sites, by name."""
    associations = Association.objects.filter(site__in=sites)
    own = Q(groups__in=associations.values("manager_group")) | Q(groups__in=associations.values("editor_group"))
    return _by_name(_open_accounts().filter(own))


def union_accounts() -> QuerySet[Any]:
    """The open accounts of the Union's people, by name."""
    return _by_name(_open_accounts().filter(groups__name__in=UNION_GROUPS))


def deputies_for(site: Site) -> QuerySet[Any]:
    """Who may stand in for somebody of `site`: a colleague of the same centre, or the Union."""
    pks = [*accounts_of([site.pk]).values_list("pk", flat=True), *union_accounts().values_list("pk", flat=True)]
    return _by_name(_open_accounts().filter(pk__in=pks))


def is_in_charge(user: Any, site: Site) -> bool:
    """Whether `user` enters the absences of others there: the manager in a centre, the Union's admin everywhere."""
    return bool(policy_registry.get_by_type(Absence).user_has_permission_for_instance(user, "delete", site))


def may_be_entered_by(user: Any) -> QuerySet[Any]:
    """The accounts whose absences `user` may enter: their own, and those of the people they are in charge of."""
    sites = sites_of(user, Absence, "delete")
    pks = {user.pk, *accounts_of(sites).values_list("pk", flat=True)}
    if sites.filter(union__isnull=False).exists():
        pks.update(union_accounts().values_list("pk", flat=True))
    return _by_name(_open_accounts().filter(pk__in=pks))


def may_change(user: Any, absence: Absence) -> bool:
    """Whether `user` may change or delete `absence`: whose it is, or who is in charge there."""
    return bool(absence.user_id == user.pk or is_in_charge(user, absence.site))


def check_absence(absence: Absence) -> None:
    """Raise ValidationError at the field of what can't be: two absences at once, a deputy from elsewhere."""
    errors: dict[str, str] = {}
    if not deputies_for(absence.site).filter(pk=absence.deputy_id).exists():
        errors["deputy"] = _("The deputy is a colleague of the same centre, or somebody of the Union.")
    if overlapping(absence.user_id, absence.starts_on, absence.ends_on).exclude(pk=absence.pk).exists():
        errors["starts_on"] = _("There is an absence of this person in these days already.")
    if errors:
        raise ValidationError(errors)


def overlapping(user_id: int, starts_on: date, ends_on: date) -> QuerySet[Absence]:
    """The absences of a person that share a day with these, both days included."""
    return Absence.objects.filter(user=user_id, starts_on__lte=ends_on, ends_on__gte=starts_on)


def name_of(user: Any) -> str:
    """What a person is called in the admin: by their own name, as a person of the centre, else as they sign in."""
    person = getattr(user, "staff_member", None)
    return str(user.get_full_name() or (person.name if person else "") or user.get_username())


def _open_accounts() -> QuerySet[Any]:
    accounts: QuerySet[Any] = get_user_model()._default_manager.filter(is_active=True)
    return accounts


def _by_name(accounts: QuerySet[Any]) -> QuerySet[Any]:
    return accounts.select_related("staff_member").distinct().order_by("last_name", "first_name", "username")
