"""Which municipality a row means, and whether it belongs to the association."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from portal.core.czech import fold
from portal.tenancy.models import Association, Municipality

from .row import Row


@dataclass(frozen=True)
class Places:
    """Municipalities by code with their names without diacritics, and the codes of the members."""

    names: dict[str, str]
    members: frozenset[str]
    labels: dict[str, str] = field(default_factory=dict)
    by_name: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, association: Association) -> "Places":
        rows = list(Municipality.objects.values_list("code", "search_text", "name"))
        members = Municipality.objects.members_of(association).values_list("code", flat=True)
        by_name: dict[str, list[str]] = defaultdict(list)
        for code, folded, _name in rows:
            by_name[folded].append(code)
        return cls(
            names={code: folded for code, folded, _name in rows},
            members=frozenset(members),
            labels={code: name for code, _folded, name in rows},
            by_name={name: tuple(codes) for name, codes in by_name.items()},
        )

    def municipality(self, row: Row, code_column: str, name_column: str) -> str:
        """The code the row means; "" and a fault if it means none, or two."""
        code, name = row.text(code_column), row.text(name_column)
        if not code:
            row.refuse(
                code_column, _("the municipality is missing") if not name else _("the code of %s is missing") % name
            )
            return ""
        known = self.names.get(code)
        if known is None:
            row.refuse(code_column, _("unknown municipality code (is the national table loaded?)"))
            return ""
        if name and fold(name) != known:
            row.refuse(name_column, _("the code %(code)s belongs to another municipality") % {"code": code})
            return ""
        return code

    def by_name_alone(self, row: Row, name_column: str) -> str:
        """The code of the municipality of that name, a member before all others; "" and a fault for none or several."""
        name = row.text(name_column)
        if not name:
            row.refuse(name_column, _("the municipality is missing"))
            return ""
        if name in self.names:
            return name
        found = self.by_name.get(fold(name), ())
        members = tuple(code for code in found if code in self.members)
        if len(members) == 1 or (len(found) == 1 and not members):
            return (members or found)[0]
        if members:
            row.refuse(name_column, _("several members have this name; the file has to give the municipality's code"))
        elif found:
            # All of them lie outside the association; which one makes no difference.
            return found[0]
        else:
            row.refuse(name_column, _("no municipality has this name"))
        return ""

    def known(self, row: Row, column: str, codes: Iterable[str]) -> tuple[str, ...]:
        """Codes of the municipalities in `codes`, which may be names of members too."""
        found = []
        for code in codes:
            named = [each for each in self.by_name.get(fold(code), ()) if each in self.members]
            if code in self.names:
                found.append(code)
            elif len(named) == 1:
                found.append(named[0])
            else:
                row.refuse(column, _("unknown municipality code %s") % code)
        return tuple(sorted(set(found)))
