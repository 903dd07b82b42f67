"""The styles of lines that draw themselves, taken from the theme's variables.

Component classes would say the same in a style sheet, but each costs a pass over all rules for
every widget at start-up; these cost nothing until a line is drawn.
"""

from typing import Any, NamedTuple

from rich.style import Style
from textual.app import App
from textual.color import Color, ColorParseError

_MUTED_SHARE = 0.6


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
    text = Style(color=front.rich_color, bgcolor=on)

    def colored(name: str, bold: bool = False) -> Style:
        color = _color(variables.get(name), "ansi_default").rich_color
        return Style(color=color, bgcolor=on, bold=bold or None)

    if app.native_ansi_color:
        muted = text + Style(dim=True)
    else:
        own = _parsed(variables.get("text-muted"))
        color = own or (back.blend(front, _MUTED_SHARE) if not front.ansi else front)
        muted = Style(color=color.rich_color, bgcolor=on)
    return Looks(
        text=text,
        strong=text + Style(bold=True),
        muted=muted,
        late=colored("error", bold=True),
        soon=colored("warning"),
        done=colored("success"),
        accent=colored("accent"),
    )


def _parsed(written: str | None) -> Color | None:
    """Read a color; ``auto 60%`` and the like, which need a background, are none."""
    try:
        return Color.parse(written) if written and not written.startswith("auto") else None
    except ColorParseError:
        return None


def _color(written: str | None, otherwise: str) -> Color:
    return _parsed(written) or Color.parse(otherwise)
