"""The form in which the Union gives hours of legal advice (LAW-1)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.tenancy.forms import TenantModelForm

from ..forms.register import use_date_pickers
from ..models import LegalHours
from ..register.fields import HoursField


class LegalHoursForm(TenantModelForm):
    """Hours are written as people write them: 12,5."""

    hours = HoursField(label=_("Hours"))

    class Meta:
        model = LegalHours
        fields = ["site", "hours", "valid_from", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        use_date_pickers(self)
