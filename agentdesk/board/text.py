"""The whole board as plain text: for a terminal without the screen, a pipe, a mail from cron.

Pure. Every line is at most ``cells`` wide; where columns have no room they go on in a second table,
so that nothing is left out. Level is told by a word or a mark, never by colour.
"""

from collections.abc import Mapping, Sequence

from agentdesk.board.figures.registry import find
from agentdesk.board.view import AGES, COLUMNS, AgentLine, BoardView, Cell, FeedLine, QueueLine
from agentdesk.board.wording import (
    LEVEL_MARKS,
    LEVEL_WORDS,
    NONE,
    WINDOW_WORDS,
    counted,
    exact_span,
    format_span,
    moment_text,
    shown,
    state_text,
)
from agentdesk.text import clean_line, fit, width, wrap

GAP = "  "
SPARK = " ▁▂▃▄▅▆▇█"
SPARK_ASCII = " .:-=+*%#"
SPARK_CELLS = 24
NAME_CELLS = 24
FEED_LINES = 20
"""How much of the feed is written; the newest comes first."""
FEED_INDENT = 14
"""Where the words of a line of the feed begin, behind its time and its mark."""
STRIP_NAMES = {
    "load": "Load: open per available agent",
    "csat": "Customer satisfaction, 7 days",
}
"""Names in the strip that say more than the figure's own."""
HEADS = {"service_level": "SL", "abandoned": "Abandoned"}
"""Headings that are not the figure's own short name."""
LEGEND = "▲ bad   △ warning   ~ may still change   – nothing to count"


def board_text(
    view: BoardView, *, cells: int, scope: str = "", ascii_only: bool = False
) -> list[str]:
    """Return the board in lines. ``scope`` says in words what it is narrowed to."""
    parts = [
        _heading(view, scope, cells),
        _strip(view, cells),
        _queues(view.queues, cells, ascii_only),
        _agents(view.agents, view.at, cells),
        _feed(view, cells),
        _legend(view, cells),
    ]
    lines: list[str] = []
    for part in filter(None, parts):
        lines += ["", *part] if lines else part
    return [line.rstrip() for line in lines]


def aligned(columns: Sequence[Sequence[str]], left: int = 1) -> list[str]:
    """Return columns, each with its heading, as lines: the first ``left`` of them to the left, the
    others to the right."""
    sizes = [max(map(width, column)) for column in columns]
    lines = []
    for row in zip(*columns, strict=True):
        cells = [
            fit(text, size, "left" if at < left else "right")
            for at, (text, size) in enumerate(zip(row, sizes, strict=True))
        ]
        lines.append(GAP.join(cells).rstrip())
    return lines


def _heading(view: BoardView, scope: str, cells: int) -> list[str]:
    state = "live" if view.live else "as of then"
    window = WINDOW_WORDS.get(view.window, view.window)
    lines = [
        f"Board · {moment_text(view.at, view.zone)} {view.zone} · {state}",
        f"Figures of {window}, since {moment_text(view.start, view.zone)}"
        + (f" · {scope}" if scope else ""),
        f"Log read to entry {view.seq}, recorded {moment_text(view.fresh_at, view.zone)}"
        if view.seq
        else "The log is empty: nothing has happened at this desk yet.",
    ]
    if view.trouble:
        lines.append(view.trouble)
    if view.counted < 1:
        lines.append(f"Still counting: {int(view.counted * 100)} % of the log has been read.")
    return [piece for line in lines for piece in wrap(clean_line(line), cells)]


def _strip(view: BoardView, cells: int) -> list[str]:
    rows = []
    for name, cell in view.strip.items():
        made = counted(cell.value) if cell.value.denominator else ""
        title = STRIP_NAMES.get(name) or find(cell.figure).name
        if name == "due_soon":
            title = f"Due within {exact_span(view.soon_ms)}"
        elif name == "service_level":
            title += f" ({cell.figure.partition('.')[2].replace('_', ' ')})"
        rows.append((title, _marked(cell), made, _says(cell) or cell.value.why))
    if not rows:
        return []
    names = max(width(row[0]) for row in rows)
    values = max(width(row[1]) for row in rows)
    lines = []
    for name, value, made, says in rows:
        head = f"{fit(name, names)}{GAP}{fit(value, values, 'right')}"
        tail = GAP.join(part for part in (made, says) if part)
        whole = f"{head}{GAP}{tail}"
        lines += [whole] if width(whole) <= cells else [head, *_under(tail, cells)]
    return lines


def _says(cell: Cell) -> str:
    word = LEVEL_WORDS[cell.level]
    return f"{word}: {cell.says}" if word and cell.says else word


def _marked(cell: Cell) -> str:
    """Return a cell's text, and before it the mark of what the thresholds say."""
    return f"{LEVEL_MARKS[cell.level]} {shown(cell.value)}".lstrip()


def _queues(lines: Sequence[QueueLine], cells: int, ascii_only: bool) -> list[str]:
    if not lines:
        return ["QUEUES", "There is no queue to show."]
    names = ["queue", *(_name(line.name, cells) for line in lines)]
    present = [name for name in COLUMNS if any(name in line.cells for line in lines)]
    figures = [[_head(name, lines), *(_figure(line, name) for line in lines)] for name in present]
    bands = [band if band == AGES[-1] else f"to {band}" for band in AGES]
    ages = [
        [band, *(str(line.ages[at]) if at < len(line.ages) else "" for line in lines)]
        for at, band in enumerate(bands)
    ]
    came = ["came in", *(spark(line.arrivals, ascii_only) for line in lines)]
    return [
        "QUEUES",
        *_tables(names, figures, cells),
        "",
        "OPEN CASES BY AGE, AND WHAT CAME IN",
        *_tables(names, [*ages, came], cells),
    ]


