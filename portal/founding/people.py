"""People of an association and their roles: an account for who has none, with an invitation; a word for who has."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.tenancy.models import Association
from portal.tenancy.roles import ASSOCIATION_ROLES, Role

from .invitations import invite, tell_of_role

ROLES = [(Role.MANAGER.value, gettext_lazy("manager")), (Role.EDITOR.value, gettext_lazy("editor"))]
LONGEST_NAME = 150


@dataclass(frozen=True)
class Person:
    """Somebody who is to work for an association, as `role`."""

    name: str
    email: str
    role: str


def check_address(email: str) -> None:
    """Raise ValidationError if `email` is of an account that can't be used."""
    account = _account(email)
    if account is not None and not account.is_active:
        raise ValidationError(_("The account with this e-mail is closed. Open it among the users first."))
    if account is None and len(email) > LONGEST_NAME:
        raise ValidationError(_("This address is too long for an account."))


@transaction.atomic
def add_people(*, association: Association, people: Iterable[Person], by: Any) -> list[Any]:
    """Give each of `people` their role, with an account where they have none; returns the accounts.

    Who is new gets an invitation, who has an account a word that they work here too. Who has the role already is
    left alone. Raises ValidationError for an account that is closed and ValueError for another role.
    """
    groups = {Role.MANAGER: association.manager_group, Role.EDITOR: association.editor_group}
    accounts, known = [], dict(ROLES)
    for person in people:
        role = Role(person.role)
        if role not in ASSOCIATION_ROLES:
            raise ValueError(f"{role} is no role of an association")
        email = person.email.strip().lower()
        check_address(email)
        account, is_new = _account(email), False
        if account is None:
            account, is_new = _new_account(person.name, email), True
        accounts.append(account)
        if account.groups.filter(pk=groups[role].pk).exists():
            continue
        account.groups.add(groups[role])
        if is_new or not account.has_usable_password():
            invite(account=account, by=by, association=association)
        else:
            tell_of_role(accounts=[account], association=association, role=known[role.value])
    return accounts


def people_of(association: Association) -> QuerySet[Any]:
    """Accounts of the association with `group_id` of the role and their invitation, managers first."""
    groups = [association.manager_group_id, association.editor_group_id]
    rows = get_user_model()._default_manager.filter(groups__in=groups).annotate(group_id=F("groups"))
    return rows.select_related("invitation").order_by("group_id", "last_name", "first_name", "pk")


def _account(email: str) -> Any:
    return get_user_model()._default_manager.filter(email__iexact=email).first()


def _new_account(name: str, email: str) -> Any:
    first, _space, last = " ".join(name.split()).rpartition(" ")
    account = get_user_model()(username=email, email=email, first_name=first[:150], last_name=last[:150])
    account.set_unusable_password()
    account.full_clean(exclude=["password"])
    account.save()
    return account
