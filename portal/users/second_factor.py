"""Whether a request has shown its second factor."""

from enum import Enum, auto

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest

MFA = "mfa"
"""allauth's name of the method in the session's records."""


class Factor(Enum):
    SHOWN = auto()
    NOT_SHOWN = auto()
    """Enrolled, but this session signed in without it (before it was enrolled, say)."""
    NOT_ENROLLED = auto()


def factor_of(request: HttpRequest) -> Factor:
    """What the signed-in user of `request` has shown in this session."""
    if any(record.get("method") == MFA for record in get_authentication_records(request, request.user)):
        # An authenticator removed since doesn't count: the next look finds none.
        return Factor.SHOWN if is_enrolled(request) else Factor.NOT_ENROLLED
    return Factor.NOT_SHOWN if is_enrolled(request) else Factor.NOT_ENROLLED


def is_enrolled(request: HttpRequest) -> bool:
    return bool(is_mfa_enabled(request.user, [Authenticator.Type.TOTP]))


def record_enrolment(request: HttpRequest) -> None:
    """Enrolling proved the factor: the session need not ask for it once more."""
    record_authentication(request, request.user, MFA, type=Authenticator.Type.TOTP.value, reauthenticated=True)
