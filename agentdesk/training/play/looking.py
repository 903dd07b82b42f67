"""Looking at the desk's cases inside a telling, without writing anything."""

from collections.abc import Generator
from typing import Any

from agentdesk.data.telling import Asked, Do
from agentdesk.data.unit import Command, Decision, Found, Needs, Refused, State, UseCase
from agentdesk.domain.rows import CaseRow


class Look(Command, frozen=True, kw_only=True):
    """Look at some cases, or at all that are open, without writing anything."""

    cases: tuple[int, ...] | None = None
    words: bool = False
    """With their messages; of named cases only."""


class Looked(Refused):
    """Ends a look with what it saw."""

    def __init__(self, state: State) -> None:
        super().__init__("Nothing is written by a look.", "nothing")
        self.rows = sorted(state.table.all(CaseRow), key=lambda row: row.id)
        self.setup, self.messages, self.table = state.setup, state.messages, state.table


def _needs(command: Look, found: Found) -> Needs:
    if command.cases is None:
        return Needs(active=True)
    return Needs(cases=command.cases, messages_of=command.cases if command.words else ())


def _decide(state: State, command: Look) -> Decision:
    raise Looked(state)


LOOK = UseCase("look", Look, _needs, _decide)


def looked(who: str, cases: tuple[int, ...] | None = None) -> Generator[Asked, Any, Looked]:
    """Look at every open case, or at some with their words; return what was seen."""
    look = Look(command_id="look", actor=who, cases=cases, words=cases is not None)
    try:
        yield Do(LOOK, look)
    except Looked as found:
        return found
    raise AssertionError("a look ends with what it saw")
