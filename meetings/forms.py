"""The editor's form of a notice."""

from typing import Any

from django.db.models import Q
from wagtail.admin.forms import WagtailAdminPageForm

from portal.tenancy.models import Association, Municipality

from .announcing.late_form import LateForm
from .changing.announced_form import AnnouncedMixin
from .programme_form import ProgrammeForm


class MeetingForm(AnnouncedMixin, ProgrammeForm, LateForm, WagtailAdminPageForm):
    """Offers the association's own member municipalities as places, beside the one chosen before."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field := self.fields.get("municipality"):
            association = self._association()
            members = Municipality.objects.members_of(association) if association else Municipality.objects.none()
            offered = Q(pk__in=members.values("pk")) | Q(pk=self.instance.municipality_id)
            field.queryset = Municipality.objects.filter(offered)

    def _association(self) -> Association | None:
        """The association in whose tree the notice stands or will stand."""
        root = self.parent_page.get_ancestors(inclusive=True).filter(depth=2).first()
        if root is None:
            return None
        translations = root.get_translations(inclusive=True).values("pk")
        found: Association | None = Association.objects.filter(root_page__in=translations).first()
        return found
