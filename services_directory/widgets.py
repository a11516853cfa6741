"""Widgets of the directory's forms: choosers that show nothing their field does not offer."""

from typing import Any

from django.db.models import QuerySet
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import BaseChooser
from wagtail.images.widgets import AdminImageChooser
from wagtail.snippets.widgets import AdminSnippetChooser

from portal.core.keys import typed_key


class WithinChoices(BaseChooser):
    """A chooser that shows the name of what is chosen only if its field offers it.

    Wagtail's choosers show any row whose number was sent with a form that is refused.
    """

    offered: QuerySet[Any] | None = None

    def get_instance(self, value: Any) -> Any:
        if isinstance(value, str) and typed_key(value) is None:
            # What was sent names no row at all; the field says so.
            return None
        found = super().get_instance(value)
        if found is None or self.offered is None or self.offered.filter(pk=found.pk).exists():
            return found
        return None


class ServiceChooser(WithinChoices, AdminSnippetChooser):
    """`site_id` keeps the Union's users, who see every association, to the one the row belongs to."""

    site_id: int | None = None

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # Wagtail builds these of the model's name, which Czech would have to decline.
        self.choose_one_text = _("Choose a service")
        self.choose_another_text = _("Choose another service")
        self.link_to_chosen_text = _("Edit this service")

    def get_chooser_modal_url(self) -> str:
        address: str = super().get_chooser_modal_url()
        return f"{address}?{urlencode({'site': self.site_id})}" if self.site_id else address


class PhotoChooser(WithinChoices, AdminImageChooser):
    pass
