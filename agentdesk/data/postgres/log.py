"""The log as this engine stores it: entries and what is kept of commands."""

from collections.abc import Mapping
from typing import Any

import msgspec

from agentdesk.data.entries import entry as entry
from agentdesk.data.unit import Command, CommandRecord, Outcome, check_same
from agentdesk.domain.events import Entry

_ids = msgspec.json.Decoder(tuple[int, ...]).decode
_result = msgspec.json.Decoder(dict[str, Any]).decode


def entry_of(row: Mapping[str, Any]) -> Entry:
    """Read one entry that came as JSON."""
    names = ("seq", "kind", "v", "body", "at", "recorded_at", "actor", "command")
    return entry([row[name] for name in names])


def record(row: Mapping[str, Any]) -> CommandRecord:
    """Read what is kept of a command."""
    return CommandRecord(
        row["command_id"],
        row["kind"],
        row["actor"],
        row["at"],
        _ids(row["cases"]),
        row["undoable_until"],
        row["label"],
        _result(row["result"]),
        row["group_id"],
    )


def repeated(row: Mapping[str, Any], kind: str, command: Command) -> Outcome:
    """Read what became of a command that had been done before.

    Raises ``Refused`` if its id was used for another one.
    """
    check_same(kind, command, row["kind"], row["actor"])
    return Outcome(
        row["command_id"],
        _result(row["result"]),
        row["last_seq"],
        cases=_ids(row["cases"]),
        repeated=True,
        undo_until=row["undoable_until"],
        label=row["label"],
    )
