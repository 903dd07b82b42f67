"""Pages of the editors' place: an answer whole, its versions, a want, a question. Pure."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from agentdesk.domain.answers import STATE_WORDS
from agentdesk.domain.content import Answer, UnansweredQuestion
from agentdesk.domain.views import AnswerUsed, AnswerWant
from agentdesk.seat.answer_carrying import carries
from agentdesk.seat.answer_history import DiffLine, changed_fields, diff
from agentdesk.seat.session import Session
from agentdesk.seat.when import when
from agentdesk.text import width, wrap
from agentdesk.tui.kit.stops import Row

_WORDS = re.compile(r"\S+\s*|\s+")
_STYLES = {"same": "text", "gone": "muted", "new": "done"}


def answer(
    answer: Answer, used: Sequence[AnswerUsed], session: Session, cells: int
) -> tuple[Row, ...]:
    """Return an answer with everything that is known of it."""
    whose = {"mine": "one person", "team": f"the team {answer.team}"}.get(answer.scope, "everybody")
    times = "once" if answer.uses == 1 else f"{answer.uses} times"
    facts = (
        f"{STATE_WORDS[answer.state]}, version {answer.version}",
        f"for {whose}" + (f", kept by {_name(session, answer.owner)}" if answer.owner else ""),
        f"sent {times}, resolved {answer.resolves}" if answer.uses else "never sent",
        f"read again by {answer.review_on}" if answer.review_on else "",
        f"sent: {carries(answer, session.setup)}" if carries(answer, session.setup) else "",
        f"tags: {', '.join(answer.tags)}" if answer.tags else "",
        f"for {answer.audience}" if answer.kind == "article" else "",
    )
    rows = [*_said([fact for fact in facts if fact], cells, "muted"), Row([])]
    rows += _said(answer.body.split("\n"), cells, "text")
    if used:
        rows += [Row([]), Row([("sent in", "muted")])]
        for one in used:
            at = when(one.at, session.now, session.zone)
            rows += _said([f"{one.case_id} {at} {one.by} {one.subject}"], cells, "text")
    return tuple(rows)


def changes(versions: Sequence[Answer], session: Session, cells: int) -> tuple[Row, ...]:
    """Return what each version changed, the newest first; words that went in brackets."""
    rows: list[Row] = []
    for new, old in pairwise(versions):
        rows += _said([_when_and_who(new, session)], cells, "muted")
        for name, before, after in changed_fields(old, new):
            rows += _said([f"{name}: [-{before}-]{{+{after}+}}"], cells, "text")
        for line in diff(old.body, new.body):
            rows += _diff_rows(line, cells)
        rows.append(Row([]))
    rows += _said([_when_and_who(versions[-1], session)], cells, "muted")
    return tuple(rows)


def want(want: AnswerWant, session: Session, cells: int) -> tuple[Row, ...]:
    """Return what somebody told the editors."""
    at = when(want.row.at, session.now, session.zone)
    who = f"{_name(session, want.row.by)}, {at}, case {want.row.case_id}"
    words = want.words or "The words were erased with the customer."
    return tuple([*_said([who], cells, "muted"), Row([]), *_said(words.split("\n"), cells, "text")])


def question(asked: Sequence[UnansweredQuestion], session: Session, cells: int) -> tuple[Row, ...]:
    """Return where words were searched for and nothing was found."""
    lines = (
        f"{when(one.at, session.now, session.zone)} {_name(session, one.by)}"
        + (f", case {one.case_id}" if one.case_id else "")
        for one in asked
    )
    return tuple(_said(list(lines), cells, "text"))


def _when_and_who(version: Answer, session: Session) -> str:
    at = when(version.updated_at, session.now, session.zone) if version.updated_at else ""
    who = _name(session, version.updated_by)
    return " ".join(filter(None, (f"version {version.version}", at, who)))


def _name(session: Session, id: str) -> str:
    return next((person.name for person in session.setup.people if person.id == id), id)


def _said(texts: Sequence[str], cells: int, style: str) -> Iterator[Row]:
    for text in texts:
        for piece in wrap(text, max(1, cells)) or [""]:
            yield Row([(piece, style)])


def _diff_rows(line: DiffLine, cells: int) -> Iterator[Row]:
    """Wrap a line of a difference; its words keep their marks and colours."""
    if not line:
        yield Row([("…", "muted")])
        return
    marks = {"same": ("", ""), "gone": ("[-", "-]"), "new": ("{+", "+}")}
    row: list[tuple[str, str]] = []
    taken = 0
    for piece in line:
        opens, closes = marks[piece.change]
        for word in _WORDS.findall(f"{opens}{piece.words}{closes}"):
            if row and taken + width(word.rstrip()) > cells:
                yield Row(row)
                row, taken = [], 0
            row = [*row, (word, _STYLES[piece.change])]
            taken += width(word)
    yield Row(row)
