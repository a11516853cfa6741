"""URL converters."""


class HexColourConverter:
    """A colour as six hexadecimal digits without the hash, in small letters."""

    regex = "[0-9a-f]{6}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value.removeprefix("#").lower()
