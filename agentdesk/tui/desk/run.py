"""Starting the desk: the first page is read, then Textual is imported and paints it.

One after the other: a thread for either would wait for the other's turns at the interpreter and
cost more than it saves (46 of 230 ms, measured).
"""

import gc
import sys
from shutil import get_terminal_size
from typing import TYPE_CHECKING

from agentdesk.clock import Clock, SystemClock
from agentdesk.config import Settings
from agentdesk.seat.who import Who as Who
from agentdesk.seat.who import seeing
from agentdesk.tui.desk.opening import ORDINARY, Opening

if TYPE_CHECKING:
    from agentdesk.data.sqlite.first import First
    from agentdesk.seat.session import Session

ELSEWHERE = ("board.", "console.", "training.")
"""How the ids of other programs' commands begin."""
TRAINING = "training.room"
SWITCH_S = 0.0005
"""How long a thread keeps the interpreter while another waits for it."""


def run_desk(settings: Settings, who: Who, opening: Opening = ORDINARY) -> int:
    """Open the desk on the store of the settings; return the exit code.

    Raises ``StoreError``, ``KeymapError``, whatever ``who`` raises, and ``Refused`` for a role
    that may not see customers' words, of which this screen is made.
    """
    who = seeing(who)
    # Nothing made at a start is garbage: looking for some costs a tenth of it. The app goes on with
    # it after the first frame.
    gc.disable()
    # Keys must not wait for the threads that read the store; they hold the interpreter for 5 ms
    # at a time unless told otherwise.
    sys.setswitchinterval(SWITCH_S)
    clock = opening.clock or SystemClock()
    first = _first_page(settings.store, who, clock.now())
    from agentdesk.tui.desk.app import DeskApp
    from agentdesk.tui.desk.commands import registry
    from agentdesk.tui.kit.colours import heed
    from agentdesk.tui.kit.keymap import build_keymap
    from agentdesk.tui.kit.mouse import wants_mouse

    keymap = build_keymap(registry(), settings.preset, _own_keys(settings))
    heed(settings.colours)

    async def opener() -> "Session":
        return await _open(settings, who, opening.clock)

    app = DeskApp(
        opener,
        keymap,
        first=(lambda: (first.mine, first.page)) if first is not None else None,
        clock=clock,
        theme=settings.theme,
        ascii_only=settings.ascii,
        after_send=settings.after_send,
        opening=opening,
    )
    app.run(mouse=wants_mouse())
    if app.trouble is not None:
        raise app.trouble
    return app.return_code or 0


def _own_keys(settings: Settings) -> dict[str, tuple[str, ...]]:
    """Return a person's own keys for the desk: those of other programs are left out."""
    here = (id for id in settings.keys if id == TRAINING or not id.startswith(ELSEWHERE))
    return {id: settings.keys[id] for id in here}


async def _open(settings: Settings, who: Who, clock: Clock | None = None) -> "Session":
    from agentdesk.data.open import open_store
    from agentdesk.seat.session import Session

    store = await open_store(settings.store, clock=clock, create=False)
    try:
        setup = await store.reads.setup()
        me = who(setup, getattr(store, "login", None))
        return Session(store, setup, me, settings.views, settings.macros)
    except BaseException:
        await store.close()
        raise


def _first_page(url: str, who: Who, now: int) -> "First | None":
    """Read the first page of a SQLite store; other stores are read once the desk is open."""
    if url.startswith("postgres"):
        return None
    from agentdesk.data.sqlite.first import first_page

    path = url.removeprefix("sqlite:///")
    lines = max(16, get_terminal_size().lines)
    return first_page(path, lambda setup: who(setup, None).id, now, limit=lines)
