"""An answer as a Markdown file with front matter: what an editor's program and an import read.

    ---
    name: Refund on its way
    tags: [billing]
    ---
    I have sent ‹amount› back …

Fields that the file does not give are left to whoever reads it. Pure.
"""

import json
import re
from datetime import date
from typing import Any, Literal

import msgspec

from agentdesk.document import Document, DocumentError, convert, parse_document
from agentdesk.domain.content import Answer, AnswerAudience, AnswerNext, AnswerScope, AnswerState

FENCE = "---"
_HEADING = re.compile(r"#{1,6}\s+(\S.*?)\s*#*\s*$")
_PLAIN = re.compile(r"[A-Za-z][\w.@/-]*(?: [\w.@/-]+)*|\d{4}-\d\d-\d\d", re.ASCII)
_WORDS = frozenset({"null", "true", "false", "yes", "no", "on", "off"})


class _Front(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What front matter may say."""

    id: str = ""
    name: str = ""
    kind: Literal["canned", "article"] = "canned"
    shortcut: str = ""
    language: str = "en"
    tags: tuple[str, ...] = ()
    scope: AnswerScope = "all"
    owner: str = ""
    team: str = ""
    disposition: str = ""
    set_tags: tuple[str, ...] = ()
    next_state: AnswerNext = ""
    review_on: str = ""
    state: AnswerState = "validated"
    audience: AnswerAudience = "agents"
    version: int = 1


FIELDS = _Front.__struct_fields__
"""The fields of front matter, in the order in which they are written."""


class AnswerText(msgspec.Struct, frozen=True):
    """What a file says: the fields that it gives, and the text."""

    fields: dict[str, Any]
    body: str
    line: int = 1
    """The line on which the text begins."""


def read_answer(text: str, name: str) -> AnswerText:
    """Read an answer's file; ``name`` is the file's, for mistakes.

    Raises :class:`~agentdesk.document.DocumentError`, each mistake with its line. A file without
    front matter is all text, and its first heading is its name.
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not lines or lines[0].rstrip() != FENCE:
        heading = next((m for line in lines[:5] if (m := _HEADING.fullmatch(line))), None)
        fields = {"name": heading[1]} if heading else {}
        return AnswerText(fields, "\n".join(lines).strip("\n"))
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() in (FENCE, "...")), None)
    if end is None:
        raise DocumentError([f"{name}, line 1: the front matter has no end; close it with ---."])
    # Lines are counted as in the file, so the fence above stays as an empty one.
    document = _front_matter("\n".join(["", *lines[1:end]]) + "\n", name)
    if document.value is None:
        document.value = {}
    front = convert(document, _Front)
    given = document.value if isinstance(document.value, dict) else {}
    fields = {field: getattr(front, field) for field in FIELDS if field in given}
    _check_date(fields.get("review_on", ""), f"{name}, line {document.line(('review_on',))}")
    rest = lines[end + 1 :]
    first = next((n for n, line in enumerate(rest) if line.strip()), 0)
    return AnswerText(fields, "\n".join(rest[first:]).rstrip("\n"), end + 2 + first)


def _front_matter(text: str, name: str) -> Document:
    try:
        return parse_document(text, name)
    except DocumentError as error:
        # What is wrong with all of it names no line: the front matter begins on the first.
        raise DocumentError(
            [
                problem
                if problem.startswith(f"{name}, line ")
                else f"{name}, line 1: the front matter {problem.removeprefix(name).lstrip()}"
                for problem in error.problems
            ]
        ) from None


def _check_date(text: str, place: str) -> None:
    if text and not is_date(text):
        raise DocumentError([f"{place}, review_on: write the date like 2026-05-31."])


def is_date(text: str) -> bool:
    """Say whether a text is a date like ``2026-05-31``."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def write_answer(answer: Answer, *, complete: bool = False) -> str:
    """Write an answer as :func:`read_answer` reads it; ``complete`` names empty fields too, for a
    person who may want to fill them in."""
    lines = [FENCE]
    for field in FIELDS:
        value = getattr(answer, field)
        if complete or value or field in ("id", "name"):
            lines.append(f"{field}: {_written(value)}".rstrip())
    return "\n".join([*lines, FENCE, "", answer.body, ""])


def _written(value: Any) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_written, value))}]" if value else ""
    text = str(value)
    if not text or text.isdecimal():
        return text
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    return json.dumps(text, ensure_ascii=False)
