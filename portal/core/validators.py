"""Czech identifiers and numbers: what is accepted, how it is stored, how it is shown (rules.md C11)."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

NBSP = "\u00a0"


def normalise_ico(value: str) -> str:
    """`value` as eight digits with leading zeros; other text is returned stripped, for the validator to refuse."""
    digits = re.sub(r"\s", "", value)
    return digits.zfill(8) if digits.isdigit() else digits


def is_valid_ico(value: str) -> bool:
    """Whether `value` is eight digits whose last one is the check digit."""
    if not re.fullmatch(r"[0-9]{8}", value):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(value[:7], range(8, 1, -1), strict=True))
    return int(value[7]) == (11 - total % 11) % 10


def validate_ico(value: str) -> None:
    """Raise ValidationError unless `value` is an IČO of eight digits with the right check digit."""
    if not re.fullmatch(r"[0-9]{8}", value):
        raise ValidationError(_("An IČO has eight digits."), code="ico_format")
    if not is_valid_ico(value):
        raise ValidationError(_("This IČO has a wrong check digit."), code="ico_check_digit")


def normalise_phone(value: str) -> str:
    """`value` as +420 and nine digits, a short emergency number as it is.

    Accepts spaces, 420… and 00420…; raises ValidationError for anything else.
    """
    digits = re.sub(r"[\s\-/().]", "", value)
    if digits in {"112", "150", "155", "156", "158"}:
        return digits
    match = re.fullmatch(r"(?:\+420|00420|420)?([0-9]{9})", digits)
    if not match:
        raise ValidationError(_("A phone number has nine digits, for example 491 612 605."), code="phone")
    return f"+420{match[1]}"


def format_phone(value: str) -> str:
    """`value` in groups of three with non-breaking spaces: +420 491 612 605."""
    match = re.fullmatch(r"(\+420)(\d{3})(\d{3})(\d{3})", value)
    return NBSP.join(match.groups()) if match else value


def normalise_psc(value: str) -> str:
    """`value` as five digits. Raises ValidationError when it isn't a Czech postcode."""
    digits = re.sub(r"\s", "", value)
    if not re.fullmatch(r"[1-7][0-9]{4}", digits):
        raise ValidationError(_("A postcode has five digits, for example 549 12."), code="psc")
    return digits


def format_psc(value: str) -> str:
    """`value` as it is written on letters: 549 12."""
    return f"{value[:3]}{NBSP}{value[3:]}" if re.fullmatch(r"\d{5}", value) else value


def looks_like_data_box_id(value: str) -> bool:
    """Whether `value` has the seven letters and digits of a data box: worth a warning, no reason to refuse it."""
    return re.fullmatch(r"[a-z0-9]{7}", value.lower()) is not None
