"""allauth's forms with our labels: visible, Czech through our catalogue, without placeholders."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

PASSWORD_HINT = format_lazy(
    _("At least {length} characters. Long is better than complicated: four random words will do."),
    length=settings.PASSWORD_MIN_LENGTH,
)
CODE_HINT = _("Six digits from the app on your phone, or one of your recovery codes.")


class PlainFields(forms.BaseForm):
    """Gives fields the form's own labels and hints, and takes placeholders away: a label says it."""

    labels: dict[str, Any] = {}
    hints: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")


class LoginForm(PlainFields, account.LoginForm):
    labels = {"login": _("Username or e-mail"), "password": _("Password")}


class ReauthenticateForm(PlainFields, account.ReauthenticateForm):
    labels = {"password": _("Password")}


class ChangePasswordForm(PlainFields, account.ChangePasswordForm):
    labels = {
        "oldpassword": _("Current password"),
        "password1": _("New password"),
        "password2": _("New password again"),
    }
    hints = {"password1": PASSWORD_HINT}


class ResetPasswordForm(PlainFields, account.ResetPasswordForm):
    labels = {"email": _("E-mail")}
    hints = {"email": _("The address your account was made with.")}


class ResetPasswordKeyForm(PlainFields, account.ResetPasswordKeyForm):
    labels = {"password1": _("New password"), "password2": _("New password again")}
    hints = {"password1": PASSWORD_HINT}


class CodeForm(PlainFields, mfa.AuthenticateForm):
    labels = {"code": _("Code")}
    hints = {"code": CODE_HINT}


class CodeAgainForm(PlainFields, mfa.ReauthenticateForm):
    labels = {"code": _("Code")}
    hints = {"code": CODE_HINT}


class EnrolForm(PlainFields, totp.ActivateTOTPForm):
    labels = {"code": _("Code from the app")}
    hints = {"code": _("Six digits, as the app shows them now.")}
