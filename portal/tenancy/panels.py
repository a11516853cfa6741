"""Panels of tenant-owned rows in the admin."""

from wagtail.admin.panels import FieldPanel


class SitePanel(FieldPanel):
    """The choice of an association: not shown, not even its label, where there is only one to choose.

    `TenantModelForm` fills the field in by itself then.
    """

    def __init__(self, field_name: str = "site", **kwargs: object) -> None:
        super().__init__(field_name, **kwargs)

    class BoundPanel(FieldPanel.BoundPanel):
        def is_shown(self) -> bool:
            return bool(super().is_shown()) and not (self.bound_field and self.bound_field.is_hidden)
