"""Signing in and out, failed attempts, passwords, the second step and roles, as lines of the log.

Written in the request's own work, from the signals of whoever does it. A line is about the account; addresses of
machines and names that fit no account are never in it.
"""

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed
from axes.signals import user_locked_out
from django.contrib.auth.models import Group
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models import Q
from django.db.models.signals import m2m_changed, post_delete, post_save
from wagtail.log_actions import get_active_log_context, log

from portal.tenancy.audit import actions

from .models import User

WEIGHTY = ("is_active", "is_superuser")
TOTP = Authenticator.Type.TOTP.value


def connect() -> None:
    """Listen; called once, when the app is ready."""
    uid: dict[str, Any] = {"dispatch_uid": "users.audit", "weak": False}
    user_logged_in.connect(_signed_in, **uid)
    user_logged_out.connect(_signed_out, **uid)
    user_login_failed.connect(_sign_in_failed, **uid)
    user_locked_out.connect(_locked_out, **uid)
    authentication_failed.connect(_code_failed, **uid)
    for signal in (password_changed, password_reset, password_set):
        signal.connect(_password_changed, **uid)
    post_save.connect(_factor_added, sender=Authenticator, **uid)
    post_delete.connect(_factor_removed, sender=Authenticator, **uid)
    m2m_changed.connect(_roles_changed, sender=User.groups.through, **uid)


def _note(account: Any, action: str, by: Any, **data: Any) -> None:
    # The number, not the name: a name is a person's, and the account says it while there is one.
    log(account, action, user=by, title=f"{User._meta.verbose_name} {account.pk}", data=data)


def _signed_in(user: Any, **_signal: Any) -> None:
    _note(user, actions.SIGNED_IN, user)


def _signed_out(user: Any, **_signal: Any) -> None:
    if user is not None:
        _note(user, actions.SIGNED_OUT, user)


def _sign_in_failed(credentials: dict[str, Any], **_signal: Any) -> None:
    login = str(credentials.get("username") or credentials.get("email") or "").strip()
    account = _account(login)
    if account is not None:
        _note(account, actions.SIGN_IN_FAILED, None)


def _locked_out(username: str | None = None, **_signal: Any) -> None:
    account = _account(str(username or ""))
    if account is not None:
        _note(account, actions.LOCKED_OUT, None)


def _code_failed(user: Any, **_signal: Any) -> None:
    _note(user, actions.SIGN_IN_FAILED, None, step=2)


def _password_changed(user: Any, **_signal: Any) -> None:
    _note(user, actions.PASSWORD_CHANGED, user)


def _factor_added(instance: Any, created: bool, **_signal: Any) -> None:
    if created and instance.type == TOTP:
        _note(instance.user, actions.FACTOR_ADDED, _acting(instance.user))


def _factor_removed(instance: Any, origin: Any = None, **_signal: Any) -> None:
    if instance.type == TOTP and not isinstance(origin, User):
        _note(instance.user, actions.FACTOR_REMOVED, _acting(instance.user))


def _roles_changed(instance: Any, action: str, reverse: bool, pk_set: Any, **_signal: Any) -> None:
    """Which roles an account got or lost, by their names: whoever gave them, however."""
    if reverse or action not in {"post_add", "post_remove", "pre_clear"}:
        return
    groups = instance.groups.all() if action == "pre_clear" else Group.objects.filter(pk__in=pk_set or ())
    names = sorted(groups.values_list("name", flat=True))
    if names:
        change = "added" if action == "post_add" else "removed"
        _note(instance, actions.ROLES_CHANGED, get_active_log_context().user, **{change: names})


def _acting(account: Any) -> Any:
    return get_active_log_context().user or account


def _account(login: str) -> Any:
    """The account a sign-in was tried with; None for what fits none: people type passwords into that field."""
    if not login:
        return None
    return User.objects.filter(Q(username__iexact=login) | Q(email__iexact=login)).order_by("pk").first()
