"""Starting the desk on a room. Nothing that could reach a customer is loaded in this process."""

import gc
import sys
from pathlib import Path

from agentdesk.clock import ManualClock
from agentdesk.config import Settings
from agentdesk.tui.desk.run import SWITCH_S
from agentdesk.tui.kit.colours import heed
from agentdesk.tui.kit.keymap import build_keymap
from agentdesk.tui.kit.mouse import wants_mouse
from agentdesk.tui.training.app import TrainingDesk
from agentdesk.tui.training.commands import FOR_MODE, registry

ELSEWHERE = ("board.", "console.", "training.room")
"""How the ids of commands begin that do nothing here."""


def run_training(folder: Path, settings: Settings, *, at: int | None = None) -> tuple[int, bool]:
    """Work in an attempt, or watch one, until the person leaves.

    ``at`` is the instant to begin at. Returns the exit code, and whether the attempt was ended.
    Raises ``StoreError``, ``Refused`` and ``KeymapError``.
    """
    from agentdesk.training.attempts.book import Book
    from agentdesk.training.attempts.place import scenario_of
    from agentdesk.training.attempts.room import Room
    from agentdesk.training.customers import Crowd

    gc.disable()
    sys.setswitchinterval(SWITCH_S)
    book = Book(folder / "book.db")
    mode = book.about.mode
    book.close()
    commands = registry(mode)
    own = {
        id: keys
        for id, keys in settings.keys.items()
        if not id.startswith(ELSEWHERE) and id not in FOR_MODE[mode]
    }
    keymap = build_keymap(commands, settings.preset, own)

    async def opener() -> Room:
        room = await Room.open(folder)
        if at is not None and at != room.clock.now():
            await room.seek(at)
        return room

    heed(settings.colours)
    app = TrainingDesk(
        opener,
        keymap,
        clock=ManualClock(Crowd(scenario_of(folder)).start),
        theme=settings.theme,
        ascii_only=settings.ascii,
        after_send=settings.after_send,
    )
    app.run(mouse=wants_mouse())
    if app.trouble is not None:
        raise app.trouble
    return app.return_code or 0, app.done
