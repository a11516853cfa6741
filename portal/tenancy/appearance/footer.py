"""What an association adds to the footer of its site: a few words, links, and where else it is found.

Plain words and addresses only, escaped when they are shown. Words and links say their language; where there are none
in the reader's, the Czech ones stand in, marked as such (decision 5). Nothing is loaded from the places linked to.
"""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from portal.core.languages import interface_language

MOST_LINKS = 8
ADDRESS = _("A whole address (https://…), or one of this site (/kontakt/).")
PROFILES: dict[str, tuple[str, tuple[str, ...]]] = {
    "facebook": ("Facebook", ("facebook.com", "fb.com", "fb.me")),
    "instagram": ("Instagram", ("instagram.com",)),
    "youtube": ("YouTube", ("youtube.com", "youtu.be")),
    "x": ("X", ("x.com", "twitter.com")),
    "linkedin": ("LinkedIn", ("linkedin.com",)),
    "whatsapp": ("WhatsApp", ("whatsapp.com", "wa.me")),
    "mastodon": ("Mastodon", ()),
}
"""Networks by code: the name, and the hosts a profile can be on (any where none is named)."""
CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def languages() -> list[tuple[str, str]]:
    """The languages of the installation, as choices."""
    return list(settings.LANGUAGES)


def networks() -> list[tuple[str, str]]:
    """The networks a profile can be on, as choices."""
    return [(code, name) for code, (name, _hosts) in PROFILES.items()]


def validate_link(value: str) -> None:
    """Refuse an address that is neither http(s), mailto, tel nor a path of the own site: nothing that could run."""
    if CONTROL.search(value) or "\\" in value:
        raise ValidationError(ADDRESS)
    if value.startswith("/") and not value.startswith("//"):
        return
    if value.startswith("mailto:"):
        validate_email(value.removeprefix("mailto:"))
    elif not re.fullmatch(r"tel:\+?[0-9]{3,15}", value):
        validate_web_address(value)


def validate_web_address(value: str) -> None:
    """Refuse what is no http(s) address, or holds a name and a password."""
    URLValidator(schemes=["http", "https"], message=ADDRESS)(value)
    if "@" in urlsplit(value).netloc:
        raise ValidationError(ADDRESS)


class FooterTextBlock(blocks.StructBlock):
    """A few words below the contacts."""

    language = blocks.ChoiceBlock(label=_("language"), choices=languages, default=settings.LANGUAGE_CODE)
    text = blocks.TextBlock(label=_("text"), rows=3, max_length=400, help_text=_("Plain text, 400 characters."))

    class Meta:
        icon = "pilcrow"
        label = _("Text")


class FooterLinkBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("title"), max_length=80)
    url = blocks.CharBlock(label=_("address"), max_length=500, validators=[validate_link], help_text=ADDRESS)

    class Meta:
        icon = "link"
        label = _("link")


class FooterLinksBlock(blocks.StructBlock):
    """Links under one heading."""

    language = blocks.ChoiceBlock(label=_("language"), choices=languages, default=settings.LANGUAGE_CODE)
    heading = blocks.CharBlock(label=_("heading"), max_length=60)
    links = blocks.ListBlock(FooterLinkBlock(), label=_("links"), min_num=1, max_num=MOST_LINKS)

    class Meta:
        icon = "list-ul"
        label = _("Links")


class FooterProfileBlock(blocks.StructBlock):
    """Where else the association is found. Only a link: nothing of the network is loaded into the site."""

    network = blocks.ChoiceBlock(label=_("network"), choices=networks)
    url = blocks.CharBlock(label=_("address of the profile"), max_length=500, validators=[validate_web_address])

    class Meta:
        icon = "group"
        label = _("Profile on a network")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        name, hosts = PROFILES[cleaned["network"]]
        host = (urlsplit(cleaned["url"]).hostname or "").removeprefix("www.")
        if hosts and not any(host == one or host.endswith(f".{one}") for one in hosts):
            error = ValidationError(_("This address is not on %(network)s."), params={"network": name})
            raise StructBlockValidationError({"url": error})
        return cleaned


class FooterBlock(blocks.StreamBlock):
    """All of it; a language has one text and two lists at most."""

    text = FooterTextBlock()
    links = FooterLinksBlock()
    profile = FooterProfileBlock()

    class Meta:
        required = False
        max_num = 24
        block_counts = {"profile": {"max_num": len(PROFILES)}}

    def clean(self, value: Any, **kwargs: Any) -> Any:
        cleaned = super().clean(value, **kwargs)
        for kind, most in (("text", 1), ("links", 2)):
            said = [child.value["language"] for child in cleaned if child.block_type == kind]
            if any(said.count(language) > most for language in said):
                raise ValidationError(_("One text and two lists of links for each language are enough for a footer."))
        return cleaned


# --- Showing it ------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Said:
    """Something in a language; `lang` is empty where it is that of the page's own words."""

    value: Any
    lang: str = ""


@dataclass(frozen=True)
class Profile:
    """One link to a network."""

    name: str
    url: str


@dataclass(frozen=True)
class Footer:
    """What the footer of a site shows beside the association's contacts."""

    texts: list[Said]
    lists: list[Said]
    profiles: list[Profile]


def footer_of(association: Any) -> Footer:
    """What `association` adds to its footer, for the active language."""
    rows = list(association.footer) if association is not None else []
    profiles = [
        Profile(PROFILES[row.value["network"]][0], row.value["url"])
        for row in rows
        if row.block_type == "profile" and row.value["network"] in PROFILES
    ]
    return Footer(_in_language(rows, "text"), _in_language(rows, "links"), profiles)


def _in_language(rows: list[Any], kind: str) -> list[Said]:
    default = settings.LANGUAGE_CODE
    active = get_language() or default
    for language in dict.fromkeys((active, default)):
        found = [row.value for row in rows if row.block_type == kind and row.value["language"] == language]
        if found:
            return [Said(value, "" if language == interface_language(active) else language) for value in found]
    return []
