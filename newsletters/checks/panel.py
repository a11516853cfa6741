"""What is left to mend before an issue goes to the Union, at the top of its form (C1)."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import HelpPanel

from ..review.approval import is_under_review
from .findings import findings
from .places import link_on_page


class ReadinessPanel(HelpPanel):
    """The findings of the newest saved draft with links to their places; of what was typed, if sending was refused."""

    def __init__(self, **kwargs: Any) -> None:
        heading = _("Before you send the newsletter to the Union")
        super().__init__(**{"template": "newsletters/admin/readiness.html", "heading": heading, **kwargs})

    class BoundPanel(HelpPanel.BoundPanel):
        class Media:
            css = {"all": ["newsletters/css/readiness.css"]}
            js = ["newsletters/js/readiness.js"]

        def is_shown(self) -> bool:
            if not super().is_shown():
                return False
            is_saved = self.instance.pk is not None and not is_under_review(self.instance)
            return is_saved or self._refused is not None

        @property
        def _refused(self) -> Any:
            return getattr(self.form, "refused", None)

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            found = self._refused if self._refused is not None else findings(self.instance)
            for name, is_blocking in (("blocking", True), ("advice", False)):
                context[name] = [
                    {"finding": finding, "link": link_on_page(finding.place)}
                    for finding in found
                    if finding.is_blocking is is_blocking
                ]
            context["was_refused"] = self._refused is not None
            return context
