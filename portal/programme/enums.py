"""What the Union's programme sets dates and limits for."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DeadlineKind(models.TextChoices):
    """What has to be done by a deadline; the number of a deadline says for which issue, claim or year."""

    NEWSLETTER_SUBMIT = "newsletter_submit", _("newsletter: send to the Union")
    NEWSLETTER_COMMENTS = "newsletter_comments", _("newsletter: comments of the Union")
    NEWSLETTER_PUBLISH = "newsletter_publish", _("newsletter: publish")
    BENEFITS_SUBMIT = "benefits_submit", _("benefits analysis: hand in")
    BENEFITS_OPINION = "benefits_opinion", _("benefits analysis: opinion of the Union")
    ACTIVITY_MINIMUM_CHANGE = "activity_minimum_change", _("change of the minimum number of activities")
    SELF_EVALUATION = "self_evaluation", _("first self-evaluation report")
    PAYMENT_CLAIM = "payment_claim", _("payment claim")
    PROJECTS_COUNTED = "projects_counted", _("count of closed projects")
    ARCHIVE_UNTIL = "archive_until", _("documents are kept until")


NEWSLETTER_KINDS = (
    DeadlineKind.NEWSLETTER_SUBMIT,
    DeadlineKind.NEWSLETTER_COMMENTS,
    DeadlineKind.NEWSLETTER_PUBLISH,
)
"""The three dates of one newsletter issue, in the order of time (NWS-5)."""


class ThresholdUnit(models.TextChoices):
    ACTIVITIES = "activities", _("activities")
    PERCENT = "percent", _("per cent")
    DAYS = "days", _("days")
    WORKING_DAYS = "working_days", _("working days")
    MONTHS = "months", _("months")
    YEARS = "years", _("years")
    HOURS = "hours", _("hours")
    DAY = "day", _("day of the month")
    PROJECTS = "projects", _("projects")
    PAGES = "pages", _("pages of A4")
    CHARACTERS = "characters", _("characters")
    COUNT = "count", _("pieces")
    GRADE = "grade", _("grade (1 is best)")
    CZK = "CZK", _("CZK")
