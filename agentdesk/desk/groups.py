"""Acts of many parts: one verb over many cases, a macro, an answer to an incident's cases.

Each part is a command of its own, one unit, so that a case that changed meanwhile is left out and
the others are done. The parts share a group, so that one undo takes them all back, each again by
itself: what a customer has answered since stands.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from agentdesk.data.errors import StoreError
from agentdesk.data.unit import Command, CommandRecord, Outcome
from agentdesk.data.unit import Refused as Refused
from agentdesk.desk.desk import Desk
from agentdesk.desk.undo import Redo, Undo

NAMED = 3
"""How many of the cases left out a sentence names."""


class CaseResult(msgspec.Struct, frozen=True):
    """What became of one part: done, or why not."""

    case_id: int
    done: bool
    sentence: str = ""
    outcome: Outcome | None = None


class Many(msgspec.Struct, frozen=True):
    """What became of an act of many parts."""

    group: str
    results: tuple[CaseResult, ...]

    @property
    def done(self) -> tuple[CaseResult, ...]:
        """The parts that were done."""
        return tuple(result for result in self.results if result.done)

    @property
    def left_out(self) -> tuple[CaseResult, ...]:
        """The parts that were not, each with its sentence."""
        return tuple(result for result in self.results if not result.done)

    @property
    def undo_until(self) -> int | None:
        """Until when all that was done can be taken back."""
        ends = [r.outcome.undo_until for r in self.done if r.outcome and r.outcome.undo_until]
        return min(ends, default=None)

    def sentence(self, word: str = "done") -> str:
        """Say it in one line: ``12 done, 2 left out: case 31 …``."""
        left = self.left_out
        said = f"{len(self.done)} {word}"
        if not left:
            return f"{said}."
        named = " ".join(result.sentence for result in left[:NAMED])
        more = f" And {len(left) - NAMED} more." if len(left) > NAMED else ""
        return f"{said}, {len(left)} left out: {named}{more}"


class UndoLine(msgspec.Struct, frozen=True):
    """One line of the undo list: an act, whatever the number of its parts."""

    label: str
    until: int
    target: str
    """The command to name for taking it back; a part brings the others along."""
    commands: tuple[str, ...]


class TakenBack(msgspec.Struct, frozen=True):
    """What an undo or a redo did."""

    label: str
    results: tuple[CaseResult, ...]

    @property
    def drafts(self) -> tuple[dict[str, Any], ...]:
        """The drafts that undone words go back into (``case_id``, ``kind``, ``message_id``)."""
        found = (r.outcome.result.get("draft") for r in self.results if r.outcome)
        return tuple(draft for draft in found if draft)

    def sentence(self) -> str:
        """Say what was taken back, and what stands."""
        return Many("", self.results).sentence("taken back")


async def do_each(desk: Desk, commands: Iterable[Command], group: str | None = None) -> Many:
    """Carry commands out one by one as parts of one act; what is refused is left out.

    When the store cannot be written any more, what is left is left out with its sentence.
    """
    group = group or desk.new_id()
    results: list[CaseResult] = []
    silent = ""
    for command in commands:
        case_id = getattr(command, "case_id", 0)
        if silent:
            results.append(CaseResult(case_id, False, silent))
            continue
        try:
            outcome = await desk.do(msgspec.structs.replace(command, group=group))
        except Refused as refused:
            results.append(CaseResult(case_id, False, refused.sentence))
        except StoreError as error:
            silent = str(error)
            results.append(CaseResult(case_id, False, silent))
        else:
            results.append(CaseResult(case_id, True, outcome.label, outcome))
    return Many(group, tuple(results))


async def undo(desk: Desk, target: str | None = None) -> TakenBack:
    """Take back what the person did last, or the act that ``target`` is part of.

    Raises ``Refused`` when nothing of it could be taken back.
    """
    command = desk.command(Undo, target=target)
    record = await _undoable(desk, target)
    if record is None or record.group is None:
        outcome = await desk.do(command)
        return TakenBack(outcome.label, (_result(outcome),))
    parts = await desk.store.reads.commands_of(record.group)
    # The newest first: a part may rest on the one before it.
    return await _each(desk, command, "undid", parts)


async def redo(desk: Desk, target: str | None = None) -> TakenBack:
    """Do again what the person took back last, or the act that ``target`` is part of.

    Raises ``Refused`` when nothing of it could be done again.
    """
    command = desk.command(Redo, target=target)
    record = await desk.store.reads.last_undone(desk.person)
    fits = record is not None and target in (None, record.command_id)
    if record is None or record.group is None or not fits:
        outcome = await desk.do(command)
        return TakenBack(outcome.label, (_result(outcome),))
    parts = await desk.store.reads.commands_of(record.group)
    return await _each(desk, command, "", parts[::-1])


async def _undoable(desk: Desk, target: str | None) -> CommandRecord | None:
    records = await desk.store.reads.undoable(desk.person, desk.store.clock.now())
    wanted = (r for r in records if target is None or r.command_id == target)
    return next(wanted, None)


async def _each(
    desk: Desk, command: Undo | Redo, word: str, records: Sequence[CommandRecord]
) -> TakenBack:
    """Give the command once for each part, as parts of one act of its own."""
    group = command.command_id
    parts = [r for r in records if r.actor == desk.person and r.undoable_until is not None]
    commands = [
        msgspec.structs.replace(command, command_id=f"{group}.{n}", target=part.command_id)
        for n, part in enumerate(parts, start=1)
    ]
    many = await do_each(desk, commands, group)
    results = tuple(
        msgspec.structs.replace(result, case_id=part.cases[0] if part.cases else 0)
        for part, result in zip(parts, many.results, strict=True)
    )
    if not any(result.done for result in results):
        raise Refused(results[0].sentence if results else "There is nothing to undo.", "later")
    return TakenBack(f"{word} {label_of(parts)}".strip(), results)


def _result(outcome: Outcome) -> CaseResult:
    case_id = outcome.cases[0] if outcome.cases else 0
    return CaseResult(case_id, True, outcome.label, outcome)


def label_of(records: Sequence[CommandRecord]) -> str:
    """Return one label for the parts of an act: ``sent 14 cases`` for ``sent 1061`` and others."""
    if not records:
        return ""
    oldest = records[-1] if records[-1].at <= records[0].at else records[0]
    labels: dict[str, int] = {}
    for record in records:
        named = _without_case(record)
        labels[named] = labels.get(named, 0) + 1
    if len(records) == 1:
        return oldest.label
    words, n = max(labels.items(), key=lambda item: item[1])
    return words.replace("#", f"{n} cases", 1) if n > 1 else oldest.label


def _without_case(record: CommandRecord) -> str:
    for case_id in record.cases:
        found = re.sub(rf"\b{case_id}\b", "#", record.label, count=1)
        if found != record.label:
            return found
    return record.label


def undo_list(records: Sequence[CommandRecord]) -> tuple[UndoLine, ...]:
    """Make the undo list of what can be taken back, the newest first: one line an act."""
    acts: dict[str, list[CommandRecord]] = {}
    for record in records:
        acts.setdefault(record.group or record.command_id, []).append(record)
    return tuple(
        UndoLine(
            label_of(parts),
            min(part.undoable_until or 0 for part in parts),
            parts[0].command_id,
            tuple(part.command_id for part in parts),
        )
        for parts in acts.values()
    )
