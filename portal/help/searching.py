"""Finding words in help: small texts in memory, compared without case and diacritics."""

import re


def begins_words(words: list[str], folded: str) -> bool:
    """Whether each of `words` begins a word of `folded`; both as `portal.core.czech.fold` makes them."""
    return all(re.search(rf"\b{re.escape(word)}", folded) for word in words)
