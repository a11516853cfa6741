"""What a subscriber's own page shows of them: ``{{ row.email|masked }}``, ``{{ line|words }}``."""

from django import template

from ..models import ConsentEvent
from ..subscribers import persons
from ..subscribers.proof import words_of

register = template.Library()


@register.filter
def masked(email: str) -> str:
    """The address as its first letter and domain: somebody else may have been sent the mail."""
    return persons.masked(email)


@register.filter
def words(line: ConsentEvent) -> str:
    """The wording that was agreed to, in the language it was read in."""
    return words_of(line.wording, line.language) if line.wording else ""
