"""Suggestions for what a citizen writes: services of the directory and answers of the centre (CIT-2)."""

from dataclasses import dataclass, field

from wagtail.models import Site

from portal.core.validators import format_phone
from portal.tenancy.models import Agenda, Association, Municipality
from services_directory.actions import Vocabulary, likeness, read_vocabulary, services_for_problem

from ..models import AnswerTemplate, ContactPage, RequestCategory
from .places import agenda_anchor, answer_anchor, answers_url, contact_page

MOST = 5
LONGEST = 3000
"""Characters of a message that are looked at: what it is about stands at its beginning."""
SUMMARY_LENGTH = 160


@dataclass(frozen=True)
class Suggestion:
    """A link with a sentence of plain text."""

    title: str
    url: str
    summary: str = ""


@dataclass(frozen=True)
class Suggestions:
    """What may help, most telling first. Falsy when there is nothing: no suggestion is better than nonsense."""

    services: list[Suggestion] = field(default_factory=list)
    answers: list[Suggestion] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.services or self.answers)


def suggest(
    *,
    association: Association,
    text: str,
    municipality: Municipality | None = None,
    category: RequestCategory | None = None,
    agenda: Agenda | None = None,
    limit: int = MOST,
) -> Suggestions:
    """Services and answers of `association` for a `text` as citizens write, at most `limit` of each.

    `municipality`, `category` and `agenda` are what the citizen has chosen, each may be missing. The same few
    queries whatever is found.
    """
    message = " ".join(text.replace("\x00", " ").split())[:LONGEST]
    hint = category.name if category else ""
    site = association.site
    vocabulary = read_vocabulary(site.pk)
    helping = services_for_problem(
        site=site, text=message, vocabulary=vocabulary, municipality=municipality, hint=hint, limit=limit
    )
    services = [Suggestion(one.title, one.url, one.summary) for one in helping]
    return Suggestions(services, _answers(site, message, vocabulary, category, agenda)[:limit])


def _answers(
    site: Site, message: str, vocabulary: Vocabulary, category: RequestCategory | None, agenda: Agenda | None
) -> list[Suggestion]:
    """Ready answers and agendas that fit, the best first; the agenda the citizen chose before all."""
    page = contact_page(site)
    if page is None:
        return []
    ready = list(AnswerTemplate.objects.for_site(site).filter(is_public=True))
    agendas = list(Agenda.objects.for_site(site).prefetch_related("staff"))
    texts = [(one.title, one.text) for one in ready] + [(one.title, one.description) for one in agendas]
    scores = likeness(message, texts, vocabulary=vocabulary, hint=category.name if category else "")
    found: list[tuple[float, Suggestion]] = []
    for one, score in zip(ready, scores, strict=False):
        same_category = category is not None and one.category_id == category.pk
        if score or (same_category and not message):
            found.append((score + same_category, _answer(one, page, site)))
    for of_agenda, score in zip(agendas, scores[len(ready) :], strict=True):
        chosen = agenda is not None and of_agenda.pk == agenda.pk
        if chosen or score:
            found.append((float("inf") if chosen else score, _person(of_agenda, page, site)))
    return [suggestion for _score, suggestion in sorted(found, key=lambda pair: -pair[0])]


def _answer(answer: AnswerTemplate, page: ContactPage, site: Site) -> Suggestion:
    summary = " ".join(answer.text.split())
    if len(summary) > SUMMARY_LENGTH:
        summary = f"{summary[:SUMMARY_LENGTH].rsplit(' ', 1)[0]} …"
    return Suggestion(answer.title, f"{answers_url(page, site)}#{answer_anchor(answer)}", summary)


def _person(agenda: Agenda, page: ContactPage, site: Site) -> Suggestion:
    people = [", ".join(filter(None, (one.name, format_phone(one.phone)))) for one in agenda.staff.all()]
    return Suggestion(agenda.label, f"{page.get_url(current_site=site)}#{agenda_anchor(agenda)}", " · ".join(people))
