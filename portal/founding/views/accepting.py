"""The page behind the link of an invitation: a password is chosen. Nothing happens by opening it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.forms import SetPasswordForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from portal.users.account_forms import PASSWORD_HINT, PlainFields

from ..invitations import InvitationError, accept, found_by

GONE = 404
"""As of every wrong link: whoever tries many is refused (`portal.users.middleware`)."""


class FirstPasswordForm(PlainFields, SetPasswordForm):
    """The first password of an account, twice."""

    labels = {"new_password1": gettext_lazy("New password"), "new_password2": gettext_lazy("New password again")}
    hints = {"new_password1": PASSWORD_HINT}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show the form, and on POST set the password; then one signs in as everybody does."""
    invitation = found_by(token)
    if invitation is None:
        return render(request, "founding/accept.html", {"is_gone": True}, status=GONE)
    form = FirstPasswordForm(invitation.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            accept(token=token, password=form.cleaned_data["new_password1"])
        except InvitationError:
            # Somebody was faster with the same link.
            return render(request, "founding/accept.html", {"is_gone": True}, status=GONE)
        messages.success(request, _("Your password is set. Sign in with it now."))
        return redirect(f"{reverse('account_login')}?next={reverse('wagtailadmin_home')}")
    context = {"form": form, "email": invitation.user.email}
    return render(request, "founding/accept.html", context, status=422 if form.errors else 200)
