"""Newsletters as pages, the Union's review of them, contributions to them, and their way out."""

from .contribution import Contribution, Contributor
from .pages import NewsletterIndexPage, NewsletterIssuePage
from .review import ReviewDecision, ReviewLink, ReviewRound, RoundComment, UnionReviewTask
from .sending import IssueSending

__all__ = [
    "Contribution",
    "Contributor",
    "IssueSending",
    "NewsletterIndexPage",
    "NewsletterIssuePage",
    "ReviewDecision",
    "ReviewLink",
    "ReviewRound",
    "RoundComment",
    "UnionReviewTask",
]
