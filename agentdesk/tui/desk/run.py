"""Starting the desk: the first page is read in a thread while Textual is being imported."""

import gc
from collections.abc import Callable
from threading import Thread
from typing import TYPE_CHECKING

from agentdesk.clock import SystemClock
from agentdesk.config import Settings
from agentdesk.domain.setup import PersonSetup, Setup

if TYPE_CHECKING:
    from agentdesk.data.sqlite.first import First
    from agentdesk.tui.desk.session import Session

Who = Callable[[Setup, str | None], PersonSetup]
"""Finds out who works here: the set-up, and on PostgreSQL the login role. May raise."""


def run_desk(settings: Settings, who: Who, *, greeting: str = "") -> int:
    """Open the desk on the store of the settings; return the exit code.

    Raises ``StoreError``, ``KeymapError``, whatever ``who`` raises, and ``Refused`` for a role
    that may not see customers' words, of which this screen is made.
    """
    who = _seeing(who)
    # Nothing made at a start is garbage: looking for some costs a tenth of it. The app goes on with
    # it after the first frame.
    gc.disable()
    clock = SystemClock()
    early = _Early(settings.store, who)
    from agentdesk.tui.desk.app import DeskApp
    from agentdesk.tui.desk.commands import registry
    from agentdesk.tui.kit.keymap import build_keymap

    keymap = build_keymap(registry(), settings.preset, settings.keys)
    first = early.result()

    async def opener() -> "Session":
        return await _open(settings.store, who)

    app = DeskApp(
        opener,
        keymap,
        first=(lambda: (first.mine, first.page)) if first is not None else None,
        clock=clock,
        theme=settings.theme,
        ascii_only=settings.ascii,
        after_send=settings.after_send,
        greeting=greeting,
    )
    app.run(mouse=True)
    if app.trouble is not None:
        raise app.trouble
    return app.return_code or 0


def _seeing(who: Who) -> Who:
    """Return ``who``, refusing roles that may not see names and words."""

    def seeing(setup: Setup, login: str | None) -> PersonSetup:
        from agentdesk.data.unit import Refused
        from agentdesk.domain.case import READS_NO_WORDS

        person = who(setup, login)
        sentence = READS_NO_WORDS.get(person.role)
        if sentence is not None:
            raise Refused(f"{sentence} agentdesk queue list shows what waits, without them.")
        return person

    return seeing


async def _open(url: str, who: Who) -> "Session":
    from agentdesk.data.open import open_store
    from agentdesk.tui.desk.session import Session

    store = await open_store(url, create=False)
    try:
        setup = await store.reads.setup()
        return Session(store, setup, who(setup, getattr(store, "login", None)))
    except BaseException:
        await store.close()
        raise


class _Early:
    """Reads the first page of a SQLite store in a thread; other stores are read later."""

    def __init__(self, url: str, who: Who) -> None:
        self._found: First | None = None
        self._error: Exception | None = None
        self._thread: Thread | None = None
        if not url.startswith("postgres"):
            self._thread = Thread(target=self._read, args=(url, who), daemon=True)
            self._thread.start()

    def _read(self, url: str, who: Who) -> None:
        from agentdesk.data.sqlite.first import first_page

        try:
            self._found = first_page(
                url.removeprefix("sqlite:///"),
                lambda setup: who(setup, None).id,
                SystemClock().now(),
            )
        except Exception as error:
            # Raised again by result(), where the command line can answer it.
            self._error = error

    def result(self) -> "First | None":
        """Return what was read. Raises what went wrong while reading."""
        if self._thread is not None:
            self._thread.join()
        if self._error is not None:
            raise self._error
        return self._found
