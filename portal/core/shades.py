"""What a colour becomes on pages, in the light and in the dark, and whether all of it can be read (WCAG 2.2, 1.4.3).

The grounds are the tokens of portal.css as screens show them; a test compares them with the file.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from .brand import DARK_GROUND, LIGHT_GROUND, WHITE, properties
from .colours import READABLE, contrast, darkened, nearest_accessible

HERO_IN_THE_DARK = 0.62
"""How much of the colour the band of a home page keeps in the dark (``--hero``)."""
LIGHT_PAPER = "#fbfaf7"
DARK_PAPER = "#181512"
LIGHT_INK = "#231e19"
DARK_INK = "#efece8"


@dataclass(frozen=True)
class Pair:
    """Words on a ground (#rrggbb), where that is met, and how well it is read."""

    where: Any
    words: str
    ground: str

    @property
    def ratio(self) -> float:
        """Their contrast, 1 to 21."""
        return contrast(self.words, self.ground)

    @property
    def is_readable(self) -> bool:
        return self.ratio >= READABLE


@dataclass(frozen=True)
class Theme:
    """The page in the light or in the dark: its own colours, and those derived from the association's."""

    name: Any
    paper: str
    ink: str
    band: str
    on_band: str
    button: str
    on_button: str
    link: str


@dataclass(frozen=True)
class Shades:
    """Everything `colour` is used for."""

    colour: str
    nearest: str
    """The nearest colour that may be chosen; `colour` itself if it may."""
    themes: tuple[Theme, ...]
    pairs: tuple[Pair, ...]

    @property
    def may_be_chosen(self) -> bool:
        return self.colour == self.nearest


def shades_of(colour: str) -> Shades:
    """What `colour` (#rrggbb in small letters) is on pages. White words must be read on it; the rest is derived."""
    derived = properties(colour)
    hero, light_link, dark_link = (
        darkened(colour, HERO_IN_THE_DARK),
        derived["--brand-ink"],
        derived["--brand-ink-dark"],
    )
    return Shades(
        colour=colour,
        nearest=nearest_accessible(colour),
        themes=(
            Theme(_("In the light"), LIGHT_PAPER, LIGHT_INK, colour, WHITE, colour, WHITE, light_link),
            Theme(_("In the dark"), DARK_PAPER, DARK_INK, hero, WHITE, colour, WHITE, dark_link),
        ),
        pairs=(
            Pair(_("White words on buttons and on the band of the home page"), WHITE, colour),
            Pair(_("White words on the band in the dark"), WHITE, hero),
            Pair(_("Links in the light"), light_link, LIGHT_GROUND),
            Pair(_("Links in the dark"), dark_link, DARK_GROUND),
        ),
    )
