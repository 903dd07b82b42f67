"""The styles of drawn lines: readable and told apart in every theme."""

from itertools import combinations

import pytest
from rich.color import ColorSystem
from rich.style import Style
from textual.app import App
from textual.color import Color

from agentdesk.tui.kit.looks import READABLE, READABLE_MUTED, Looks, contrast, looks_of
from agentdesk.tui.kit.theme import THEMES, install_themes

APP: App[None] = App()
APP.console._color_system = ColorSystem.TRUECOLOR
install_themes(APP)
ALL = sorted(name for name in APP.available_themes if not name.startswith("ansi"))
OWN = [theme.name for theme in THEMES]
SURFACES = ("background", "panel")


def looks(theme: str, surface: str) -> Looks:
    APP.theme = theme
    APP.get_css_variables()
    return looks_of(APP, surface)


def colors(style: Style) -> tuple[Color, Color]:
    assert style.color is not None
    assert style.bgcolor is not None
    return Color(*style.color.get_truecolor()), Color(*style.bgcolor.get_truecolor())


@pytest.mark.parametrize("theme", ALL)
@pytest.mark.parametrize("surface", SURFACES)
def test_every_style_can_be_read(theme: str, surface: str) -> None:
    found = looks(theme, surface)
    for name in Looks._fields:
        least = READABLE_MUTED if name == "muted" else READABLE
        assert contrast(*colors(found.named(name))) >= least - 0.01, name


@pytest.mark.parametrize("theme", ALL)
@pytest.mark.parametrize("surface", SURFACES)
def test_what_colours_mean_is_told_apart(theme: str, surface: str) -> None:
    found = looks(theme, surface)
    shown = {name: colors(found.named(name))[0] for name in ("late", "soon", "done", "text")}
    for (one, first), (other, second) in combinations(shown.items(), 2):
        far = sum(abs(a - b) for a, b in zip(first.rgb, second.rgb, strict=True))
        assert far >= 24, (one, other)
    assert found.soon != found.accent


@pytest.mark.parametrize("theme", OWN)
def test_own_themes_need_no_help(theme: str) -> None:
    APP.theme = theme
    variables = APP.get_css_variables()
    for surface in SURFACES:
        back = Color.parse(variables[surface])
        for name in ("foreground", "error", "warning", "success", "accent"):
            assert contrast(Color.parse(variables[name]), back) >= READABLE, (name, surface)
        assert contrast(Color.parse(variables["text-muted"]), back) >= READABLE_MUTED


@pytest.mark.parametrize("theme", OWN)
def test_colours_keep_their_meanings_in_sixteen(
    theme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(APP.console, "_color_system", ColorSystem.STANDARD)
    install_themes(APP, theme)
    try:
        found = looks(theme, "background")
        shown = [found.late, found.soon, found.done, found.accent]
        numbers = [s.color.downgrade(ColorSystem.STANDARD).number for s in shown if s.color]
    finally:
        monkeypatch.undo()
        install_themes(APP)
    assert [number is not None and number % 8 for number in numbers[:3]] == [1, 3, 2]
    assert numbers[3] in (4, 12, 6, 14)
