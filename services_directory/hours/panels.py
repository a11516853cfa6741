"""The panel of opening hours: in words wherever hours are shown and not edited."""

from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from wagtail.admin.compare import FieldComparison, TextDiff
from wagtail.admin.panels import FieldPanel

from .notation import from_osm
from .words import schedule_lines


def in_words(text: str) -> list[str]:
    """The lines of the hours; the notation itself where rows can't hold it."""
    schedule = from_osm(text)
    return [text] if schedule is None else schedule_lines(schedule)


class HoursComparison(FieldComparison):
    """Two versions line by line."""

    def htmldiff(self) -> SafeString:
        before, after = in_words(self.val_a or ""), in_words(self.val_b or "")
        kept = [("equal" if line in after else "deletion", line) for line in before]
        changes = [*kept, *(("addition", line) for line in after if line not in before)]
        return format_html_join(
            "", "<div>{}</div>", ((TextDiff([change]).to_html(),) for change in changes)
        )  # fmt: skip


class HoursPanel(FieldPanel):
    def get_comparison_class(self) -> type[FieldComparison]:
        return HoursComparison

    def format_value_for_display(self, value: Any) -> SafeString:
        return format_html("{}", "; ".join(in_words(value or "")))
