"""Mail people write to the portal's mailbox: read once, offered to the features that wait for it."""

from .parsing import IncomingMail, MailFile
from .registry import register_mail_handler

__all__ = ["IncomingMail", "MailFile", "register_mail_handler"]
