"""The form side of the boundary: choices of one association, and rows that stay where they are."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from .boundary import is_tenant_model, sites_of, visible_to


class TenantModelForm(WagtailAdminModelForm):
    """Limits ``site`` and every choice of tenant-owned rows to what the user may use.

    A user of one association never sees the site field; it is filled in. Choices from another
    association than the row's are refused at the field, also for the Union's users.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            queryset = getattr(field, "queryset", None)
            if queryset is None:
                continue
            if name == "site":
                self._limit_site(field)
            elif is_tenant_model(queryset.model):
                field.queryset = visible_to(self.for_user, queryset)

    def _limit_site(self, field: Any) -> None:
        model = self._meta.model
        action = "change" if self.instance.pk else "add"
        field.queryset = sites_of(self.for_user, model, action)
        if self.instance.pk:
            # A row belongs to its association for good: its files, links and counts are there.
            field.queryset = field.queryset.filter(pk=self.instance.site_id)
        only = list(field.queryset[:2])
        if len(only) == 1:
            field.initial = only[0].pk
            self.initial["site"] = only[0].pk
            field.disabled = True
            field.widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        site = cleaned.get("site") or getattr(self.instance, "site", None)
        for name, value in cleaned.items():
            rows = [value] if not hasattr(value, "__iter__") or isinstance(value, str) else list(value)
            for row in rows:
                if site is not None and is_tenant_model(type(row)) and row.site_id != site.pk:
                    self.add_error(name, ValidationError(_("This belongs to another association.")))
                    break
        return cleaned
