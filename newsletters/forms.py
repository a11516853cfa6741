"""The editor's form of an issue."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext
from wagtail.admin.forms import WagtailAdminPageForm


class NewsletterIssueForm(WagtailAdminPageForm):
    """Offers the next number of this year, and refuses a number the association has used that year."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None and self.instance.number is None:
            year = timezone.localdate().year
            last = self._issues().filter(year=year).newest_first().first()
            number = last.number + 1 if last else 1
            slug = slugify(f"{self.parent_page.slug} {number} {year}")
            self.initial.update({"year": year, "number": number, "slug": slug})

    def _issues(self) -> Any:
        return type(self.instance).objects.child_of(self.parent_page)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        number, year = cleaned.get("number"), cleaned.get("year")
        if number and year:
            other = self._issues().filter(number=number, year=year).exclude(pk=self.instance.pk).first()
            if other is not None:
                message = gettext("Issue %(number)d/%(year)d is there already: “%(title)s”.")
                values = {"number": number, "year": year, "title": other.get_admin_display_title()}
                self.add_error("number", ValidationError(message, params=values))
        return cleaned
