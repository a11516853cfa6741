"""Which municipalities a typed or pasted list means: each entry is understood, or reported with the reason."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from portal.core.czech import fold
from portal.core.validators import normalise_ico
from portal.tenancy.models import Municipality

BREAKS = re.compile(r"[\n;,\t|]+")
CODE = re.compile(r"^(\d{6})\b")
NUMBER = re.compile(r"^\d[\d ]{5,9}$")
WITH_DISTRICT = re.compile(r"^(?P<name>[^(]+?) ?(?:\((?:okres )?(?P<inside>[^)]+)\)|(?<= )okres (?P<after>.+))$")
PREFIX = re.compile(r"^(?:obec|městys|město|statutární město)\s+(?=[A-ZÁ-Ž])")
MOST = 400
"""Entries of a list; the largest association has some hundred members."""
FOUND_AT_MOST = 100


@dataclass(frozen=True)
class Doubt:
    """An entry that means no municipality, or one of several."""

    typed: str
    reason: str
    offered: tuple[Municipality, ...] = ()


@dataclass
class Understood:
    """What a list means."""

    members: list[Municipality] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)

    @property
    def codes(self) -> list[str]:
        return [one.pk for one in self.members]

    def as_text(self) -> str:
        """The list as it is shown again: the municipalities by code, then what wasn't understood as it was typed."""
        return "\n".join([*map(as_line, self.members), *(doubt.typed for doubt in self.doubts)])


def as_line(municipality: Municipality) -> str:
    """One municipality on a line of the list: its code says which one, the rest is for people."""
    return f"{municipality.pk} {municipality.name} ({municipality.district_name})"


def understand(typed: str) -> Understood:
    """What the list says, three queries however long it is.

    Entries stand on lines of their own or behind commas and semicolons: a code (whatever follows it), an IČO, or a
    name, with the district in brackets where there are several. Of several of one name the only one in a district of
    the others is taken.
    """
    entries = [" ".join(part.split()) for part in BREAKS.split(typed)]
    entries = list(dict.fromkeys(entry for entry in entries if entry))
    result = Understood()
    if len(entries) > MOST:
        result.doubts.append(Doubt(entries[MOST], _("The list has more than %s entries.") % MOST))
        entries = entries[:MOST]
    known = _Known(entries)
    several: list[tuple[str, list[Municipality]]] = []
    for entry in entries:
        found, reason = known.find(entry)
        if len(found) == 1:
            result.members.append(found[0])
        elif found:
            several.append((entry, found))
        else:
            result.doubts.append(Doubt(entry, reason))
    districts = {one.district_code for one in result.members if one.district_code}
    for entry, found in several:
        near = [one for one in found if one.district_code in districts]
        if len(near) == 1:
            result.members.append(near[0])
        else:
            result.doubts.append(Doubt(entry, _("There are several of this name."), tuple(found)))
    result.members = list({one.pk: one for one in result.members}.values())
    return result


class _Known:
    """The municipalities the entries may mean, asked for together."""

    def __init__(self, entries: Iterable[str]) -> None:
        codes, icos, names = set(), set(), set()
        for entry in entries:
            code, ico, name, _district = _parts(entry)
            codes.add(code)
            icos.add(ico)
            names.add(fold(name))
        wanted = Q(pk__in=codes - {""}) | Q(ico__in=icos - {""}) | Q(search_text__in=names - {""})
        self.by_code: dict[str, Municipality] = {}
        self.by_ico: dict[str, list[Municipality]] = defaultdict(list)
        self.by_name: dict[str, list[Municipality]] = defaultdict(list)
        rows = Municipality.objects.exclude(status=Municipality.Status.MILITARY).filter(wanted).order_by("sort_key")
        for one in rows:
            self.by_code[one.pk] = one
            self.by_name[one.search_text].append(one)
            if one.ico:
                self.by_ico[one.ico].append(one)

    def find(self, entry: str) -> tuple[list[Municipality], str]:
        """Whom the entry may mean; and why nobody."""
        code, ico, name, district = _parts(entry)
        if code:
            found = [self.by_code[code]] if code in self.by_code else self.by_ico.get(ico, [])
            return found, _("No municipality has this code.")
        if ico:
            return self.by_ico.get(ico, []), _("No municipality has this IČO.")
        found = self.by_name.get(fold(name), [])
        if district:
            inside = [one for one in found if fold(district) in {fold(one.district_name), fold(one.orp_name)}]
            return inside, _("No municipality of this name is in this district.")
        return found, _("No municipality has this name.")


def _parts(entry: str) -> tuple[str, str, str, str]:
    """Code, IČO, name and district of an entry; those it hasn't are empty."""
    if code := CODE.match(entry):
        # Six digits alone may be an IČO without its leading zeros as well.
        return code[1], normalise_ico(code[1]) if entry == code[1] else "", "", ""
    if NUMBER.match(entry):
        return "", normalise_ico(entry), "", ""
    entry = PREFIX.sub("", " ".join(entry.split()))
    if found := WITH_DISTRICT.match(entry):
        return "", "", found["name"], (found["inside"] or found["after"]).strip()
    return "", "", entry, ""


def sought(name: str, area: str) -> QuerySet[Municipality]:
    """Municipalities whose name holds `name`, in the `area`: a district ("CZ0523") or "orp:" and the ORP's code."""
    rows = Municipality.objects.exclude(status=Municipality.Status.MILITARY).order_by("sort_key")
    if area.startswith("orp:"):
        rows = rows.filter(orp_code=area.removeprefix("orp:"))
    elif area:
        rows = rows.filter(district_code=area)
    if folded := fold(name.strip()):
        rows = rows.filter(search_text__contains=folded)
    return rows if area or folded else rows.none()


def areas() -> list[tuple[str, list[tuple[str, str]]]]:
    """Districts with their ORP, for a choice: by region, in Czech order."""
    rows = Municipality.objects.exclude(district_code="").order_by("region_name", "district_name", "orp_name")
    asked = ("region_name", "district_code", "district_name", "orp_code", "orp_name")
    groups: dict[str, dict[str, str]] = defaultdict(dict)
    for region, code, district, orp_code, orp in rows.values_list(*asked).distinct():
        groups[region][code] = _("District %s") % district
        if orp_code:
            groups[region][f"orp:{orp_code}"] = _("– ORP %s") % orp
    return [(region, list(found.items())) for region, found in groups.items()]
