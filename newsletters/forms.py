"""The editor's form of an issue."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from portal.programme.models import Programme

from .calendar_choice import free_issues, next_issue, next_numbers
from .checks.form import ReadyToSubmit
from .numbering import holder_of_number

OUTSIDE = ""


class NewsletterIssueForm(ReadyToSubmit, WagtailAdminPageForm):
    """Offers the next number of this year and the next newsletter of the programme; refuses a number used that year."""

    calendar_issue = forms.ChoiceField(
        label=_("Newsletter of the programme"),
        required=False,
        help_text=_("Which newsletter of the Union's calendar this is. Its days hold for it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None and self.instance.number is None:
            number, year, _following = next_numbers(self.parent_page)
            slug = slugify(f"{self.parent_page.slug} {number} {year}")
            self.initial.update({"year": year, "number": number, "slug": slug})
        if "calendar_issue" in self.fields:
            self._offer_calendar()

    def _offer_calendar(self) -> None:
        """The newsletters nobody has taken, with the issue's own; the next one stands in a new issue's form."""
        free = free_issues(self.parent_page, besides=self.instance.pk)
        choices = [(issue.key, str(issue)) for issue in free]
        own = self._own_calendar_issue()
        if own and own not in dict(choices):
            # Its programme is over, or the calendar changed: what was chosen isn't lost by saving.
            label = gettext("Newsletter %d") % self.instance.calendar_number
            choices.insert(0, (own, f"{label} ({self.instance.programme})"))
        if own == OUTSIDE and self.instance.pk is None:
            following = next_issue(self.parent_page)
            own = following.key if following else OUTSIDE
        self.fields["calendar_issue"].choices = [(OUTSIDE, gettext("none, an issue besides the programme")), *choices]
        self.initial["calendar_issue"] = own

    def _own_calendar_issue(self) -> str:
        has_one = self.instance.programme_id and self.instance.calendar_number
        return f"{self.instance.programme_id}:{self.instance.calendar_number}" if has_one else OUTSIDE

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        number, year = cleaned.get("number"), cleaned.get("year")
        if number and year and self.instance.corrects_id is None:
            other = holder_of_number(self.parent_page, number, year, besides=self.instance.pk)
            if other is not None:
                message = gettext("Issue %(number)d/%(year)d is there already: “%(title)s”.")
                values = {"number": number, "year": year, "title": other.get_admin_display_title()}
                self.add_error("number", ValidationError(message, params=values))
        if self.add_prefix("calendar_issue") in self.data and "calendar_issue" in cleaned:
            self._take_calendar_issue(cleaned["calendar_issue"])
        return cleaned

    def _take_calendar_issue(self, chosen: str) -> None:
        """Put what was chosen into the two fields of the issue it stands for."""
        programme, _colon, number = chosen.partition(":")
        self.instance.programme = Programme.objects.get(pk=programme) if programme else None
        self.instance.calendar_number = int(number) if number else None
