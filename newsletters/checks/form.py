"""The editor's form refuses to submit what isn't ready, and keeps what was typed (C1)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import ngettext

from .finding import Finding
from .findings import findings

SUBMITTING = ("action-submit", "action-restart-workflow")
"""Names of the editor's buttons that send an issue to the Union, for the first time or again."""


class ReadyToSubmit:
    """Mixed into the form of an issue: asks the checks when it is being sent to the Union.

    `refused` holds what was found then; the panel of the checks shows it with the ways to the places.
    """

    data: Any
    errors: Any
    instance: Any
    parent_page: Any
    refused: list[Finding] | None = None

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        # What a field complains about itself comes first: what can't be read can't be checked.
        if self.errors or not any(name in self.data for name in SUBMITTING):
            return
        if not self.instance.pk:
            self.instance.future_archive = self.parent_page
        found = findings(self.instance)
        count = sum(finding.is_blocking for finding in found)
        if count:
            self.refused = found
            message = ngettext(
                "The issue wasn't sent to the Union: %(count)d thing has to be mended first. "
                "You find it below with a link to its place; what you wrote is kept in the form.",
                "The issue wasn't sent to the Union: %(count)d things have to be mended first. "
                "You find them below with links to their places; what you wrote is kept in the form.",
                count,
            )
            self.add_error(None, ValidationError(message % {"count": count}, code="not_ready"))  # type: ignore[attr-defined]
