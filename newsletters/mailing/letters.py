"""The mails of an issue as they are when its mailing is started: frozen, by language, without their recipients.

What is each recipient's own stands in them as a mark, a string that is nowhere else in that letter.
"""

from typing import Any, TypedDict


class Both(TypedDict):
    """A piece of a mail for both its parts."""

    text: str
    html: str


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
    raise NotImplementedError