def _tables(names: Sequence[str], columns: Sequence[Sequence[str]], cells: int) -> list[str]:
    """Return columns beside the names; those without room go on in another table below."""
    room = cells - max(map(width, names))
    tables: list[list[Sequence[str]]] = [[]]
    used = 0
    for column in columns:
        size = len(GAP) + max(map(width, column))
        if tables[-1] and used + size > room:
            tables.append([])
            used = 0
        tables[-1].append(column)
        used += size
    lines: list[str] = []
    for table in tables:
        lines += ([""] if lines else []) + aligned([names, *table])
    return lines


def _name(text: str, cells: int) -> str:
    most = max(8, min(NAME_CELLS, cells // 4))
    line = clean_line(text)
    return fit(line, min(most, width(line)))


def _head(name: str, lines: Sequence[QueueLine]) -> str:
    figure = next(line.cells[name].figure for line in lines if name in line.cells)
    return HEADS.get(name) or find(figure).short


def _figure(line: QueueLine, name: str) -> str:
    return _marked(line.cells[name]) if name in line.cells else ""


def _under(text: str, cells: int) -> list[str]:
    return [GAP + piece for piece in wrap(text, max(cells - len(GAP), 10))]


def spark(numbers: Sequence[int], ascii_only: bool = False, cells: int = SPARK_CELLS) -> str:
    """Return numbers as a row of bars, the highest one full; at most ``cells`` of them."""
    if len(numbers) > cells:
        size = -(-len(numbers) // cells)
        numbers = [sum(numbers[at : at + size]) for at in range(0, len(numbers), size)]
    bars, most = (SPARK_ASCII if ascii_only else SPARK), max(numbers, default=0)
    if not most:
        return ""
    return "".join(bars[-(-number * (len(bars) - 1) // most)] for number in numbers)


def _agents(lines: Sequence[AgentLine], at: int, cells: int) -> list[str]:
    if not lines:
        return ["AGENTS", "The log tells of nobody's state here."]
    names = ["agent", *(_name(line.name, cells) for line in lines)]
    states = ["state", *(clean_line(state_text(line.state, line.reason)) for line in lines)]
    spans = [
        "for",
        *(format_span(max(0, at - line.since)) if line.since else NONE for line in lines),
    ]
    slots = ["slots", *(f"{line.units}/{line.capacity}" if line.capacity else "" for line in lines)]
    handled = ["handled", *(str(line.handled) for line in lines)]
    table = aligned([names, states, spans, slots, handled], left=2)
    size = max(map(width, table))
    if size > cells:
        table = _tables(names, [states, spans, slots, handled], cells)
        return ["AGENTS", *table, *(text for line in lines for text in _working(line, cells))]
    found = ["AGENTS"]
    for text, work in zip(table, ["work", *map(_work, lines)], strict=True):
        beside = f"{fit(text, size)}{GAP}{work}" if work else text
        found += [beside] if width(beside) <= cells else [text, *_under(work, cells)]
    return found


def _working(line: AgentLine, cells: int) -> list[str]:
    work = _work(line)
    return wrap(f"{clean_line(line.name)}: {work}", cells) if work else []


def _work(line: AgentLine) -> str:
    cases = [f"#{case}" for case in line.cases]
    talks = [f"contact {talk}" for talk in line.talks]
    return " ".join([*cases, *talks])


def _feed(view: BoardView, cells: int) -> list[str]:
    if not view.feed:
        return []
    names = {line.queue: clean_line(line.name) for line in view.queues}
    shown_lines, today = view.feed[:FEED_LINES], moment_text(view.at, view.zone)[:10]
    texts = [_happened(line, view.zone, today, names) for line in shown_lines]
    rest = len(view.feed) - len(shown_lines)
    if rest:
        texts.append(f"and {rest} earlier")
    return ["FEED", *(piece for text in texts for piece in _hanging(text, cells))]


def _hanging(text: str, cells: int) -> list[str]:
    """Wrap a line of the feed; what does not fit goes on under its words."""
    first = wrap(text, cells)[0]
    rest = text[len(first) :].strip()
    indent = " " * (FEED_INDENT if cells >= 2 * FEED_INDENT else 0)
    return [first, *(indent + piece for piece in wrap(rest, cells - len(indent)) if rest)]


def _happened(line: FeedLine, zone: str, today: str, names: Mapping[str, str]) -> str:
    moment = moment_text(line.at, zone)
    near = moment[5:16] if moment.startswith(today[:5]) else moment[:10]
    when = moment[11:] if moment.startswith(today) else near
    case = f"#{line.case_id} " if line.case_id is not None else ""
    place = f" · {names.get(line.queue, line.queue)}" if line.queue else ""
    return f"{when:11} {LEVEL_MARKS[line.level] or ' '} {case}{clean_line(line.words)}{place}"


def _legend(view: BoardView, cells: int) -> list[str]:
    everything = [*view.strip.values(), *(c for line in view.queues for c in line.cells.values())]
    if not everything:
        return []
    return wrap(LEGEND, cells)
