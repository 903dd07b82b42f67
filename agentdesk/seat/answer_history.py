"""What an answer was before, and what changed between two versions, word by word. No screen."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

import msgspec

from agentdesk.data.errors import Refused
from agentdesk.data.readings import Reads
from agentdesk.domain.answer_text import FIELDS
from agentdesk.domain.content import Answer, AnswerVersion

Change = Literal["same", "gone", "new"]
_PIECE = re.compile(r"\w+|\n|[^\S\n]+|[^\w\s]")
_decode = msgspec.json.Decoder(Answer).decode


class Piece(NamedTuple):
    """Some words of a difference, and whether they stayed, went or came."""

    words: str
    change: Change


DiffLine = tuple[Piece, ...]
"""A line of a difference; an empty one stands for lines that stayed and are left out."""


def answer_of(version: AnswerVersion) -> Answer:
    """Return an answer as it was."""
    return _decode(version.answer)


async def history(reads: Reads, answer: Answer) -> tuple[Answer, ...]:
    """Return every version of an answer, the newest first. Raises ``StoreError``."""
    before = tuple(answer_of(version) for version in await reads.answer_versions(answer.id))
    return (answer, *reversed(before))


def version_of(versions: Sequence[Answer], number: int) -> Answer:
    """Return one of an answer's versions. Raises ``Refused``."""
    for answer in versions:
        if answer.version == number:
            return answer
    newest = versions[0]
    raise Refused(
        f"There is no version {number} of “{newest.name}”: there are 1 to {newest.version}.",
        "not_found",
    )


def changed_fields(old: Answer, new: Answer) -> tuple[tuple[str, str, str], ...]:
    """Return the fields that differ, the text aside: name, before, after."""
    return tuple(
        (name, _said(getattr(old, name)), _said(getattr(new, name)))
        for name in FIELDS
        if name != "version" and getattr(old, name) != getattr(new, name)
    )


def _said(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "none"
    return str(value).replace("_", " ") or "none"


def diff(old: str, new: str, around: int = 1) -> tuple[DiffLine, ...]:
    """Return the lines in which two texts differ, with some lines around them.

    Words that went stand before those that came in their place.
    """
    lines = _lines(_pieces(old, new))
    near = {
        n + by
        for n, line in enumerate(lines)
        if any(piece.change != "same" for piece in line)
        for by in range(-around, around + 1)
    }
    shown: list[DiffLine] = []
    for n, line in enumerate(lines):
        if n in near:
            shown.append(line)
        elif not shown or shown[-1]:
            shown.append(())
    return tuple(shown) if near else ()


def _pieces(old: str, new: str) -> Iterator[Piece]:
    before, after = _PIECE.findall(old), _PIECE.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            yield Piece("".join(before[a:b]), "same")
            continue
        if b > a:
            yield Piece("".join(before[a:b]), "gone")
        if d > c:
            yield Piece("".join(after[c:d]), "new")


def _lines(pieces: Iterator[Piece]) -> list[DiffLine]:
    lines: list[list[Piece]] = [[]]
    for piece in pieces:
        for n, part in enumerate(piece.words.split("\n")):
            if n:
                if piece.change != "same":
                    lines[-1].append(Piece("¶", piece.change))
                lines.append([])
            if part:
                lines[-1].append(Piece(part, piece.change))
    return [tuple(line) for line in lines]


def plainly(line: DiffLine) -> str:
    """Write a line of a difference where there is no colour: ``[-gone-]{+came+}``."""
    if not line:
        return "…"
    marks = {"same": ("", ""), "gone": ("[-", "-]"), "new": ("{+", "+}")}
    return "".join(f"{marks[p.change][0]}{p.words}{marks[p.change][1]}" for p in line)
