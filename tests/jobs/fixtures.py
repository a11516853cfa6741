"""Fixtures of mail for every test."""

from collections.abc import Callable

import pytest
from django.core.mail import EmailMessage

from .outbox import deliver_outbox


@pytest.fixture
def delivered_mail(db: None) -> Callable[[], list[EmailMessage]]:
    """`delivered_mail()` sends what waits in the outbox and returns the messages that went out."""
    return deliver_outbox
