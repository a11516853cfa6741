"""Which corrections readers see with an issue, and which issue with a correction: in the language they read (N6)."""

from collections.abc import Sequence

from portal.core.trees import open_to_all

from ..models import NewsletterIssuePage


def corrections_of(issue: NewsletterIssuePage) -> Sequence[NewsletterIssuePage]:
    """Published corrections of `issue`, the newest first; of a page in another language those in that language."""
    if issue.corrects_id is not None or issue.pk is None:
        return ()
    found = NewsletterIssuePage.objects.live().filter(open_to_all(), corrects__translation_key=issue.translation_key)
    return list(found.filter(locale=issue.locale_id).order_by("-first_published_at", "-pk"))


def corrected_by(erratum: NewsletterIssuePage) -> NewsletterIssuePage | None:
    """The issue that `erratum` corrects, as readers of its language have it; None if it isn't on the web (any more)."""
    if erratum.corrects_id is None:
        return None
    same = NewsletterIssuePage.objects.filter(pk=erratum.corrects_id).values("translation_key")
    found: NewsletterIssuePage | None = (
        NewsletterIssuePage.objects.live()
        .filter(open_to_all(), translation_key__in=same, locale=erratum.locale_id)
        .first()
    )
    return found
