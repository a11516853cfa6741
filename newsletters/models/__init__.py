"""Newsletters as pages, the Union's review of them, contributions to them, and their way out."""

from .contribution import Contribution, Contributor
from .mailing import Delivery, Mailing
from .pages import NewsletterIndexPage, NewsletterIssuePage
from .printing import DropPoint, PrintDrop, PrintRun
from .review import ReviewDecision, ReviewLink, ReviewRound, RoundComment, UnionReviewTask
from .sending import IssueSending
from .subscriber import ConsentEvent, ConsentWording, Subscriber, SubscriptionTopic

__all__ = [
    "ConsentEvent",
    "ConsentWording",
    "Contribution",
    "Contributor",
    "Delivery",
    "DropPoint",
    "IssueSending",
    "Mailing",
    "NewsletterIndexPage",
    "NewsletterIssuePage",
    "PrintDrop",
    "PrintRun",
    "ReviewDecision",
    "ReviewLink",
    "ReviewRound",
    "RoundComment",
    "Subscriber",
    "SubscriptionTopic",
    "UnionReviewTask",
]
