"""The mails of an issue as they are when its mailing is started: frozen, by language, without their recipients.

What is each recipient's own stands in them as a mark, a string that is nowhere else in that letter.
"""

from typing import Any, TypedDict

from django.conf import settings

from portal.jobs.transport import sender_of
from portal.tenancy.models import Municipality

from ..editions.mail import Both, mail_of
from ..models import NewsletterIssuePage
from ..models.subscriber import LANGUAGES
from ..review.rounds import association_of
from ..sending.gate import NotSendable, sendable


class Letter(TypedDict):
    """One language of an issue, as JSON.

    `text` and `html` have `marks` (by name): "local" where news of the recipient's municipality go (`local`, by its
    code; nothing for the others), "why" where it is said why they get it (`why`, by kind of recipient, with the mark
    "whose" for since when, or for which of the `municipalities`), "preferences" and "unsubscribe" for the addresses of
    their own pages below the `archive`.
    """

    language: str
    association: str
    subject: str
    sender: str
    reply_to: str
    list_id: str
    archive: str
    text: str
    html: str
    marks: dict[str, str]
    local: dict[str, Both]
    why: dict[str, Both]
    municipalities: dict[str, str]


def letters_of(issue: Any) -> dict[str, Letter]:
    """The letters of `issue`, by language: Czech, and each translation that is published and may be sent.

    Plain JSON for `Mailing.letters`. Asks nobody whether the issue itself may go out.
    """
    letters = {settings.LANGUAGE_CODE: _letter(issue)}
    readers = {code for code, _name in LANGUAGES}
    translations = NewsletterIssuePage.objects.translation_of(issue).live().filter(alias_of=None)
    for translation in translations.select_related("locale"):
        language = translation.locale.language_code
        if language in readers and _is_sendable(translation):
            letters.setdefault(language, _letter(translation))
    return letters


def _is_sendable(issue: NewsletterIssuePage) -> bool:
    try:
        sendable(issue)
    except NotSendable:
        return False
    return True


def _letter(issue: Any) -> Letter:
    association = association_of(issue)
    sender, reply_to = sender_of(association.site)
    mail = mail_of(issue)
    return {
        "language": mail.language,
        "association": association.short_name,
        "subject": mail.subject,
        "sender": sender,
        "reply_to": reply_to,
        "list_id": f"zpravodaj.{association.site.hostname}",
        "archive": issue.get_parent().full_url,
        "text": mail.text,
        "html": mail.html,
        "marks": dict(mail.marks),
        "local": dict(mail.local),
        "why": dict(mail.why),
        "municipalities": {member.pk: member.name for member in Municipality.objects.members_of(association)},
    }
