"""What the database itself refuses about Wagtail's two logs: who did what and when is written once.

Words may still be taken out of a line (`label`, `data`): the law wants people's names gone from the register's
history (`contact_centre.privacy`). Lines of our own actions hold none, and are kept as they are. What is younger than
`LEAST_YEARS` is deleted by nobody; `keeping` deletes what is older than the installation's own number of years.
"""

from portal.core.row_rules import Event, RowRule, days_ago

from .actions import PREFIX

LEAST_YEARS = 2
MESSAGE = "Lines of the log are never changed, and not deleted before their time."
TABLES = ("wagtailcore_modellogentry", "wagtailcore_pagelogentry")
OF_TABLE = {TABLES[0]: "object_id", TABLES[1]: "page_id"}


def _fixed(table: str) -> str:
    columns = ("id", "action", "timestamp", "uuid", "user_id", "content_changed", "deleted", OF_TABLE[table])
    return " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in columns)


def _words() -> str:
    return "(NEW.label IS DISTINCT FROM OLD.label OR NEW.data IS DISTINCT FROM OLD.data)"


def _rules(table: str) -> list[RowRule]:
    short = table.removeprefix("wagtailcore_")
    return [
        RowRule(f"{short}_fixed", table, Event.UPDATE, MESSAGE, when=_fixed(table)),
        RowRule(f"{short}_words", table, Event.UPDATE, MESSAGE, when=f"OLD.action LIKE '{PREFIX}%' AND {_words()}"),
        RowRule(f"{short}_kept", table, Event.DELETE, MESSAGE, when=f"OLD.timestamp > {days_ago(LEAST_YEARS * 365)}"),
    ]


LOG_RULES = tuple(rule for table in TABLES for rule in _rules(table))
