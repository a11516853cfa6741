"""Newsletters as pages, and the Union's review of them."""

from .pages import NewsletterIndexPage, NewsletterIssuePage
from .review import UnionReviewTask

__all__ = ["NewsletterIndexPage", "NewsletterIssuePage", "UnionReviewTask"]
