"""The pages over the board: why a number, what is behind it, a case's history. Pure."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from agentdesk.board.behind import Behind, Explained, TimelineLine
from agentdesk.board.view import AgentLine, BoardView, Cell
from agentdesk.board.wording import LEVEL_WORDS, exact_span, format_value, moment_text
from agentdesk.clock import DAY, HOUR, MINUTE, SECOND
from agentdesk.domain.setup import Setup
from agentdesk.text import fit, wrap
from agentdesk.tui.board.words import LEVEL_STYLES, mark, short_moment
from agentdesk.tui.kit.prose import Line
from agentdesk.tui.kit.stops import MakeRows, Row

MOST = 1_000
"""So many cases are listed behind a number."""
_COUNTS = {"met": ("met", "done"), "not met": ("not met", "soon"), "counts": ("", "text")}


def explained_lines(explained: Explained, cell: Cell | None, zone: str) -> list[str]:
    """Return why a number is what it is, a paragraph a line; ``cell`` is how it is shown."""
    value = explained.value
    lines = [explained.words]
    if cell is not None and cell.level in ("warn", "bad"):
        lines.append(f"A threshold says {LEVEL_WORDS[cell.level]}: {cell.says}.")
    lines.append("")
    lines += [explained.definition, "", f"Formula: {explained.formula}"]
    lines.append(f"Numerator: {_digits(value.numerator, value.unit)}")
    if value.denominator is not None:
        lines.append(f"Denominator: {_digits(value.denominator, '')}")
    lines.append(f"Value: {format_value(value, exact=True)}")
    if value.median is not None:
        lines.append(f"Median: {_digits(value.median, value.unit)}")
    if value.longest is not None:
        lines.append(f"Longest: {_digits(value.longest, value.unit)}")
    if value.provisional:
        lines.append("It can still change: something that counts has not happened yet.")
    if value.why:
        lines.append(value.why)
    if explained.parameters:
        lines += ["", "Parameters"]
        lines += [
            f"  {_called(name)}: {_parameter(size)}" for name, size in explained.parameters.items()
        ]
    at = moment_text(explained.at, zone)
    if explained.start is None:
        lines += ["", f"Of this instant: {at}"]
    else:
        lines += ["", f"Counted from {moment_text(explained.start, zone)} to {at}"]
    lines += [f"Figure: {explained.figure}, version {explained.version}"]
    if explained.source:
        lines.append(f"Source: {explained.source}")
    lines += ["", "d on the number lists what it counts."]
    return lines


def slots_lines(line: AgentLine, view: BoardView, setup: Setup) -> list[str]:
    """Return why somebody has so many slots taken, a paragraph a line."""
    takes = ", ".join(f"{channel} {units}" for channel, units in setup.limits.units.items())
    cases = ", ".join(map(str, line.cases)) or "nothing"
    return [
        f"{line.name} has {line.units} of {line.capacity} slots taken, as of this moment.",
        "",
        f"What somebody works on takes slots: {takes}. A case that waits for somebody else or is "
        "snoozed takes none, and a call or chat of a case that they have takes none beside it.",
        "",
        "Formula: Σ slots of what is worked on, of the capacity in the set-up",
        f"Cases in hand: {cases}",
        f"Calls and chats: {len(line.talks)}",
        "",
        f"Of this instant: {moment_text(view.at, view.zone)}",
        "",
        "d on the number lists what is in hand.",
    ]


def behind_rows(found: Sequence[Behind], view: BoardView) -> MakeRows:
    """Return a function that makes a row of each thing behind a number."""
    names = {line.queue: line.name for line in view.queues}
    if len({one.queue for one in found}) == 1:
        # The title has said it.
        names = {}
    told = _Told(names, view.at, ZoneInfo(view.zone), any(one.counts != "counts" for one in found))

    def make(cells: int) -> list[Row]:
        rows = [Row(_behind(one, told, cells), one) for one in found[:MOST]]
        if len(found) > MOST:
            more = f"  {len(found) - MOST:,} more are not listed."
            rows.append(Row([(more, "muted")]))
        return rows

    # Of a long list nothing is laid out again when the cursor moves.
    return lru_cache(maxsize=1)(make)


def case_rows(cases: Sequence[int]) -> MakeRows:
    """Return a function that makes a row of each case."""
    return lambda cells: [Row([(f"case {case}", "text")], case) for case in cases]


def timeline_rows(lines: Sequence[TimelineLine], view: BoardView) -> MakeRows:
    """Return a function that makes rows of what happened to a case, wrapped."""
    zone = ZoneInfo(view.zone)

    def make(cells: int) -> list[Row]:
        rows: list[Row] = []
        for line in lines:
            style = "muted" if line.undone else LEVEL_STYLES[line.level]
            words = f"{line.words} (taken back)" if line.undone else line.words
            first, *more = wrap(words, max(10, cells - 27)) or [""]
            when = fit(short_moment(line.at, view.at, zone), 10)
            who = fit(line.who, 14)
            sign = mark(line.level) or " "
            head: Line = [(when, "muted"), (f"{who} ", "muted"), (f"{sign} ", style)]
            rows.append(Row([*head, (first, style)], line.seq))
            rows += [Row([(" " * 27, "text"), (rest, style)], line.seq) for rest in more]
        return rows

    # Of a long list nothing is laid out again when the cursor moves.
    return lru_cache(maxsize=1)(make)


class _Told(NamedTuple):
    """What is told of each thing behind a number."""

    queues: dict[str, str]
    """Their names; empty where it is one queue only."""
    now: int
    zone: ZoneInfo
    met: bool
    """Whether it was met or not."""


def _behind(one: Behind, told: _Told, cells: int) -> Line:
    what, style = _COUNTS[one.counts]
    # People are named in the words.
    number = str(one.case_id or "") or (f"#{one.talk_id}" if one.talk_id else "")
    when = fit(short_moment(one.at, told.now, told.zone), 10)
    tail: Line = []
    if told.queues:
        tail += [(" ", "text"), (fit(told.queues.get(one.queue, one.queue), 16), "muted")]
    if told.met:
        tail += [(" ", "text"), (fit(what + (" ~" if one.provisional else ""), 9), style)]
    room = cells - 10 - 7 - sum(len(text) for text, _ in tail)
    words = (fit(one.words, max(8, room)), "text")
    return [(when, "muted"), (fit(number, 6, "right"), "strong"), (" ", "text"), words, *tail]


def _digits(number: float, unit: str) -> str:
    return exact_span(number) if unit == "ms" else f"{round(number, 2):,}".removesuffix(".0")


def _called(name: str) -> str:
    return name.removesuffix("_ms").replace("_", " ")


def _parameter(size: int) -> str:
    """Return a figure's parameter, a span of time, in its largest whole unit."""
    for unit, word in ((DAY, "d"), (HOUR, "h"), (MINUTE, "min"), (SECOND, "s")):
        if size >= unit and size % unit == 0:
            return f"{size // unit} {word}"
    return f"{size} ms" if size else "0"
