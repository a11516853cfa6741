"""The Union's forms for accounts."""

from typing import Any

from allauth.account.models import EmailAddress
from django import forms
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm

from portal.tenancy.models import Association
from portal.tenancy.roles import UNION_ROLES, Role

from .models import User

ROLE_LABELS = {
    Role.UNION_ADMIN: _("Union: administrator"),
    Role.UNION_REVIEWER: _("Union: reviewer"),
}


def role_choices() -> list[tuple[str, list[tuple[int, Any]]]]:
    """Groups as roles people know, the Union's first, then by association."""
    union = Group.objects.filter(name__in=ROLE_LABELS)
    choices = [("", [(group.pk, ROLE_LABELS[Role(group.name)]) for group in sorted(union, key=_union_order)])]
    for association in Association.objects.in_czech_order().only("short_name", "manager_group", "editor_group"):
        choices.append(
            (
                association.short_name,
                [(association.manager_group_id, _("manager")), (association.editor_group_id, _("editor"))],
            )
        )
    return choices


def _union_order(group: Group) -> int:
    return -UNION_ROLES.index(Role(group.name))


class RolesMixin(forms.ModelForm):
    """Roles instead of groups, and no way to make a superuser: that is a command on the server."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("is_superuser", None)
        groups: Any = self.fields["groups"]
        groups.label = _("Roles")
        groups.help_text = _("What the person may do, and for whom.")
        choices = role_choices()
        groups.queryset = Group.objects.filter(pk__in=[pk for _label, group in choices for pk, _name in group])
        groups.choices = _flat(choices)


def _flat(choices: list[tuple[str, list[tuple[int, Any]]]]) -> list[tuple[int, str]]:
    return [(pk, f"{owner}: {name}" if owner else str(name)) for owner, options in choices for pk, name in options]


class PortalUserCreationForm(RolesMixin, UserCreationForm):
    """A new account."""


class PortalUserEditForm(RolesMixin, UserEditForm):
    """An account."""

    def save(self, commit: bool = True) -> User:
        user: User = super().save(commit=commit)
        # allauth notes addresses it has seen and would sign in by them: an old one must open nothing.
        EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
        return user
