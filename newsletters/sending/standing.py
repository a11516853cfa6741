"""Which issues stay for good: those the Union was sent."""

from typing import Any

from django.apps import apps


def was_submitted(issue: Any) -> bool:
    """Whether the issue was ever sent to the Union; of a listed one that is known already (`calendar.column`)."""
    cell = getattr(issue, "cell", None)
    if cell is not None:
        return cell.standing is not None and cell.standing.round is not None
    rounds = apps.get_model("newsletters", "ReviewRound")
    return bool(rounds._default_manager.filter(issue=issue.pk).exists())


def submitted_below(pages: Any) -> Any:
    """The issues among `pages` and below them that were ever sent to the Union, so that none of it is deleted."""
    issues = apps.get_model("newsletters", "NewsletterIssuePage")._default_manager.filter(rounds__isnull=False)
    found = issues.none()
    for page in pages:
        found |= issues.filter(path__startswith=page.path)
    return found.distinct()
