"""Public pages kept in memory and answered before Django runs (decision 56).

Views say so by `may_keep` and `never_keep`. `decision` says what may be kept, `asked` what is looked up, `memory` and
`entry` keep it ready-made, `known` knows when it no longer holds, `handler` puts them before Django, `away` answers
when the database does not.
"""

from .said import may_keep, midnight, never_keep

__all__ = ["may_keep", "midnight", "never_keep"]
