"""Accounts of people who are new: a letter with a link by which they set their first password, once.

The link leads to the Union's own site, which answers before the address of a new association does. It holds for
`HOLDS`; whoever sends it again makes the one before useless. The second step of signing in is asked for afterwards,
as of everybody (`portal.users.middleware`).
"""

from collections.abc import Iterable
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portal.core.templatetags.portal import cs_date
from portal.core.tickets import new_token
from portal.jobs.outbox import Letter, enqueue_new
from portal.tenancy.audit import actions
from portal.tenancy.models import Association, Union

from .models import Invitation

HOLDS = timedelta(days=14)
INVITED, ACCEPTED = "founding.invited", "founding.invitation_accepted"
CZECH = "cs"
TEMPLATE = "emails/founding/letter"
LONGEST_TOKEN = 100


class InvitationError(Exception):
    """What was asked can't be done now; the message says why."""


@transaction.atomic
def invite(*, account: Any, by: Any, association: Association | None = None) -> Invitation:
    """Write to `account`, whose owner has no password yet; a second time it makes a new link.

    Raises InvitationError for an account that is closed, has no address, or has a password.
    """
    account = get_user_model()._default_manager.select_for_update().get(pk=account.pk)
    if not account.is_active:
        raise InvitationError(_("This account is closed."))
    if account.has_usable_password():
        raise InvitationError(
            _("This account has a password already; its owner can ask for a new one when signing in.")
        )
    if not account.email:
        raise InvitationError(_("This account has no e-mail address."))
    token, now = new_token(), timezone.now()
    invitation = Invitation.objects.filter(user=account).first() or Invitation(user=account, times=0)
    invitation.times += 1
    invitation.token_hash, invitation.sent_at, invitation.expires_at = _hash(token), now, now + HOLDS
    invitation.accepted_at = None
    invitation.save()
    enqueue_new([_invitation_letter(invitation, account, association, token)])
    # No name and no address: the line is kept as long as the log.
    log(account, INVITED, user=by, title=f"{account._meta.verbose_name} {account.pk}", data={"times": invitation.times})
    return invitation


def found_by(token: str, *, lock: bool = False) -> Invitation | None:
    """The invitation a link belongs to, if it still holds: not used, not run out, the account not closed."""
    if not token or len(token) > LONGEST_TOKEN:
        return None
    rows = Invitation.objects.select_for_update(of=("self",)) if lock else Invitation.objects.all()
    found = rows.select_related("user").filter(token_hash=_hash(token), accepted_at=None).first()
    if found is None or found.is_over or not found.user.is_active or found.user.has_usable_password():
        return None
    return found


@transaction.atomic
def accept(*, token: str, password: str) -> Any:
    """Give the account its first password, once; returns the account. Raises InvitationError if the link is dead."""
    invitation = found_by(token, lock=True)
    if invitation is None:
        raise InvitationError(_("This link does not work any more: it has been used, sent anew, or it is too old."))
    account = invitation.user
    account.set_password(password)
    account.save(update_fields=["password"])
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    title = f"{account._meta.verbose_name} {account.pk}"
    log(account, ACCEPTED, user=account, title=title)
    log(account, actions.PASSWORD_CHANGED, user=account, title=title)
    return account


def tell_of_role(*, accounts: Iterable[Any], association: Association, role: Any) -> None:
    """Write to people who have accounts that they work for `association` too; in the transaction of the fact.

    `role` is the role's name, translated when it is written.
    """
    union = Union.objects.select_related("site").get()
    stamp = f"{timezone.now():%Y%m%d%H%M%S%f}"
    with translation.override(CZECH):
        subject = _("You now work in the portal for %(name)s") % {"name": association.short_name}
        text = _("The Union has given your account the role %(role)s. You sign in as before.") % {"role": role}
        letters = [
            _letter(
                event=f"founding.role:{association.pk}:{account.pk}:{stamp}",
                recipient=account.email,
                subject=subject,
                union=union,
                paragraphs=[text],
                url=f"{union.site.root_url}{reverse('wagtailadmin_home')}",
                label=_("Open the administration"),
            )
            for account in accounts
        ]
    enqueue_new(letters)


def _invitation_letter(invitation: Invitation, account: Any, association: Association | None, token: str) -> Letter:
    union = Union.objects.select_related("site").get()
    if association is None:
        association = Association.objects.filter(manager_group__user=account).first()
        association = association or Association.objects.filter(editor_group__user=account).first()
    with translation.override(CZECH):
        name = association.name if association else union.name
        day = cs_date(timezone.localdate(invitation.expires_at))
        return _letter(
            event=f"founding.invitation:{invitation.pk}:{invitation.times}",
            recipient=account.email,
            subject=_("Your account in the portal: %(name)s") % {"name": name},
            union=union,
            paragraphs=[
                _("The Union has made an account for you, with which you will work for %(name)s.") % {"name": name},
                _("Set your password by the button. The link works once, until %(day)s.") % {"day": day},
                _("You sign in with this address. You will be asked to set up a second step, an app on your phone."),
            ],
            url=f"{union.site.root_url}{reverse('accept_invitation', args=[token])}",
            label=_("Set the password"),
        )


def _letter(
    *, event: str, recipient: str, subject: str, union: Union, paragraphs: list[str], url: str, label: str
) -> Letter:
    context = {
        "union": union,
        "subject": subject,
        "paragraphs": paragraphs,
        "url": url,
        "label": label,
        "why": _(
            "You get this message because the Union has given you a role in the portal. If that is a mistake, tell us."
        ),
    }
    return Letter(
        event=event,
        recipient=recipient,
        subject=subject,
        text=render_to_string(f"{TEMPLATE}.txt", context),
        html=render_to_string(f"{TEMPLATE}.html", context),
        reply_to=union.email,
    )


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
