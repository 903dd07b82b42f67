"""The key router: turns keys into command ids before any widget sees them.

Keys are worked off one after the other. The next one waits until the one before has been handled:
a command has run or has opened its sheet, a letter has arrived in its text box. So ``r1abc`` and
Enter in one burst lose nothing, however slow the line.

The router knows no Textual app, only the small :class:`KeyHost`.
"""

import asyncio
from collections import deque
from typing import Any, Protocol

from textual.events import Event, Key, Paste

from agentdesk.tui.kit.commands import SHEET
from agentdesk.tui.kit.keymap import Keymap
from agentdesk.tui.kit.keynames import Token, is_text, token_of

HINT_AFTER_S = 0.4
"""How long a prefix waits alone before the footer lists what may follow."""
TEXT_FROM = 8
"""So many printable keys in one read look like text."""
SAME_PASTE_S = 0.1
"""A read this soon after a held one belongs to it."""
PATIENCE_S = 2.0
"""A command or an opening sheet holds the keys at most this long: a keyboard is never dead."""


class KeyTaker(Protocol):
    """A sheet: it gets its keys from the router, without a detour through widgets."""

    def take_key(self, token: Token, event: Key) -> bool:
        """Handle a key; ``False`` hands it to the focused text box."""
        ...


class KeyHost(Protocol):
    """What the router needs from the app."""

    def key_context(self) -> str:
        """Return the context of the keyboard now (``queue``, ``composer`` …)."""
        ...

    def takes_text(self) -> bool:
        """Say whether letters go into a text box now."""
        ...

    def text_command(self, token: Token) -> str:
        """Return the command that a letter gives although letters are text here; mostly none."""
        ...

    def key_taker(self) -> KeyTaker | None:
        """Return the sheet on top, if there is one."""
        ...

    async def forward(self, event: Event) -> None:
        """Give the event to Textual and return when the widgets have handled it."""
        ...

    async def run_command(self, command_id: str) -> None:
        """Do what the command says."""
        ...

    def command_failed(self, error: BaseException) -> None:
        """Deal with an error that came out of a command."""
        ...

    def show_prefix(self, prefix: str) -> None:
        """Show what may follow a prefix; the empty string ends the display."""
        ...

    def show_held(self, text: str) -> None:
        """Show keys that look like text; the empty string ends the display."""
        ...

    def notice(self, text: str) -> None:
        """Tell the person something in one sentence."""
        ...


class Hold:
    """A promise that a sheet is opening. Give it back with :meth:`KeyRouter.release`."""

    __slots__ = ("timer",)

    def __init__(self) -> None:
        self.timer: asyncio.TimerHandle | None = None


