"""Czech text as search terms, the same for what is indexed and for what is asked, on both databases.

A word gives one or more terms: the stem of the word without diacritics and the stem of its dictionary
form. The dictionary (simplemma) knows what no ending tells (dětí → dítě, domu → dům), the stem catches
what the dictionary misses and everything typed without diacritics (knihoven, koupalisti, skolach).
"""

import re
from collections.abc import Iterable
from functools import lru_cache

import simplemma

from portal.core.czech import fold

WORD = re.compile(r"[^\W_]+")
_LITTLE = """
    a aby co do i je jsou k kam kde kdy ke ku mam na nad najdu najit nebo o od po pod pro pri s se si u v ve z za ze
    chci hledam nejblizsi nejaka nejake nejaky potrebuji potrebuju blizko okoli tady muzu
    adresa kontakt telefon mail email web stranky oteviraci otevreno provozni doba doby dobu hodin hodiny
"""
STOP_WORDS = frozenset(_LITTLE.split())
"""Words, without diacritics, that don't tell which service is meant: small ones, and what every service's page says."""
MOST_WORDS = 8
"""Words of a query that are looked at; more make no better question."""

LEAST_STEM = 3
PHRASE = "x0"
"""How a term of a whole phrase begins; no word does."""
# Endings of declension, without diacritics, longest first; what is left is never shorter than a stem.
ENDINGS = (
    "atech", "atum",
    "ach", "ami", "ech", "eho", "emi", "emu", "ich", "iho", "imi", "imu", "ych", "ymi",
    "am", "em", "im", "om", "ou", "um", "ym",
)  # fmt: skip
VOWELS = "aeiouy"
SOFTENED = {"c": "k", "z": "h"}


def words(text: str) -> list[str]:
    """The words of `text` in small letters, diacritics kept, in their order."""
    return WORD.findall(text.casefold())


def _without_ending(word: str) -> str:
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= LEAST_STEM:
            word = word[: -len(ending)]
            break
    while len(word) > LEAST_STEM and word[-1] in VOWELS:
        word = word[:-1]
    return word


def _hardened(stem: str) -> str:
    """A last consonant as it was before it softened in front of an ending (školce – školka, Praze – Praha)."""
    return stem[:-1] + SOFTENED.get(stem[-1], stem[-1])


def stems(word: str) -> set[str]:
    """The stems of a word given without diacritics; two where an e may come and go (knihoven – knihovna)."""
    if len(word) <= LEAST_STEM or not word.isalpha():
        return {word}
    stem = _without_ending(word)
    found = {_hardened(stem)}
    ends_in_cec = len(stem) > LEAST_STEM + 1 and stem[-2] == "e" and not {stem[-1], stem[-3]} & set(VOWELS)
    if stem == word and ends_in_cec:
        found.add(_hardened(stem[:-2] + stem[-1]))
    return found


# Adjectives of a noun, without their endings: školní – škola, lékařská – lékař, městský – město.
SOFT_ADJECTIVE = re.compile(r"^(\w{3,}[^aeiouy\W])n(?:i|iho|im|imi|imu|ich)$")
HARD_ADJECTIVE = re.compile(r"^(\w{3,}[^aeiouy\W])sk(?:y|a|e|ou|eho|em|emu|ych|ym|ymi)$")


def noun_stems(word: str) -> set[str]:
    """The stems of the noun that `word`, given without diacritics, is an adjective of; none for other words."""
    found = SOFT_ADJECTIVE.match(word) or HARD_ADJECTIVE.match(word)
    return {_hardened(found[1])} if found else set()


@lru_cache(maxsize=50_000)
def word_terms(word: str) -> frozenset[str]:
    """All terms of one word (small letters, diacritics as typed)."""
    found = stems(fold(word))
    return frozenset(found | stems(fold(lemma(word))))


@lru_cache(maxsize=50_000)
def lemma(word: str) -> str:
    """The dictionary form of a word, or the word itself."""
    return simplemma.lemmatize(word, lang="cs")


def asked_terms(word: str) -> frozenset[str]:
    """All terms that a word of a question may be found under: its own, and its noun's if it is an adjective."""
    return word_terms(word) | noun_stems(fold(word))


@lru_cache(maxsize=50_000)
def _telling_stem(word: str) -> str:
    """One stem of the word; none ("") of a little one. Every index of a service asks for those of its kind's names."""
    plain = fold(word)
    return "" if plain in STOP_WORDS else min(stems(plain))


def phrase_term(text_words: Iterable[str]) -> str:
    """One term for a whole name of a kind, whatever its form and order of words; none for none.

    What is asked and a kind's name or synonym have it in common only if they say the same and no more.
    """
    parts = {_telling_stem(word) for word in text_words} - {""}
    return PHRASE + "".join(sorted(parts)) if parts else ""


def index_terms(*texts: str) -> str:
    """The terms of `texts`, each once, in order, as they are stored."""
    found: dict[str, None] = {}
    for text in texts:
        for word in words(text):
            found.update(dict.fromkeys(sorted(word_terms(word))))
    return " ".join(found)


def query_words(text: str) -> list[str]:
    """The words of a query worth looking for: without little words, unless there are no others."""
    found = words(text)
    telling = [word for word in found if fold(word) not in STOP_WORDS]
    return list(dict.fromkeys(telling or found))[:MOST_WORDS]
