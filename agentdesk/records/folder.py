"""Answers and articles in a folder of Markdown files with front matter."""

import os
from collections.abc import Iterator
from pathlib import Path

from agentdesk.document import DocumentError
from agentdesk.domain.answer_text import read_answer
from agentdesk.ownfiles import refuse_own
from agentdesk.records.answers import AnswerKind, AnswerRecord, checked, slug
from agentdesk.records.found import LIMIT, TOO_LARGE, Unreadable
from agentdesk.records.source import open_text
from agentdesk.records.taking import Aside, Ready
from agentdesk.records.values import BadValue

_SUFFIXES = (".md", ".markdown")


def markdown_files(folder: Path) -> Iterator[Path]:
    """Return the Markdown files below a folder, in the order of their names."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (
            Path(place, name)
            for name in sorted(names)
            if name.lower().endswith(_SUFFIXES) and not name.startswith(".")
        )


def is_markdown(path: Path) -> bool:
    """Say whether a file is Markdown by its name."""
    return path.name.lower().endswith(_SUFFIXES)


def read_file(path: Path, kind: AnswerKind) -> Ready | Aside:
    """Return the answer in a file, or why it cannot come in; the line is the mistake's."""
    try:
        refuse_own(path)
        with open_text(path) as text:
            source = text.read(LIMIT + 1)
    except OSError as error:
        return Aside(1, f"it cannot be read: {error.strerror or error}")
    except Unreadable as error:
        return Aside(1, str(error).removeprefix(f"{path} "))
    if len(source) > LIMIT:
        return Aside(1, TOO_LARGE)
    try:
        found = read_answer(source, "")
    except DocumentError as error:
        first = error.problems[0].removeprefix(", ")
        line, _, reason = first.removeprefix("line ").partition(": ")
        number, _, field = line.partition(", ")
        known = number.isdecimal()
        said = f"{field}: {reason}" if field and known else reason if known else first
        return Aside(int(number) if known else 1, said.rstrip("."), source)
    fields = {"kind": kind, "name": path.stem, "id": slug(path.stem)} | {
        name: value for name, value in found.fields.items() if name != "version"
    }
    try:
        record = checked(AnswerRecord(body=found.body, **fields))
    except BadValue as error:
        return Aside(found.line, str(error), source)
    return Ready(found.line, record.id, record)
