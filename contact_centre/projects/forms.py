"""The form of a project, as far as the register needs one (ACT-7)."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import ngettext

from portal.programme.querysets import UnknownThreshold, threshold
from portal.tenancy.boundary import sites_of
from portal.tenancy.forms import TenantModelForm
from portal.tenancy.models import Municipality

from ..enums import ProjectStage
from ..forms.register import use_date_pickers
from ..models import Project

UNDER_WAY = (ProjectStage.PREPARATION, ProjectStage.REALISATION, ProjectStage.FINISHED)
"""Stages of a project that is more than an idea: municipalities take part in it."""


class ProjectForm(TenantModelForm):
    """A project; once it has left initiation, at least the programme's number of municipalities take part."""

    class Meta:
        model = Project
        fields = ["site", "name", "description", "stage", "municipalities", "starts_on", "ends_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        use_date_pickers(self)
        sites = sites_of(self.for_user, Project, "add", "change")
        if self.instance.pk:
            sites = sites.filter(pk=self.instance.site_id)
        places = self.fields["municipalities"]
        places.queryset = Municipality.objects.filter(memberships__association__site__in=sites).distinct()
        places.widget = forms.CheckboxSelectMultiple(choices=places.choices)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        least = municipalities_needed(cleaned.get("stage", ""))
        if "municipalities" in cleaned and len(cleaned["municipalities"]) < least:
            message = ngettext(
                "From preparation on at least %(count)d municipality takes part.",
                "From preparation on at least %(count)d municipalities take part.",
                least,
            )
            self.add_error("municipalities", ValidationError(message % {"count": least}))
        return cleaned


def municipalities_needed(stage: str) -> int:
    """How many municipalities a project in `stage` needs by today's programme; none where it says nothing."""
    if stage not in UNDER_WAY:
        return 0
    try:
        return int(threshold("project_municipalities", on=timezone.localdate()))
    except UnknownThreshold:
        return 0
