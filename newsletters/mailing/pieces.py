"""A part of a mail made once for many recipients: bytes with gaps for what is each recipient's own.

Quoted-printable (RFC 2045, 6.7) is cut around the gaps by soft line breaks, so that what stands before a gap, in it
and after it are encoded each by itself, and one recipient's part is a join.
"""

import re
from binascii import b2a_qp
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SOFT_BREAK = b"=\r\n"
NEW_MAIL = b"From "


@dataclass(frozen=True)
class Pieces:
    """The words of a part around its gaps, as they are and encoded; `gaps` names what belongs between them."""

    words: tuple[str, ...]
    encoded: tuple[bytes, ...]
    gaps: tuple[str, ...]

    def text(self, values: Mapping[str, str]) -> str:
        """The part with `values` in its gaps. Raises KeyError for a gap without a value."""
        return "".join(_woven(self.words, [values[gap] for gap in self.gaps]))

    def bytes(self, encoded_values: Mapping[str, bytes]) -> bytes:
        """The same encoded, of values that `encode_value` made. Raises KeyError for a gap without a value."""
        return b"".join(_woven(self.encoded, [encoded_values[gap] for gap in self.gaps]))


def cut(text: str, marks: Mapping[str, str]) -> Pieces:
    """`text` cut at each of `marks`, which are strings in it by the name of the value that takes their place."""
    text = _with_newlines(text)
    if not marks:
        return Pieces((text,), (encode(text),), ())
    named = {mark: name for name, mark in marks.items()}
    found = re.split("(" + "|".join(re.escape(mark) for mark in named) + ")", text)
    words, gaps = tuple(found[::2]), tuple(named[mark] for mark in found[1::2])
    return Pieces(words, (*(_encode_before_a_break(some) for some in words[:-1]), encode(words[-1])), gaps)


def encode(text: str) -> bytes:
    """`text` as quoted-printable: lines of at most 76 characters, each ended by CRLF but the last."""
    lines = b2a_qp(_with_newlines(text).encode(), istext=True).split(b"\n")
    return b"\r\n".join(_unlike_a_new_mail(line) for line in lines)


def encode_value(value: str) -> bytes:
    """What stands in a gap, between two soft line breaks."""
    return SOFT_BREAK + _encode_before_a_break(value) + SOFT_BREAK


def _encode_before_a_break(text: str) -> bytes:
    """As `encode`; its last line has room for the sign of a soft break."""
    return encode(f"{text}x")[:-1]


def _with_newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _unlike_a_new_mail(line: bytes) -> bytes:
    """A line that begins as those between two mails of an old mailbox do is changed by some programs on the way."""
    start = b""
    while line.startswith(NEW_MAIL):
        start += b"=46rom " + SOFT_BREAK
        line = line.removeprefix(NEW_MAIL)
    return start + line


def _woven[Part: (str, bytes)](pieces: Sequence[Part], values: Sequence[Part]) -> list[Part]:
    woven = [pieces[0]]
    for value, piece in zip(values, pieces[1:], strict=True):
        woven += (value, piece)
    return woven
