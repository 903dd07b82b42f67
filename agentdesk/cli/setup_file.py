"""Reads a desk's set-up from a file a person wrote, and writes the commented example."""

from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
from msgspec import inspect

from agentdesk.data.store import Store
from agentdesk.data.unit import Outcome
from agentdesk.desk.registry import USE_CASES
from agentdesk.desk.setup import LoadSetup
from agentdesk.document import (
    Document,
    DocumentError,
    convert,
    parse_document,
    read_document,
    write_duration,
)
from agentdesk.domain.setup import Setup
from agentdesk.domain.setup_check import setup_problems


def read_setup(path: Path) -> Setup:
    """Return the set-up in a file.

    Raises :class:`~agentdesk.document.DocumentError` with every mistake, each with its line.
    """
    return setup_of(read_document(path))


def setup_of(document: Document) -> Setup:
    """Turn a document into a set-up. Raises :class:`~agentdesk.document.DocumentError`."""
    setup = convert(document, Setup)
    problems = [document.problem(at, sentence) for at, sentence in setup_problems(setup)]
    if problems:
        raise DocumentError(problems)
    return setup


def example_text() -> str:
    """Return the commented example, the sample center's own set-up."""
    return files("agentdesk.demo").joinpath("setup.yaml").read_text(encoding="utf-8")


def example_setup() -> Setup:
    """Return the example as a set-up."""
    return setup_of(parse_document(example_text(), "the example"))


async def load_setup(store: Store, setup: Setup, *, actor: str, command_id: str) -> Outcome:
    """Put a set-up in force. Raises ``Refused``."""
    command = LoadSetup(command_id=command_id, actor=actor, setup=setup)
    return await store.act(USE_CASES["load_setup"], command)


def written_setup(setup: Setup) -> str:
    """Write a set-up as YAML that :func:`read_setup` reads back to the same."""
    import yaml

    value = _texts(msgspec.to_builtins(setup), inspect.type_info(Setup))
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=100)


def _texts(value: Any, kind: inspect.Type) -> Any:
    """Write durations as text, everything else as it is."""
    if isinstance(kind, inspect.Metadata):
        unit = (kind.extra or {}).get("unit")
        return write_duration(value) if unit == "ms" else _texts(value, kind.type)
    if isinstance(kind, inspect.UnionType) and value is not None:
        return _texts(value, next(t for t in kind.types if not isinstance(t, inspect.NoneType)))
    if isinstance(kind, inspect.StructType):
        types = {field.encode_name: field.type for field in kind.fields}
        return {name: _texts(item, types[name]) for name, item in value.items()}
    if isinstance(kind, inspect.DictType):
        return {name: _texts(item, kind.value_type) for name, item in value.items()}
    if isinstance(kind, inspect.VarTupleType):
        return [_texts(item, kind.item_type) for item in value]
    return list(value) if isinstance(value, tuple) else value
