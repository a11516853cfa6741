"""What the database refuses of issues, whichever way it is written (V3, N6): see `portal.core.row_rules`.

It can't work out a fingerprint, but it knows those the Union agreed to. So: what is live has a fingerprint with
consent, its words change together with the fingerprint only, and the title is the one of the revision that is live.
Of what went out nothing changes any more. Models, forms and permissions keep the same and say it to people.
"""

from wagtail.models import Page, Revision

from portal.core.row_rules import Event, RowRule

from ..enums import Outcome
from ..models import IssueSending, NewsletterIssuePage, ReviewDecision, ReviewRound

PAGES, ISSUES, REVISIONS = (model._meta.db_table for model in (Page, NewsletterIssuePage, Revision))
ROUNDS, DECISIONS, SENDINGS = (model._meta.db_table for model in (ReviewRound, ReviewDecision, IssueSending))

WORDS_OF_PAGE = ("title", "seo_title", "search_description")
WORDS = (
    "body",
    "facts",
    "lead",
    "number",
    "year",
    "published_on",
    "is_printed",
    "mk_registration_number",
    "corrects_id",
)
"""Columns of the fingerprint, beside the page's."""
PLACE = ("slug", "locale_id", "translation_key", "alias_of_id", "content_type_id")
"""Where readers find what went out."""

WITHOUT_CONSENT = "Only what the Union has approved can be published."
WENT_OUT = "An issue that has gone out stays as readers got it."


def _changed(columns: tuple[str, ...]) -> str:
    return " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in columns)


def _rounds(n: str, outcome: Outcome, fingerprint: str, page: str, further: str = "1 = 1") -> str:
    """SQL: a round of `page` (or its source, its other languages) about this `fingerprint` ended so; `n` names them."""
    return (
        f"EXISTS (SELECT 1 FROM {ROUNDS} r{n} JOIN {DECISIONS} d{n} ON d{n}.round_id = r{n}.id "  # noqa: S608 - names of our own
        f"JOIN {PAGES} p{n} ON p{n}.id = r{n}.issue_id "
        f"WHERE r{n}.content_hash = {fingerprint} AND d{n}.outcome = '{outcome}' AND {further} "
        f"AND (p{n}.translation_key = {page}.translation_key OR p{n}.id = {page}.alias_of_id))"
    )


def _agreed(fingerprint: str, page: str) -> str:
    """SQL: the last decision about this `fingerprint` of `page` was a consent."""
    taken_back = _rounds("2", Outcome.RETURNED, fingerprint, page, "d2.id > d1.id")
    return _rounds("1", Outcome.APPROVED, fingerprint, page, f"NOT {taken_back}")


def _live_page(further: str) -> str:
    """SQL: the page of the issue `NEW` is live, and `further`."""
    return f"EXISTS (SELECT 1 FROM {PAGES} p WHERE p.id = NEW.page_ptr_id AND p.live AND {further})"  # noqa: S608 - names of our own


def _sent(issue: str) -> str:
    return f"EXISTS (SELECT 1 FROM {SENDINGS} g WHERE g.issue_id = {issue})"  # noqa: S608 - names of our own


IS_ISSUE = f"EXISTS (SELECT 1 FROM {ISSUES} i WHERE i.page_ptr_id = NEW.id)"  # noqa: S608 - names of our own
_KIND = NewsletterIssuePage._meta
WILL_BE_ISSUE = (
    "NEW.content_type_id IN (SELECT t.id FROM django_content_type t "  # noqa: S608 - names of our own
    f"WHERE t.app_label = '{_KIND.app_label}' AND t.model = '{_KIND.model_name}')"
)
SAYS_ITS_REVISION = (
    f"EXISTS (SELECT 1 FROM {REVISIONS} v WHERE v.id = NEW.live_revision_id "  # noqa: S608 - names of our own
    + " ".join(f"AND v.content ->> '{name}' = NEW.{name}" for name in WORDS_OF_PAGE)
    + f" AND {_agreed("v.content ->> 'fingerprint'", 'NEW')})"
)
REPEATS_LIVE_PAGE = (
    f"EXISTS (SELECT 1 FROM {PAGES} a WHERE a.id = NEW.alias_of_id AND a.live "  # noqa: S608 - names of our own
    + " ".join(f"AND a.{name} = NEW.{name}" for name in WORDS_OF_PAGE)
    + ")"
)

OF_WHAT_IS_LIVE = (
    RowRule(
        name="issue_not_made_live",
        table=PAGES,
        event=Event.INSERT,
        when="NEW.live",
        refused=f"{WILL_BE_ISSUE} AND NOT {REPEATS_LIVE_PAGE}",
        message=WITHOUT_CONSENT,
    ),
    RowRule(
        name="issue_live_with_consent",
        table=PAGES,
        event=Event.UPDATE,
        when=f"NEW.live AND (NOT OLD.live OR {_changed(('live_revision_id', *WORDS_OF_PAGE))})",
        refused=(
            f"{IS_ISSUE} AND NOT (NEW.alias_of_id IS NULL AND {SAYS_ITS_REVISION}) "
            f"AND NOT (NEW.alias_of_id IS NOT NULL AND {REPEATS_LIVE_PAGE})"
        ),
        message=WITHOUT_CONSENT,
    ),
    RowRule(
        name="words_live_at_once",
        table=ISSUES,
        event=Event.INSERT,
        refused=_live_page(f"NOT {_agreed('NEW.fingerprint', 'p')}"),
        message=WITHOUT_CONSENT,
    ),
    RowRule(
        name="words_live_with_consent",
        table=ISSUES,
        event=Event.UPDATE,
        when=_changed((*WORDS, "fingerprint")),
        refused=_live_page(f"(NEW.fingerprint = OLD.fingerprint OR NOT {_agreed('NEW.fingerprint', 'p')})"),
        message=WITHOUT_CONSENT,
    ),
)
OF_WHAT_WAS_READ = (
    RowRule(
        name="submitted_revision_stays",
        table=REVISIONS,
        event=Event.UPDATE,
        when=_changed(("content", "object_id")),
        refused=f"EXISTS (SELECT 1 FROM {ROUNDS} q WHERE q.revision_id = NEW.id)",  # noqa: S608 - names of our own
        message="What the Union was sent stays as it was sent.",
    ),
    RowRule(
        name="sent_with_consent",
        table=SENDINGS,
        event=Event.INSERT,
        refused=(
            f"NOT EXISTS (SELECT 1 FROM {ROUNDS} q JOIN {DECISIONS} e ON e.round_id = q.id WHERE q.id = NEW.round_id "  # noqa: S608 - names of our own
            f"AND q.content_hash = NEW.content_hash AND q.issue_id = NEW.issue_id AND e.outcome = '{Outcome.APPROVED}')"
        ),
        message="Only what the Union has approved can be sent.",
    ),
    RowRule(
        name="sent_page_stays",
        table=PAGES,
        event=Event.UPDATE,
        when=_changed((*WORDS_OF_PAGE, *PLACE)),
        refused=_sent("NEW.id"),
        message=WENT_OUT,
    ),
    RowRule(
        name="sent_words_stay",
        table=ISSUES,
        event=Event.UPDATE,
        when=_changed((*WORDS, "fingerprint")),
        refused=_sent("NEW.page_ptr_id"),
        message=WENT_OUT,
    ),
)
ROW_RULES = (*OF_WHAT_IS_LIVE, *OF_WHAT_WAS_READ)
