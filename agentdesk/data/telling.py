"""Telling a store a whole history: thousands of units, one after the other, by one teller.

:func:`carry_out` is for where others work meanwhile: many commands, in turns that are short.

A teller is a generator: it yields what is to be done, gets what became of it, and goes on. Where
nobody watches yet, an engine may do all of it in one transaction, which is many times quicker.
"""

import asyncio
import time
from collections.abc import Callable, Generator, Iterable, Sequence
from typing import Any, Protocol, TypeAlias, TypeVar, runtime_checkable

import msgspec

from agentdesk.data.errors import Refused
from agentdesk.data.store import Store
from agentdesk.data.unit import Command, Outcome, UseCase

C = TypeVar("C", bound=Command)

ABREAST = 3
"""So many units are under way at once, where units do not share a commit."""
TURN_S = 0.1
"""After so many seconds others who wait get their turn."""
AT_ONCE = 100
"""So many due timers, or entries of the log, are handed to a teller at a time."""


class Do(msgspec.Struct, frozen=True):
    """Carry a command out; the answer is its ``Outcome``. A refusal is raised in the teller."""

    use_case: UseCase[Any]
    command: Command


class Due(msgspec.Struct, frozen=True):
    """Which timers are due; the answer are the first of them, in the order of firing."""

    now: int
    most: int = AT_ONCE


class News(msgspec.Struct, frozen=True):
    """What the log says after a seq; the answer are its next entries, in order."""

    after: int


Asked: TypeAlias = Do | Due | News
Telling: TypeAlias = Generator[Asked, Any, None]


@runtime_checkable
class TellsAtOnce(Protocol):
    """An engine that takes a whole telling in one transaction."""

    async def tell_at_once(self, telling: Telling) -> None:
        """Carry out everything a teller asks for: all of it or nothing."""
        ...


def ask(telling: Telling, answer: Any) -> Asked:
    """Give a teller its answer, or raise the refusal in it, and return what it asks for next.

    Raises ``StopIteration`` when it has told everything.
    """
    return telling.throw(answer) if isinstance(answer, Refused) else telling.send(answer)


async def tell(store: Store, telling: Telling) -> None:
    """Carry out everything a teller asks for, at once where the engine can.

    Raises what the teller does not catch.
    """
    if isinstance(store, TellsAtOnce):
        await store.tell_at_once(telling)
        return
    answer: Any = None
    while True:
        try:
            asked = ask(telling, answer)
        except StopIteration:
            return
        try:
            if isinstance(asked, Due):
                answer = await store.reads.due_timers(asked.now, asked.most)
            elif isinstance(asked, News):
                answer = await store.reads.entries(asked.after, limit=AT_ONCE)
            else:
                answer = await store.act(asked.use_case, asked.command)
        except Refused as refused:
            answer = refused


async def carry_out(
    store: Store,
    use_case: UseCase[C],
    commands: Sequence[C],
    related: Callable[[C], Iterable[str]] | None = None,
) -> list[Outcome | Refused]:
    """Carry commands out, and return what became of each, in their order.

    Where the engine can, several share a commit; others who write wait for at most a tenth of a
    second. Where it cannot, several are under way at once, but never two that share a name that
    ``related`` gives: those are done in order, as all are without it. Raises what
    :meth:`Store.act` raises; some are done then.
    """
    if not isinstance(store, TellsAtOnce):
        return await _abreast(store, use_case, commands, related or (lambda command: ("",)))
    done: list[Outcome | Refused] = []
    while len(done) < len(commands):
        turn: list[Outcome | Refused] = []
        await store.tell_at_once(_some(use_case, commands[len(done) :], turn))
        done += turn
    return done


async def _abreast(
    store: Store,
    use_case: UseCase[C],
    commands: Sequence[C],
    related: Callable[[C], Iterable[str]],
) -> list[Outcome | Refused]:
    free = asyncio.Semaphore(ABREAST)
    newest: dict[str, asyncio.Task[Outcome | Refused]] = {}

    async def one(command: C, before: set[asyncio.Task[Outcome | Refused]]) -> Outcome | Refused:
        for task in before:
            await task
        async with free:
            try:
                return await store.act(use_case, command)
            except Refused as refused:
                return refused

    tasks = []
    for command in commands:
        names = set(related(command))
        task = asyncio.create_task(one(command, {newest[n] for n in names if n in newest}))
        newest |= dict.fromkeys(names, task)
        tasks.append(task)
    return await asyncio.gather(*tasks)


def _some(use_case: UseCase[C], commands: Sequence[C], done: list[Outcome | Refused]) -> Telling:
    until = time.monotonic() + TURN_S
    for command in commands:
        try:
            done.append((yield Do(use_case, command)))
        except Refused as refused:
            done.append(refused)
        if time.monotonic() > until:
            return
