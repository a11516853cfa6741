#!/usr/bin/env python3
r"""Make the portal's typeface: Commissioner (OFL), cut down to Czech, English and punctuation.

    npm pack @fontsource-variable/commissioner@5.3.0 && tar xzf fontsource-variable-commissioner-5.3.0.tgz
    uv run --no-project --with fonttools --with brotli scripts/subset_font.py \
        package/files portal/core/static/portal/fonts/portal.woff2

The package keeps Western and Central European letters in two files; a browser would need both for any Czech
page. This script joins what Czech needs into one, lets the letters it moves kern like the ones they are made of,
adds figures of equal width (`tnum`, which the package leaves out) and keeps weights 400 to 800 of the weight axis.
Run it only to change the set of characters.
"""

import argparse
import copy
from pathlib import Path

from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphComponent
from fontTools.ttLib.tables.TupleVariation import TupleVariation
from fontTools.varLib.hvar import add_HVAR
from fontTools.varLib.instancer import instantiateVariableFont

WESTERN = (
    "".join(map(chr, range(0x20, 0x7F))) + "ÁÉÍÓÚÝáéíóúýÄÖÜäöüßÀàÈèÇçÂâÊêÎîÔôÑñ"
    "\u00a0\u202f\u2009§©®°·×÷±²³¹½¼¾«»‹›„“”‚‘’–—…•€−/"
)
CENTRAL = "ČčĎďĚěŇňŘřŠšŤťŮůŽžĹĺĽľŔŕŁłŃńŚśŹźŻżŐőŰű"
# A moved letter kerns like these, standing left and right in a pair; None: not at all.
MODELS = {
    **{letter: (base, base) for letter, base in zip("ČčĎĚěŇňŘřŠšŤŮůŽž", "CcDEeNnRrSsTUuZz", strict=True)},
    "ď": (None, "d"),
    "ť": (None, "t"),
}
FIGURES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
FIGURE_WIDTH = 1220  # of 2000 units to the em
WEIGHTS = (400, 800)
FEATURES = ["kern", "ccmp"]


def cut(path: Path, characters: str) -> TTFont:
    """The font at `path` with `characters` only and the weights we use."""
    font = instantiateVariableFont(TTFont(path), {"wght": WEIGHTS})
    options = Options(
        layout_features=FEATURES,
        glyph_names=True,
        notdef_outline=True,
        hinting=False,
        name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14],
    )
    subsetter = Subsetter(options)
    subsetter.populate(text=characters)
    subsetter.subset(font)
    return font


def add_glyphs(target: TTFont, source: TTFont) -> None:
    """Move what `target` lacks from `source`: outlines, widths, variations, characters."""
    order = target.getGlyphOrder()
    for name in source.getGlyphOrder():
        if name in order:
            continue
        order.append(name)
        target["glyf"].glyphs[name] = source["glyf"][name]
        target["hmtx"][name] = source["hmtx"][name]
        target["gvar"].variations[name] = source["gvar"].variations.get(name, [])
    target.setGlyphOrder(order)
    target["glyf"].glyphOrder = order
    for table in target["cmap"].tables:
        table.cmap.update({code: name for code, name in source.getBestCmap().items() if code < 0x10000})


def kern_like_models(font: TTFont) -> None:
    """Give the moved letters the kerning of the letters they are made of."""
    names = font.getBestCmap()
    models = [
        (names[ord(letter)], *(names[ord(base)] if base else None for base in bases))
        for letter, bases in MODELS.items()
    ]
    for lookup in font["GPOS"].table.LookupList.Lookup:
        for subtable in lookup.SubTable:
            pairs = getattr(subtable, "ExtSubTable", subtable)
            if pairs.LookupType != 2:
                continue
            for name, left, right in models:
                (_kern_listed if pairs.Format == 1 else _kern_classed)(pairs, name, left, right)
            order = font.getReverseGlyphMap()
            if pairs.Format == 1:
                both = sorted(zip(pairs.Coverage.glyphs, pairs.PairSet, strict=True), key=lambda item: order[item[0]])
                pairs.Coverage.glyphs, pairs.PairSet = [item[0] for item in both], [item[1] for item in both]
                for pair_set in pairs.PairSet:
                    pair_set.PairValueRecord.sort(key=lambda record: order[record.SecondGlyph])
            else:
                pairs.Coverage.glyphs.sort(key=order.__getitem__)


