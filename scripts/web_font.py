"""Makes the font of the board in a browser: python -m scripts.web_font FOLDER

FOLDER is the unpacked npm package ``dejavu-fonts-ttf`` (2.37). What is made is DejaVu Sans Mono
under another name, as its licence asks: the letters of Latin, Greek and Cyrillic, signs, boxes,
blocks and shapes, and braille patterns, which the original lacks and this program draws. It needs
``fonttools`` and ``brotli``, which nothing else here does.
"""

import shutil
import sys
from pathlib import Path

from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

OUT = Path(__file__).parents[1] / "agentdesk" / "tui" / "web" / "static"
FAMILY = "Desk Mono"
STYLES = {"Regular": "DejaVuSansMono.ttf", "Bold": "DejaVuSansMono-Bold.ttf"}
KEPT = (
    (0x20, 0x24F),  # Latin
    (0x2B0, 0x2FF),  # modifier letters
    (0x370, 0x52F),  # Greek, Cyrillic
    (0x1E00, 0x1EFF),  # more of Latin
    (0x2000, 0x206F),  # punctuation
    (0x20A0, 0x20BF),  # currencies
    (0x2100, 0x214F),  # letter-like signs
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # mathematics: minus, infinity, at most
    (0x2300, 0x23FF),  # technical signs
    (0x2500, 0x25FF),  # boxes, blocks, shapes
    (0x2600, 0x26FF),  # signs
    (0x2700, 0x27BF),  # ticks and crosses
    (0xFFFD, 0xFFFD),
)
BRAILLE = 0x2800
DOTS = ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3))
"""Column and row of each dot, in the order of a pattern's bits."""


def braille(font: TTFont) -> None:
    """Draw the 256 patterns into the font, evenly spread over the cell."""
    advance, metrics = font["hmtx"]["zero"][0], font["hhea"]
    step_y = (metrics.ascent - metrics.descent) / 4
    half = advance * 0.14
    names = font.getGlyphOrder()
    for bits in range(256):
        name = f"uni{BRAILLE + bits:04X}"
        pen = TTGlyphPen(None)
        for bit, (column, row) in enumerate(DOTS):
            if bits >> bit & 1:
                x = advance * (0.25 + 0.5 * column)
                y = metrics.ascent - step_y * (row + 0.5)
                _dot(pen, x, y, half)
        glyph = pen.glyph()
        glyph.recalcBounds(font["glyf"])
        font["glyf"][name] = glyph
        # Drawn where it lies: some painters shift a letter to its left bearing.
        font["hmtx"][name] = (advance, getattr(glyph, "xMin", 0))
        if name not in names:
            names.append(name)
        for table in font["cmap"].tables:
            if table.isUnicode():
                table.cmap[BRAILLE + bits] = name
    font.setGlyphOrder(names)


def _dot(pen: TTGlyphPen, x: float, y: float, half: float) -> None:
    """Draw a square with its corners cut: at the size of a screen it looks round."""
    cut = half * 0.45
    corners = [
        (x - half + cut, y - half),
        (x - half, y - half + cut),
        (x - half, y + half - cut),
        (x - half + cut, y + half),
        (x + half - cut, y + half),
        (x + half, y + half - cut),
        (x + half, y - half + cut),
        (x + half - cut, y - half),
    ]
    pen.moveTo((round(corners[0][0]), round(corners[0][1])))
    for corner in corners[1:]:
        pen.lineTo((round(corner[0]), round(corner[1])))
    pen.closePath()


def named(font: TTFont, style: str) -> None:
    """Give the font its own name; the notices of the original's makers stay."""
    words = {1: FAMILY, 2: style, 3: f"{FAMILY} {style}", 4: f"{FAMILY} {style}"}
    words[6] = f"DeskMono-{style}"
    for record in font["name"].names:
        if record.nameID in words:
            record.string = words[record.nameID]


def make(source: Path, style: str, target: Path) -> None:
    """Make one of the two fonts."""
    font = TTFont(source)
    options = Options()
    # No ligatures, no hints: a terminal paints one cell at a time.
    options.layout_features, options.hinting, options.notdef_outline = [], False, True
    options.name_IDs, options.drop_tables = ["*"], [*options.drop_tables, "FFTM", "kern"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[code for a, b in KEPT for code in range(a, b + 1)])
    subsetter.subset(font)
    braille(font)
    named(font, style)
    font.flavor = "woff2"
    font.save(target)


def main() -> None:
    """Make both fonts and put the licence beside them."""
    folder = Path(sys.argv[1])
    for style, name in STYLES.items():
        make(folder / "ttf" / name, style, OUT / f"desk-mono-{style.lower()}.woff2")
    shutil.copyfile(folder / "LICENSE", OUT / "desk-mono.LICENSE.txt")


if __name__ == "__main__":
    main()
