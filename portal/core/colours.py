"""Colours people can read: contrast as WCAG measures it, and the nearest colour that passes."""

import math

READABLE = 4.5
"""Least contrast of text on its ground (WCAG 2.2, 1.4.3)."""

WHOLE_STEPS = 200


def _rgb(colour: str) -> tuple[float, float, float]:
    digits = colour.removeprefix("#")
    return tuple(int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4))  # type: ignore[return-value]


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _encoded(channel: float) -> float:
    return channel * 12.92 if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055


def luminance(colour: str) -> float:
    """Relative luminance of `colour` (#rrggbb), 0 for black to 1 for white."""
    red, green, blue = (_linear(channel) for channel in _rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours (#rrggbb), 1 to 21 (WCAG 2.2)."""
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _to_oklch(colour: str) -> tuple[float, float, float]:
    red, green, blue = (_linear(channel) for channel in _rgb(colour))
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def _channels(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _from_oklch(lightness: float, chroma: float, hue: float) -> str:
    """The colour as #rrggbb; one that screens can't show loses chroma until they can, and keeps its hue."""
    channels = _channels(lightness, chroma, hue)
    while chroma > 0 and not all(-0.0005 <= channel <= 1.0005 for channel in channels):
        chroma = max(0.0, chroma - 0.004)
        channels = _channels(lightness, chroma, hue)
    return "#" + "".join(f"{round(255 * _encoded(min(1.0, max(0.0, channel)))):02x}" for channel in channels)


def nearest_accessible(colour: str, background: str = "#ffffff", ratio: float = READABLE) -> str:
    """`colour` itself if it reaches `ratio` on `background`, else the nearest lightness of the same hue that does.

    Colours are #rrggbb. Black or white, whichever reads better, if no lightness reaches `ratio`.
    """
    if contrast(colour, background) >= ratio:
        return colour
    lightness, chroma, hue = _to_oklch(colour)
    for step in range(1, WHOLE_STEPS + 1):
        for moved in (lightness - step / WHOLE_STEPS, lightness + step / WHOLE_STEPS):
            if 0 <= moved <= 1:
                candidate = _from_oklch(moved, chroma, hue)
                if contrast(candidate, background) >= ratio:
                    return candidate
    return max("#000000", "#ffffff", key=lambda extreme: contrast(extreme, background))


def mixed_with_white(colour: str, share: float) -> str:
    """`colour` (#rrggbb) thinned by white: `share` 1 is the colour itself, 0 is white."""
    return "#" + "".join(f"{round(255 * (1 - share * (1 - channel))):02x}" for channel in _rgb(colour))


def darkened(colour: str, share: float) -> str:
    """`colour` (#rrggbb) with black, as CSS mixes them in OKLCH: `share` 1 is the colour itself, 0 is black."""
    lightness, chroma, hue = _to_oklch(colour)
    return _from_oklch(lightness * share, chroma * share, hue)


def from_oklch(lightness: float, chroma: float, degrees: float) -> str:
    """CSS's ``oklch()`` as #rrggbb: lightness 0 to 1, hue in degrees."""
    return _from_oklch(lightness, chroma, math.radians(degrees))
