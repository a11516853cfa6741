"""Which municipality a row means, and whether it belongs to the association."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.core.czech import fold
from portal.tenancy.models import Association, Municipality

from .fields import Row


@dataclass(frozen=True)
class Places:
    """Municipalities by code with their names without diacritics, and the codes of the members."""

    names: dict[str, str]
    members: frozenset[str]

    @classmethod
    def of(cls, association: Association) -> "Places":
        names = dict(Municipality.objects.values_list("code", "search_text"))
        members = Municipality.objects.members_of(association).values_list("code", flat=True)
        return cls(names, frozenset(members))

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

    def known(self, row: Row, column: str, codes: Iterable[str]) -> tuple[str, ...]:
        found = []
        for code in codes:
            if code in self.names:
                found.append(code)
            else:
                row.refuse(column, _("unknown municipality code %s") % code)
        return tuple(sorted(found))
