"""What is left of the hours of legal advice, in words for who is about to use some (LAW-1)."""

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from .balance import Balance, balance_of


def hours_words(hours: Decimal) -> str:
    """A number of hours as people write it: no zeros at its end, the language's decimal mark."""
    shown = f"{hours.normalize():f}"
    return number_format(shown, use_l10n=True, force_grouping=True)


def balance_words(site_id: int) -> str:
    """The balance of a centre in one sentence, to stand at a field."""
    return said(balance_of(site_id))


def said(balance: Balance) -> str:
    """`balance` in one sentence."""
    if balance.left < 0:
        return _("All %(granted)s hours from the Union are used, and %(more)s more.") % {
            "granted": hours_words(balance.granted),
            "more": hours_words(-balance.left),
        }
    return _("%(left)s of %(granted)s hours from the Union are left.") % {
        "left": hours_words(balance.left),
        "granted": hours_words(balance.granted),
    }


def used_up(site_id: int) -> str:
    """A warning if the centre has used more than it was given; "" otherwise. What was used is recorded anyway."""
    balance = balance_of(site_id)
    if balance.left >= 0:
        return ""
    return _("Recorded. But the centre has now used %(more)s hours of legal advice more than the Union gave it.") % {
        "more": hours_words(-balance.left)
    }