class KeyRouter:
    """Works off keys one by one. All methods must be called from the app's event loop."""

    def __init__(self, host: KeyHost, keymap: Keymap) -> None:
        self.host = host
        self.keymap = keymap
        self._reads: deque[list[Key] | Paste] = deque()
        self._ready: deque[Key] = deque()
        self._holds: set[Hold] = set()
        self._running: dict[asyncio.Future[None], asyncio.Future[Any] | None] = {}
        self._released = asyncio.Event()
        self._news = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.given: tuple[Token, ...] = ()
        """The keys that gave the newest command."""
        self._prefix: tuple[Token, ...] = ()
        self._hint: asyncio.TimerHandle | None = None
        self._hinting = False
        self._held: list[Key] = []
        self._held_at = 0.0
        self._heard_at = 0.0

    # Coming in

    def read(self, keys: list[Key]) -> None:
        """Take the keys of one terminal read."""
        now = self._heard_at = asyncio.get_running_loop().time()
        if self._held:
            self._decide(keys, now)
        else:
            self._reads.append(keys)
        self._go_on()

    def paste(self, event: Paste) -> None:
        """Take a bracketed paste, in its place among the keys."""
        self._heard_at = asyncio.get_running_loop().time()
        self._reads.append(event)
        self._go_on()

    def hold(self, for_s: float = PATIENCE_S) -> Hold:
        """Let keys wait, because a sheet is opening. Ends by itself after ``for_s`` seconds."""
        hold = Hold()
        hold.timer = asyncio.get_running_loop().call_later(for_s, self.release, hold)
        self._holds.add(hold)
        return hold

    def release(self, hold: Hold) -> None:
        """Let the keys go on; a second call does nothing."""
        if hold in self._holds:
            self._holds.discard(hold)
            if hold.timer is not None:
                hold.timer.cancel()
            self._released.set()
            self._go_on()

    def asks(self, answer: "asyncio.Future[Any]") -> None:
        """Note that the current command waits for a person's answer, so keys must flow."""
        task = asyncio.current_task()
        if task in self._running:
            self._running[task] = answer
            self._news.set()

    async def settled(self) -> None:
        """Return when no key is being worked on and no command runs that waits for no answer."""
        while self._task is not None or self._busy():
            if self._task is not None:
                await asyncio.wait([self._task])
            else:
                await self._freed()

    async def _freed(self, for_s: float | None = None) -> bool:
        """Wait until every command is done or asks (again); ``False`` if that takes too long."""
        while self._busy():
            self._news.clear()
            try:
                await asyncio.wait_for(self._news.wait(), for_s)
            except TimeoutError:
                return False
        return True

    @property
    def more(self) -> bool:
        """Whether keys that have been pressed wait for the one that is worked on."""
        return bool(self._ready or self._reads)

    @property
    def idle_s(self) -> float:
        """How long no key has come, in seconds; 0 while one is worked off."""
        if self._task is not None or self._busy() or self.more:
            return 0.0
        return asyncio.get_running_loop().time() - self._heard_at

    @property
    def prefix(self) -> str:
        """The keys of the pending prefix, as written in a keymap; empty when there is none."""
        return " ".join(self._prefix)

    def drop_prefix(self) -> None:
        """Forget a pending prefix."""
        self._prefix = ()
        if self._hint is not None:
            self._hint.cancel()
            self._hint = None
        if self._hinting:
            self._hinting = False
            self.host.show_prefix("")

    # Working off

    def _go_on(self) -> None:
        if self._task is None and not self._holds and (self._reads or self._ready):
            self._task = asyncio.get_running_loop().create_task(self._work())
            self._task.add_done_callback(self._worked)

    def _worked(self, task: asyncio.Task[None]) -> None:
        self._task = None
        if not task.cancelled() and (error := task.exception()):
            self.host.command_failed(error)
        else:
            self._go_on()

    async def _work(self) -> None:
        while not self._holds:
            busy = self._busy()
            if busy and (self._ready or self._reads):
                if not await self._freed(PATIENCE_S):
                    for task in busy:
                        self._running.pop(task, None)
            elif self._ready:
                await self._key(self._ready.popleft())
            elif self._reads:
                await self._judge(self._reads.popleft())
            else:
                return

    def _busy(self) -> list[asyncio.Future[None]]:
        return [task for task, answer in self._running.items() if not answer or answer.done()]

    async def _judge(self, read: list[Key] | Paste) -> None:
        if isinstance(read, Paste):
            self.drop_prefix()
            if self.host.takes_text():
                await self.host.forward(read)
            else:
                self.host.notice("Pasted text was ignored: no text box is open.")
        elif self._looks_like_text(read):
            self._held = list(read)
            self._held_at = asyncio.get_running_loop().time()
            while self._reads and not isinstance(later := self._reads[0], Paste):
                self._reads.popleft()
                self._held += later
            self.drop_prefix()
            self.host.show_held(_as_text(self._held))
        else:
            self._ready.extend(read)

    def _looks_like_text(self, keys: list[Key]) -> bool:
        if len(keys) < TEXT_FROM or self.host.takes_text():
            return False
        moves = self.keymap.moves(self.host.key_context())
        tokens = [token_of(key) for key in keys]
        return sum(is_text(token) and token not in moves for token in tokens) >= TEXT_FROM

    def _decide(self, keys: list[Key], now: float) -> None:
        """Read the answer to held keys: Enter applies, Esc drops, anything else is held too."""
        alone = token_of(keys[0]) if len(keys) == 1 else ""
        late = now - self._held_at > SAME_PASTE_S
        self._held_at = now
        if late and alone in ("enter", "escape"):
            held, self._held = self._held, []
            self.host.show_held("")
            if alone == "enter":
                self._ready.extend(held)
            return
        self._held += keys
        self.host.show_held(_as_text(self._held))

    async def _key(self, event: Key) -> None:
        token = token_of(event)
        if token.startswith("alt+") and len(token) > 4:
            last = token[4:].removeprefix("shift+")
            last = last.upper() if "shift+" in token else last
            self._ready.extendleft((Key(last, event.character), Key("escape", "\x1b")))
            return
        taker = self.host.key_taker()
        if taker is not None and taker.take_key(token, event):
            return
        context = SHEET if taker is not None else self.host.key_context()
        in_text = self.host.takes_text()
        if not (in_text and is_text(token)):
            if await self._command(context, token):
                return
            if not in_text and _is_foreign(token):
                self.host.notice(f"The keyboard is in another alphabet: {token} is no key here.")
                return
        elif command_id := self.host.text_command(token):
            await self._run(command_id)
            return
        await self.host.forward(event)

    async def _command(self, context: str, token: Token) -> bool:
        """Run or begin a command with this key; ``False`` when the key means nothing here."""
        sequence = (*self._prefix, token)
        pending = bool(self._prefix)
        if command_id := self.keymap.command(context, sequence):
            self.given = sequence
            self.drop_prefix()
            await self._run(command_id)
            return True
        if self.keymap.is_prefix(context, sequence):
            self._wait_for_more(sequence)
            return True
        self.drop_prefix()
        return pending

    def _wait_for_more(self, sequence: tuple[Token, ...]) -> None:
        self.drop_prefix()
        self._prefix = sequence
        loop = asyncio.get_running_loop()
        self._hint = loop.call_later(HINT_AFTER_S, self._show_hint)

    def _show_hint(self) -> None:
        self._hinting = True
        self.host.show_prefix(self.prefix)

    async def _run(self, command_id: str) -> None:
        """Run a command; go on when it is done, has opened a sheet, or takes too long."""
        self._released.clear()
        running = asyncio.ensure_future(self.host.run_command(command_id))
        self._running[running] = None
        running.add_done_callback(self._ran)
        opened = asyncio.ensure_future(self._released.wait())
        await asyncio.wait(
            (running, opened), timeout=PATIENCE_S, return_when=asyncio.FIRST_COMPLETED
        )
        opened.cancel()
        if not self._running.get(running):
            # Done, or too slow: in both cases nothing waits for it any more.
            self._running.pop(running, None)

    def _ran(self, done: "asyncio.Future[None]") -> None:
        self._running.pop(done, None)
        self._news.set()
        if not done.cancelled() and (error := done.exception()):
            self.host.command_failed(error)


def _is_foreign(token: Token) -> bool:
    return len(token) == 1 and token.isalpha() and ord(token) > 0x24F


def _as_text(keys: list[Key]) -> str:
    """Return held keys as a person would read them, each one character."""
    text = "".join(
        key.character if key.character and key.character.isprintable() else " " for key in keys
    )
    return text.strip()
