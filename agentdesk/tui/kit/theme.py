"""The desk's two themes. Colour has four meanings and no others.

Accent is where the keyboard is, error is late or failed, warning is soon or uncertain, success is
done. Everything else is text, muted text or surface, so every Textual theme works as well: styles
name theme variables only.
"""

from dataclasses import replace
from typing import Any

from textual.app import App
from textual.theme import Theme

DARK = "desk-dark"
LIGHT = "desk-light"

_DESK_DARK = Theme(
    name=DARK,
    dark=True,
    primary="#7fb4ca",
    secondary="#7fb4ca",
    accent="#7fb4ca",
    foreground="#d5d8de",
    background="#15171c",
    surface="#15171c",
    panel="#1e2229",
    error="#f0716b",
    warning="#e0af68",
    success="#8fbf7f",
    variables={
        "border": "#7fb4ca",
        "border-blurred": "#3a404b",
        "block-cursor-text-style": "bold",
        "input-selection-background": "#7fb4ca 30%",
        "text-muted": "#8a909c",
    },
)

_DESK_LIGHT = Theme(
    name=LIGHT,
    dark=False,
    primary="#1f6f8b",
    secondary="#1f6f8b",
    accent="#1f6f8b",
    foreground="#23262d",
    background="#f7f6f3",
    surface="#f7f6f3",
    panel="#eae8e2",
    error="#b3261e",
    warning="#8a5a00",
    success="#2f6b2f",
    variables={
        "border": "#1f6f8b",
        "border-blurred": "#c2beb4",
        "block-cursor-text-style": "bold",
        "input-selection-background": "#1f6f8b 25%",
        "text-muted": "#666b75",
    },
)

THEMES = (_DESK_DARK, _DESK_LIGHT)

_FEW_COLOURS = {
    DARK: ("#ff0000", "#ffff00", "#00ff00", "#00ffff"),
    LIGHT: ("#aa0000", "#aa5500", "#007700", "#0000aa"),
}
"""Error, warning, success and accent where there are 16 colours: soft ones would all be grey."""


def install_themes(app: App[Any], name: str = DARK) -> str:
    """Register the desk's themes and switch to ``name``.

    Returns the name in use: an unknown name falls back to ``desk-dark``, so that a typing error in
    the settings never keeps the desk from starting. The caller says so to the person.
    """
    few = app.console.color_system == "standard"
    for theme in THEMES:
        app.register_theme(_in_few_colours(theme) if few else theme)
    chosen = name if name in app.available_themes else DARK
    app.theme = chosen
    return chosen


def _in_few_colours(theme: Theme) -> Theme:
    error, warning, success, accent = _FEW_COLOURS[theme.name]
    return replace(theme, error=error, warning=warning, success=success, accent=accent)
