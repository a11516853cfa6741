"""Help beside the form of an issue."""

from typing import Any

from django.urls import NoReverseMatch, reverse
from wagtail.admin.panels import HelpPanel

from portal.programme.querysets import next_newsletter_deadlines


class ReviewDeadlinesPanel(HelpPanel):
    """How the issue stands with the Union: what was said, whose turn it is and by when (NWS-5, V4, V5)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"template": "newsletters/admin/review_standing.html", **kwargs})

    class BoundPanel(HelpPanel.BoundPanel):
        class Media:
            css = {"all": ["newsletters/css/review.css"]}

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            from .review.standing import Stage, Standing, standing_of

            context: dict[str, Any] = super().get_context_data(parent_context)
            issue = self.instance
            if issue.pk is None:
                context["standing"] = Standing(Stage.WRITTEN, days=next_newsletter_deadlines())
                return context
            context["standing"] = standing_of(issue, self.request.user)
            context["difference_url"] = _difference_url(issue)
            return context


def _difference_url(issue: Any) -> str:
    try:
        return reverse("newsletters:difference", args=[issue.pk])
    except NoReverseMatch:
        return ""
