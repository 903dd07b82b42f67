"""A desk on a real store, small and on a fixed Monday, worked with real keys."""

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncIterator, Callable
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from textual.events import Key
from textual.keys import _character_to_key
from textual.pilot import Pilot

from agentdesk.clock import MINUTE, ManualClock
from agentdesk.data.open import open_store
from agentdesk.data.store import Store
from agentdesk.data.unit import Command, Decision, Found, Needs, State, UseCase
from agentdesk.desk.desk import Desk
from agentdesk.desk.incoming import Receive
from agentdesk.desk.presence import SetAgentState
from agentdesk.domain.content import SetupText
from agentdesk.domain.events import SetupChanged
from agentdesk.domain.setup import Setup
from agentdesk.seat.session import Session
from agentdesk.tui.desk.app import DeskApp
from agentdesk.tui.desk.commands import registry
from agentdesk.tui.kit.keymap import Keymap, build_keymap
from tests.support.kept import made_once
from tests.support.office import MONDAY, SETUP
from tests.tui.at_rest import at_rest, painted_at_rest


class _Load(Command, frozen=True, kw_only=True):
    body: str


def _load(state: State, command: _Load) -> Decision:
    checksum = hashlib.sha256(command.body.encode()).hexdigest()
    return Decision(
        events=(SetupChanged(version=1, checksum=checksum),),
        content=(SetupText(version=1, body=command.body),),
    )


def _needs(command: _Load, found: Found) -> Needs:
    return Needs()


LOAD = UseCase("setup", _Load, _needs, _load)

MAILS = (
    ("Ada Lovelace", "ada@lovelace.example", "Charged twice for the same order"),
    ("田中 花子", "hanako@tanaka.example", "請求書の宛名を変更したい"),
    ("Nick Cave", "nick@cave.example", "Where is my parcel?"),
)


async def new_store(path: Path, clock: ManualClock, setup: Setup = SETUP) -> Store:
    """Make a store with the office's set-up."""
    store = await open_store(str(path), clock=clock)
    body = msgspec.json.encode(setup).decode()
    await store.act(LOAD, _Load(command_id="setup", actor="system", body=body))
    return store


async def mail(
    store: Store, number: int, *, name: str, address: str, subject: str, body: str = ""
) -> int:
    """Let a customer write; return the case."""
    text = body or f"Hello,\n\nplease help me with this: {subject}.\n\nRegards\n{name}"
    command = Receive(
        command_id=f"mail-{number}",
        actor="customer",
        from_address=address,
        from_name=name,
        to=("billing@desk.example",),
        subject=subject,
        body=text,
        reply_text=text,
        rfc_id=f"mail-{number}@customer.example",
    )
    outcome = await Desk(store, "customer").do(command)
    return int(outcome.result["case_id"])


@made_once
async def _filled(path: Path, mails: tuple[tuple[str, str, str], ...]) -> int:
    clock = ManualClock(MONDAY)
    store = await new_store(path, clock)
    for number, (name, address, subject) in enumerate(mails):
        clock.advance(MINUTE)
        await mail(store, number, name=name, address=address, subject=subject)
    await Desk(store, "lena").act(SetAgentState, state="available")
    await Desk(store, "omar").act(SetAgentState, state="available")
    await store.close()
    clock.advance(MINUTE)
    return clock.now()


async def fill(path: Path, mails: tuple[tuple[str, str, str], ...] = MAILS) -> ManualClock:
    """Make a store in which some customers have written; return its clock."""
    return ManualClock(await _filled(path, mails))


class Bed:
    """A running desk and the keys pressed on it."""

    def __init__(self, app: DeskApp, pilot: Pilot[int]) -> None:
        self.app = app
        self.pilot = pilot

    async def press(self, *keys: str) -> None:
        """Press keys, by their Textual names, each worked off before the next.

        Not through the pilot: after a key that closes a sheet it waits for the closed sheet's
        widgets, in vain, for half a minute.
        """
        for key in keys:
            self.app.router.read([key_of(key)])
            await self.settle()

    async def type(self, text: str) -> None:
        """Type a text, each letter a read of its own."""
        for character in text:
            self.app.router.read([key_of("enter" if character == "\n" else character)])
            await self.app.router.settled()
        await self.settle()

    async def settle(self) -> None:
        """Wait until the keys pressed so far have been worked off, or a sheet waits for more."""
        await self.app.router.settled()
        await self.until(lambda: self.app.busy == 0 or self.app.screen is not self.app.desk)
        await at_rest(self.app)

    async def until(self, what: Callable[[], bool]) -> None:
        """Wait for a condition."""
        for _ in range(3000):
            if self.app._exception is not None:
                raise self.app._exception
            if what():
                return
            await asyncio.sleep(0.01)
        shown = "\n".join(self.lines)
        raise AssertionError(f"the desk did not get there in half a minute:\n{shown}")

    @property
    def status(self) -> str:
        """What the footer says."""
        return self.app.desk.footer._status

    @property
    def lines(self) -> list[str]:
        """What is on the screen, line by line."""
        strips = self.app.screen._compositor.render_strips()
        return ["".join(segment.text for segment in strip) for strip in strips]


def key_of(name: str) -> Key:
    """Return the event of a key, by its Textual name."""
    if len(name) == 1:
        return Key(_character_to_key(name), name)
    characters = {"space": " ", "enter": "\r", "question_mark": "?"}
    return Key(name, characters.get(name))


@cache
def checked_keys() -> Keymap:
    """Return the desk's keys, checked against each other once."""
    return build_keymap(registry())


@contextlib.asynccontextmanager
async def desk(
    path: Path,
    clock: ManualClock,
    who: str = "lena",
    size: tuple[int, int] = (120, 36),
    **look: Any,
) -> AsyncIterator[Bed]:
    """Open a desk on a store, ready to be worked with."""

    async def opener() -> Session:
        store = await open_store(str(path), clock=clock, create=False)
        setup = await store.reads.setup()
        return Session(store, setup, setup.person(who))

    app = DeskApp(opener, checked_keys(), clock=clock, **look)
    with painted_at_rest():
        async with app.run_test(size=size) as pilot:
            bed = Bed(app, pilot)
            await bed.until(lambda: app.bench is not None and app.bench.agent is not None)
            await bed.until(
                lambda: len(app.desk.queue.model) > 0 or app.need_bench().counts.waiting == 0
            )
            try:
                yield bed
            finally:
                await app.shut()
