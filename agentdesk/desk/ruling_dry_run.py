"""What rules would have done with what really happened: read from the log, nothing is written.

The log is asked where its window begins, then every case on which something happened since that
could set a rule off is folded forward from its own stream; no more than a hundred cases are in
memory. The conditions are asked of the rows as they were when each act was done, as
:mod:`agentdesk.desk.ruling` asks them. Effects are not played forward: what a rule that was not in
force would have changed for the rules after it is not known, and what rules in force really did is
part of what happened. Acts that were undone count, as they would have set rules off then.

A subject is read as it stands today; where it was erased, nothing is known of it.
"""

from collections.abc import AsyncIterator, Collection, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import msgspec

from agentdesk.data.readings import Reads
from agentdesk.domain.events import (
    CaseCreated,
    Entry,
    Event,
    MessagePosted,
    RuleFired,
)
from agentdesk.domain.projection import Table, project
from agentdesk.domain.rows import CaseRow
from agentdesk.domain.rules.conditions import Situation, applies
from agentdesk.domain.rules.effects import effects_of
from agentdesk.domain.rules.triggers import trigger_of
from agentdesk.domain.rules.written import RuleSetup
from agentdesk.domain.setup import Setup

PAGE = 2_000
"""How many entries of the log are read at once."""
_CASES = 100
"""How many cases are in memory at once."""


class WouldFire(msgspec.Struct, frozen=True):
    """A firing that would have been."""

    rule: str
    case_id: int
    seq: int
    """The entry of the log that would have set it off."""
    at: int
    on: str
    effects: tuple[str, ...]


async def dry_run(
    reads: Reads, setup: Setup, rules: Sequence[RuleSetup], since: int
) -> AsyncIterator[WouldFire]:
    """Yield what rules of a set-up would have done since an instant, case by case."""
    first = await seq_before(reads, since)
    cases = sorted(await _touched(reads, rules, first))
    asks_subject = any(rule.reads_subjects for rule in rules)
    asks_sender = any(part.from_domain for rule in rules for part in rule.all_conditions)
    for start in range(0, len(cases), _CASES):
        page = cases[start : start + _CASES]
        subjects: dict[int, str] = {}
        if asks_subject:
            subjects = {row.case_id: row.subject for row in await reads.rows(page)}
        for case_id, entries in groupby(await reads.streams(page), lambda x: x.fact.case_id or 0):
            senders = await _senders(reads, case_id) if asks_sender else {}
            told = Told(setup, rules, first, subjects.get(case_id, ""), senders)
            for firing in told.of_case(case_id, tuple(entries)):
                yield firing


async def seq_before(reads: Reads, since: int) -> int:
    """Return the last entry recorded before an instant, halving the log; 0 if there is none."""
    low, high = 0, await reads.last_seq()
    while low < high:
        middle = (low + high) // 2
        found = await reads.entries(middle, limit=1)
        if found and found[0].recorded_at < since:
            low = middle + 1
        else:
            high = middle
    return low


async def _touched(reads: Reads, rules: Sequence[RuleSetup], after: int) -> set[int]:
    """Return the cases on which something happened that could set one of the rules off."""
    words = {word for rule in rules for word in rule.on}
    found: set[int] = set()
    while entries := await reads.entries(after, limit=PAGE):
        after = entries[-1].seq
        for entry in entries:
            case_id = entry.fact.case_id
            if case_id is not None and trigger_of(entry.fact.event, ()) in words:
                found.add(case_id)
    return found


async def _senders(reads: Reads, case_id: int) -> dict[int, str]:
    view = await reads.case(case_id)
    items = () if view is None else view.items
    return {item.message.id: item.message.from_address for item in items}


class Told:
    """One case's stream told again, and what the rules would have made of it."""

    def __init__(
        self,
        setup: Setup,
        rules: Sequence[RuleSetup],
        after: int,
        subject: str,
        senders: Mapping[int, str],
    ) -> None:
        self.setup, self.rules, self.after = setup, rules, after
        self.subject, self.senders = subject, senders
        self._table = Table()
        self._fired: set[str] = set()
        self._fresh: Collection[int] = ()

    def of_case(self, case_id: int, entries: Sequence[Entry]) -> Iterator[WouldFire]:
        """Fold a case's stream, and yield the firings of every act after the window's begin."""
        for act in _acts(entries):
            self._fired = set()
            self._fresh = {
                entry.fact.event.case_id
                for entry in act
                if isinstance(entry.fact.event, CaseCreated)
            }
            for batch in _rounds(act):
                for entry in batch:
                    self._fold(entry)
                if batch[-1].seq > self.after:
                    yield from self._asked(case_id, batch)

    def _fold(self, entry: Entry) -> None:
        self._table.apply(project(self._table, entry.fact))

    def _asked(self, case_id: int, batch: Sequence[Entry]) -> Iterator[WouldFire]:
        row = self._table.get(CaseRow, case_id)
        if row is None:
            return
        fired: set[str] = set()
        for rule in self.rules:
            for entry in batch:
                word = trigger_of(entry.fact.event, self._fresh)
                if word is None or word not in rule.on or rule.id in self._fired | fired:
                    continue
                sender = self._sender(batch, entry.fact.event)
                situation = Situation(row, entry.fact.at, entry.fact.event, self.subject, sender)
                if not applies(rule, situation, self.setup):
                    continue
                effects = tuple(effect.code for effect in effects_of(rule, row, self.setup))
                if effects:
                    fired.add(rule.id)
                    yield WouldFire(rule.id, case_id, entry.seq, entry.fact.at, word, effects)
        self._fired |= fired

    def _sender(self, batch: Sequence[Entry], event: Event) -> str:
        """Return who wrote the message that an act brought; a creation came with the first."""
        events: list[Any] = [event] if isinstance(event, MessagePosted) else []
        if isinstance(event, CaseCreated):
            events = [x.fact.event for x in batch if isinstance(x.fact.event, MessagePosted)]
        found = [x.message_id for x in events if x.direction == "in"]
        return self.senders.get(found[0], "") if found else ""


def _acts(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """Split a stream into acts: the entries of one command, which stand together."""
    act: list[Entry] = []
    for entry in entries:
        if act and entry.fact.command != act[0].fact.command:
            yield act
            act = []
        act.append(entry)
    if act:
        yield act


def _rounds(act: Sequence[Entry]) -> Iterator[list[Entry]]:
    """Split an act into what was done and what rules did, round by round.

    A round's firings all come before its end, so the rows at the end of each part are those that
    the rules of the next round were asked about.
    """
    part: list[Entry] = []
    number = -1
    for entry in act:
        event = entry.fact.event
        if isinstance(event, RuleFired) and event.round != number:
            number = event.round
            if part:
                yield part
            part = []
        part.append(entry)
    if part:
        yield part
