"""What the form of a notice knows of the last day for the invitation (M2). Saving a draft is always allowed."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.core.templatetags.portal import cs_date

from .guard import late_rule

PUBLISHES = "action-publish"
"""The button of Wagtail's editor."""
REASON = "late_reason"


class LateForm(forms.Form):
    """A mixin of the form: asks for the reason where the notice becomes public after the last day.

    The form it is mixed into has `_association()`, the association in whose tree the notice stands.
    """

    late_reason = forms.CharField(
        label=_("Why the invitation goes out late"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only after the last day. The reason stays in the history of the meeting, with your name."),
    )

    instance: Any
    for_user: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if REASON in self.fields and not self._may_give_reason():
            self.fields[REASON].disabled = True
            self.fields[REASON].help_text = _("After the last day a manager of the centre writes the reason here.")

    def _association(self) -> Any:
        raise NotImplementedError

    def _may_give_reason(self) -> bool:
        from .late import may_override

        association = self._association()
        return may_override(self.for_user, association.site_id if association else None)

    def _post_clean(self) -> None:
        """After the instance has what was typed: whether it may be published as it is."""
        super()._post_clean()  # type: ignore[misc]
        if self.add_prefix(PUBLISHES) in self.data and not self.has_error("starts_at"):
            self._check_the_day()

    def _check_the_day(self) -> None:
        from .late import checked_reason, in_words

        planned = self.instance.go_live_at
        later = planned if planned is not None and planned > timezone.now() else None
        association = self._association()
        site_id = association.site_id if association else None
        on = timezone.localdate(later) if later else None
        rule = late_rule(self.instance, on, site_id=site_id)
        if rule is None:
            return
        reason = str(self.cleaned_data.get(REASON) or "")
        if reason and self._may_give_reason():
            try:
                checked_reason(reason)
            except ValidationError as error:
                self.add_error(REASON, error)
            return
        if later is not None and not rule.is_late():
            said = gettext("The last day for the invitation is %(last_day)s: plan the publication by then.")
            self.add_error(
                "go_live_at" if "go_live_at" in self.fields else "starts_at",
                said % {"last_day": cs_date(rule.last_day)},
            )
            return
        self.add_error("starts_at", in_words(rule))

    def save(self, commit: bool = True) -> Any:
        """A new notice begins as a draft: Wagtail's publishing makes it public, once a reason is on record."""
        page = super().save(commit=False)  # type: ignore[misc]
        if page._state.adding:
            page.live = False
        return super().save(commit=commit)  # type: ignore[misc]
