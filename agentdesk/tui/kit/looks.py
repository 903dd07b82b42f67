"""The styles of lines that draw themselves, taken from the theme's variables.

Component classes would say the same in a style sheet, but each costs a pass over all rules for
every widget at start-up; these cost nothing until a line is drawn.
"""

from typing import Any, NamedTuple

from rich.style import Style
from textual.app import App
from textual.color import Color, ColorParseError

READABLE = 4.5
"""The least contrast of text on its surface (WCAG 2 AA); themes that have less are helped."""
READABLE_MUTED = 3.0

_MUTED_SHARE = 0.6
_STEPS = 10


class Looks(NamedTuple):
    """Styles on one surface, by what they mean."""

    text: Style
    strong: Style
    muted: Style
    late: Style
    soon: Style
    done: Style
    accent: Style

    def named(self, name: str) -> Style:
        """Return a style by its name. Raises ``AttributeError`` for a name that is none."""
        style: Style = getattr(self, name)
        return style


def looks_of(app: App[Any], surface: str = "background") -> Looks:
    """Return the current theme's styles on ``background`` or ``panel``."""
    variables = app.theme_variables
    back = _color(variables.get(surface), "ansi_default")
    front = _color(variables.get("foreground"), "ansi_default")
    on = back.rich_color
    text = Style(color=_readable(front, back).rich_color, bgcolor=on)

    def colored(name: str, bold: bool = False) -> Style:
        color = _readable(_color(variables.get(name), "ansi_default"), back)
        return Style(color=color.rich_color, bgcolor=on, bold=bold or None)

    if app.native_ansi_color:
        muted = text + Style(dim=True)
    else:
        own = _parsed(variables.get("text-muted"))
        color = own or (back.blend(front, _MUTED_SHARE) if not front.ansi else front)
        muted = Style(color=_readable(color, back, READABLE_MUTED).rich_color, bgcolor=on)
    return Looks(
        text=text,
        strong=text + Style(bold=True),
        muted=muted,
        late=colored("error", bold=True),
        soon=colored("warning"),
        done=colored("success"),
        # Some themes warn in their accent: the keyboard's place must not look like a warning.
        accent=colored(
            "accent" if variables.get("accent") != variables.get("warning") else "primary"
        ),
    )


def contrast(one: Color, other: Color) -> float:
    """Return the contrast of two colours as WCAG 2 defines it, 1 to 21."""
    bright, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(color: Color) -> float:
    linear = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in color.normalized)
    red, green, blue = linear
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _readable(color: Color, back: Color, least: float = READABLE) -> Color:
    """Return the colour, moved towards black or white as far as it must be to be read."""
    if color.ansi is not None or back.ansi is not None:
        return color
    best = max((_BLACK, _WHITE), key=lambda end: contrast(end, back))
    for step in range(_STEPS + 1):
        moved = color.blend(best, step / _STEPS)
        if contrast(moved, back) >= least:
            return moved
    return best


_BLACK, _WHITE = Color(0, 0, 0), Color(255, 255, 255)


def _parsed(written: str | None) -> Color | None:
    """Read a color; ``auto 60%`` and the like, which need a background, are none."""
    try:
        return Color.parse(written) if written and not written.startswith("auto") else None
    except ColorParseError:
        return None


def _color(written: str | None, otherwise: str) -> Color:
    return _parsed(written) or Color.parse(otherwise)
