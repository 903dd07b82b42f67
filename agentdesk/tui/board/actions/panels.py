"""What opens over the board: help, the palette; and the look."""

from agentdesk.tui.board.actions.moving import Action
from agentdesk.tui.board.app import BoardApp
from agentdesk.tui.kit.commands import BOARD
from agentdesk.tui.kit.help import HelpScreen, Palette, PaletteScreen
from agentdesk.tui.kit.theme import DARK, LIGHT


async def show_help(app: BoardApp) -> None:
    """Show every key of the board."""
    await app.beside(HelpScreen(app.router.keymap, BOARD, glyphs=app.glyphs))


async def _palette(app: BoardApp) -> None:
    palette = Palette(app.router.keymap)
    chosen = await app.beside(PaletteScreen(palette, BOARD, glyphs=app.glyphs))
    if chosen is not None:
        await app.run_command(chosen)


async def _theme(app: BoardApp) -> None:
    app.theme = LIGHT if app.current_theme.dark else DARK


ACTIONS: dict[str, Action] = {
    "board.help": show_help, "board.palette": _palette, "board.theme": _theme,
}  # fmt: skip
