"""Telling a store a whole history: thousands of units, one after the other, by one teller.

A teller is a generator: it yields what is to be done, gets what became of it, and goes on. Where
nobody watches yet, an engine may do all of it in one transaction, which is many times quicker.
"""

from collections.abc import Generator
from typing import Any, Protocol, TypeAlias, runtime_checkable

import msgspec

from agentdesk.data.errors import Refused
from agentdesk.data.store import Store
from agentdesk.data.unit import Command, UseCase

AT_ONCE = 100
"""So many due timers are handed to a teller at a time."""


class Do(msgspec.Struct, frozen=True):
    """Carry a command out; the answer is its ``Outcome``. A refusal is raised in the teller."""

    use_case: UseCase[Any]
    command: Command


class Due(msgspec.Struct, frozen=True):
    """Which timers are due; the answer are the first of them, in the order of firing."""

    now: int


Telling: TypeAlias = Generator[Do | Due, Any, None]


@runtime_checkable
class TellsAtOnce(Protocol):
    """An engine that takes a whole telling in one transaction."""

    async def tell_at_once(self, telling: Telling) -> None:
        """Carry out everything a teller asks for: all of it or nothing."""
        ...


def ask(telling: Telling, answer: Any) -> Do | Due:
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
                answer = await store.reads.due_timers(asked.now, AT_ONCE)
            else:
                answer = await store.act(asked.use_case, asked.command)
        except Refused as refused:
            answer = refused