def _kern_listed(pairs, name: str, left: str | None, right: str | None) -> None:  # type: ignore[no-untyped-def]
    for pair_set in pairs.PairSet:
        for record in list(pair_set.PairValueRecord):
            if record.SecondGlyph == right:
                moved = copy.deepcopy(record)
                moved.SecondGlyph = name
                pair_set.PairValueRecord.append(moved)
    if left in pairs.Coverage.glyphs:
        pairs.PairSet.append(copy.deepcopy(pairs.PairSet[pairs.Coverage.glyphs.index(left)]))
        pairs.Coverage.glyphs.append(name)


def _kern_classed(pairs, name: str, left: str | None, right: str | None) -> None:  # type: ignore[no-untyped-def]
    if left in pairs.Coverage.glyphs:
        pairs.Coverage.glyphs.append(name)
        if left in pairs.ClassDef1.classDefs:
            pairs.ClassDef1.classDefs[name] = pairs.ClassDef1.classDefs[left]
    if right in pairs.ClassDef2.classDefs:
        pairs.ClassDef2.classDefs[name] = pairs.ClassDef2.classDefs[right]


def add_tabular_figures(font: TTFont) -> None:
    """Figures of one width at every weight, so that hours and amounts stand under each other."""
    order = font.getGlyphOrder()
    for figure in FIGURES:
        name = f"{figure}.tf"
        advance, bearing = font["hmtx"][figure]
        shift = round((FIGURE_WIDTH - advance) / 2)
        component = GlyphComponent()
        component.glyphName, component.x, component.y, component.flags = figure, shift, 0, 0x0002
        glyph = Glyph()
        glyph.numberOfContours, glyph.components = -1, [component]
        order.append(name)
        font["glyf"].glyphs[name] = glyph
        font["hmtx"][name] = (FIGURE_WIDTH, bearing + shift)
        font["gvar"].variations[name] = [
            TupleVariation(
                variation.axes,
                [(-round((variation.coordinates[-3] or (0, 0))[0] / 2), 0), (0, 0), (0, 0), (0, 0), (0, 0)],
            )
            for variation in font["gvar"].variations[figure]
        ]
    font.setGlyphOrder(order)
    font["glyf"].glyphOrder = order
    rules = " ".join(f"sub {figure} by {figure}.tf;" for figure in FIGURES)
    if "GSUB" in font:
        del font["GSUB"]
    addOpenTypeFeaturesFromString(
        font, f"languagesystem DFLT dflt; languagesystem latn dflt; feature tnum {{ {rules} }} tnum;", tables=["GSUB"]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path, help="the package's folder of font files")
    parser.add_argument("target", type=Path)
    arguments = parser.parse_args()
    font = cut(arguments.source / "commissioner-latin-wght-normal.woff2", WESTERN)
    add_glyphs(font, cut(arguments.source / "commissioner-latin-ext-wght-normal.woff2", CENTRAL))
    kern_like_models(font)
    add_tabular_figures(font)
    for tag in ("HVAR", "MVAR", "GDEF", "STAT"):
        if tag in font:
            del font[tag]
    add_HVAR(font)
    font["post"].formatType = 3.0
    font.flavor = "woff2"
    font.save(arguments.target)
    print(f"{arguments.target}: {arguments.target.stat().st_size} bytes, {len(font.getGlyphOrder())} glyphs")


if __name__ == "__main__":
    main()
