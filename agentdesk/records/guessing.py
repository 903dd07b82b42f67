"""Guesses a map from the first records of a file: by what their columns are called and hold."""

from collections.abc import Sequence
from typing import Any

from agentdesk.records.fields import FIELDS, MESSAGE_FIELDS, Kind, field_of, guess, plain
from agentdesk.records.found import Record
from agentdesk.records.mapping import Map, Part
from agentdesk.records.values import look_up, order_of, paths_of, text_of

_UPDATED = (
    "sys_updated_at", "sys_updated_on", "updated_at", "updated", "modified", "modified_at",
    "last_modified", "changed_at", "timestamp",
)  # fmt: skip


def guess_map(kind: Kind, sample: Sequence[Record], zone: str = "") -> Map:
    """Guess a map from the first records: by what their columns are called and hold."""
    columns = list(dict.fromkeys(path for record in sample for path in paths_of(record.values)))
    lists = {
        column
        for column in columns
        if any(_of_objects(look_up(record.values, column)) for record in sample)
    }
    objects = {
        column
        for column in columns
        if any(isinstance(look_up(record.values, column), dict) for record in sample)
    }
    own = FIELDS[kind]
    messages = tuple(field for field in own if field.shape == "messages")
    others = tuple(field for field in own if field.shape != "messages")
    tags = [column for column in columns if column in lists and column.endswith(("tags", "labels"))]
    singles = [c for c in columns if c not in objects and (c not in lists or c in tags)]
    found = {name: Part((column,)) for name, column in guess(others, singles).items()}
    found |= {
        name: Part((column,), each=_guess_messages(sample, column))
        for name, column in guess(messages, [c for c in columns if c in lists]).items()
    }
    dated = [name for name in found if (f := field_of(kind, name)) and f.shape == "date"]
    cells = [
        text
        for record in sample
        for name in dated
        if (text := text_of(look_up(record.values, found[name].columns[0])))
        and isinstance(look_up(record.values, found[name].columns[0]), str)
    ]
    fold, newest = _guess_fold(found, columns, sample)
    return Map(
        kind=kind,
        fields=found,
        dates=order_of(cells),
        zone=zone,
        fold=fold,
        newest=newest,
        guessed=True,
    )


def _guess_fold(
    found: dict[str, Part], columns: Sequence[str], sample: Sequence[Record]
) -> tuple[str, str]:
    """Say by what rows fold that share a number, and which of them counts: a log of changes."""
    if "id" not in found:
        return "", ""
    column = found["id"].columns[0]
    names = [text_of(look_up(record.values, column)) for record in sample]
    newest = next((column for column in columns if plain(column) in _UPDATED), "")
    if len(set(names)) == len(names) or not newest:
        return "", ""
    return column, newest


def _of_objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _guess_messages(sample: Sequence[Record], column: str) -> dict[str, Part]:
    items = [
        item
        for record in sample
        if isinstance(found := look_up(record.values, column), list)
        for item in found
        if isinstance(item, dict)
    ]
    columns = list(dict.fromkeys(path for item in items for path in paths_of(item)))
    return {name: Part((c,)) for name, c in guess(MESSAGE_FIELDS, columns).items()}
