"""How well ready texts (answers, agendas) answer a citizen's message, by the same analysis as services."""

from collections.abc import Sequence
from math import log

from portal.core.czech import fold

from .topics import LEAST, Vocabulary, likeliest_of
from .words import WEAK_WORDS, telling_words

IN_TITLE, IN_BODY, SAME_TOPIC, WEAK = 1.0, 0.4, 0.7, 0.35


def likeness(
    text: str, candidates: Sequence[tuple[str, str]], *, vocabulary: Vocabulary, hint: str = ""
) -> list[float]:
    """For each candidate (title, body) how well it fits `text`; 0 for those that are not worth showing.

    A word counts by how few of the candidates hold it, more in the title; so does a topic both are about.
    Nothing is read from the database.
    """
    topics = likeliest_of(vocabulary, text, hint)
    said = telling_words(text)
    held = [(_terms(title), _terms(body)) for title, body in candidates]
    scores = []
    for (title, body), (in_title, in_body) in zip(candidates, held, strict=True):
        score = 0.0
        for one in said:
            having = sum(1 for terms, more in held if one.terms & (terms | more))
            share = 1 - log(max(having, 1)) / log(len(held) + 2)
            worth = one.weight * share * (WEAK if fold(one.word) in WEAK_WORDS else 1)
            score += worth * (IN_TITLE if one.terms & in_title else IN_BODY if one.terms & in_body else 0)
        about = likeliest_of(vocabulary, f"{title}. {body}") if topics else []
        if topics and about and topics[0] in about[:2]:
            score += SAME_TOPIC
        scores.append(score if score >= LEAST else 0.0)
    return scores


def _terms(text: str) -> frozenset[str]:
    return frozenset(term for one in telling_words(text) for term in one.terms)
