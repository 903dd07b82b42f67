"""Reads a desk's set-up from a file a person wrote, and writes the commented example."""

from importlib.resources import files
from pathlib import Path

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
    write_document,
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
    return write_document(setup)
