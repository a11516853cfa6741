"""What is filled in from an association's name, so that nobody has to type it."""

import re
from collections.abc import Callable

from django.utils.text import slugify
from wagtail.models import Page, Site

from portal.core.czech import fold
from portal.tenancy.models import Association, Union

KIND = re.compile(
    r"\b(?:dobrovolný svazek obcí|dobrovolného svazku obcí|svazek měst a obcí|svazek obcí|společenství obcí"
    r"|sdružení obcí|DSO|mikroregion(?: obcí)?|zájmové sdružení obcí|region)\b",
    re.IGNORECASE,
)
LONGEST = 40
TRIES = 50


def short_name(name: str) -> str:
    """The name without the words that say what it is: "Dobrovolný svazek obcí Metuje" is "Metuje"."""
    left = " ".join(KIND.sub(" ", name).replace(" ,", ",").split()).strip(" ,-–")
    return left if re.search(r"[^\W\d]", left) else name


def slug(name: str) -> str:
    """A free short name for addresses, of the short name."""
    base = slugify(fold(short_name(name)))[:LONGEST].strip("-") or "svazek"
    return _free(base, is_slug_taken)


def is_slug_taken(value: str) -> bool:
    """Whether an association or another page at the top of the tree has this short name."""
    return Association.objects.filter(slug=value).exists() or Page.objects.filter(depth=2, slug=value).exists()


def host(of_slug: str) -> str:
    """A host below the Union's own."""
    union = Union.objects.select_related("site").first()
    return f"{of_slug}.{union.site.hostname.removeprefix('www.')}" if union else ""


def port() -> int:
    """The port the Union's site is reached at: the others stand beside it."""
    union = Union.objects.select_related("site").first()
    return union.site.port if union else Site._meta.get_field("port").default


def _free(base: str, is_taken: Callable[[str], bool]) -> str:
    candidates = (base, *(f"{base}-{number}" for number in range(2, TRIES)))
    return next((one for one in candidates if not is_taken(one)), base)
