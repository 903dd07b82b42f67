"""Reads a desk's set-up from a file a person wrote, and writes the commented example."""

from importlib.resources import files
from pathlib import Path

from agentdesk.document import Document, DocumentError, convert, parse_document, read_document
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
