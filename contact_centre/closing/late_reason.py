"""The field of a closing form that asks why something comes into a period that was evaluated already."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminAutoHeightTextInput

from portal.core.templatetags.portal import cs_date

from ..models import Activity
from .evaluated import evaluated_until, may_correct

LONGEST = 1000


def late_reason(activity: Activity, user: Any) -> dict[str, forms.CharField]:
    """The field ``reason`` by its name; nothing where `activity` can't end in such a period or `user` may not."""
    until = evaluated_until(activity.site_id, activity.started_on)
    if until is None or not may_correct(user, activity.site_id):
        return {}
    asks = _("Needed if it ended by %(day)s: periods until then have been evaluated. It stays in the history.")
    field = forms.CharField(
        label=_("Why it is recorded only now"),
        widget=AdminAutoHeightTextInput,
        required=False,
        max_length=LONGEST,
        help_text=asks % {"day": cs_date(until)},
    )
    return {"reason": field}
