"""Starting the board: Textual paints an empty one, and the log is read behind it."""

import asyncio
import gc
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from agentdesk.board.view import BoardView, Cell
from agentdesk.config import Settings
from agentdesk.tui.board.app import BoardApp, Rings
from agentdesk.tui.board.commands import registry
from agentdesk.tui.board.watched import Watched
from agentdesk.tui.kit.colours import heed
from agentdesk.tui.kit.keymap import Keymap, build_keymap
from agentdesk.tui.kit.mouse import wants_mouse

if TYPE_CHECKING:
    from agentdesk.board.thresholds import Thresholds
    from agentdesk.tui.board.filtering import Filter

OWN = "board."
"""How the ids of the board's own commands begin."""


def run_board(
    settings: Settings,
    url: str,
    at: int | None = None,
    *,
    only: "Filter | None" = None,
    cache: Path | None = None,
) -> int:
    """Show the board of a store until the person leaves; return the exit code.

    ``at`` opens it as of an instant, ``only`` begins with a part of the desk, ``cache`` is the
    folder for what a log adds up to. Raises ``BoardError``, ``StoreError`` and ``KeymapError``,
    each with a sentence.
    """
    # Nothing made at a start is garbage: the app begins to look for some once it is open.
    gc.disable()

    async def opener() -> Watched:
        return await _open(settings, url, at, cache)

    heed(settings.colours)
    app = BoardApp(
        opener,
        board_keymap(settings),
        rings=rings_of(settings),
        theme=settings.theme,
        ascii_only=settings.ascii,
    )
    app.filter = only
    app.run(mouse=wants_mouse())
    if app.trouble is not None:
        raise app.trouble
    return app.return_code or 0


def board_keymap(settings: Settings) -> Keymap:
    """Return the board's keys with a person's changes; those of the desk's commands are not ours.

    Raises ``KeymapError``.
    """
    known = registry()
    own = {id: keys for id, keys in settings.keys.items() if id.startswith(OWN) or id in known}
    return build_keymap(known, settings.preset, own)


def rings_of(settings: Settings) -> Rings:
    """Return what says whether a bell is rung; what it needs is loaded when it is first asked."""
    made: list[Thresholds] = []

    def rings(before: BoardView, after: BoardView) -> Sequence[Cell]:
        if not made:
            from agentdesk.board.figures.registry import FIGURES
            from agentdesk.board.thresholds import Thresholds

            made.append(Thresholds(settings.board, FIGURES))
        return made[0].rings(before, after)

    return rings


async def _open(settings: Settings, url: str, at: int | None, cache: Path | None) -> Watched:
    # In a thread, so that the first frame is painted and keys are answered meanwhile.
    watching = await asyncio.to_thread(import_module, "agentdesk.board.watching")
    from agentdesk.board.snapshots import cache_folder

    folder = cache or cache_folder()
    board: Watched = await watching.Board.open(url, settings=settings.board, cache=folder, at=at)
    return board
