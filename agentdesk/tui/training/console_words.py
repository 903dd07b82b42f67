"""What a trainer's console says of attempts: the list, what was done, the head. Pure."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from agentdesk.text import fit, wrap
from agentdesk.training.attempts.onlooking import Done, Standing
from agentdesk.training.moments import shown
from agentdesk.tui.kit.glyphs import Glyphs
from agentdesk.tui.kit.lines import Piece
from agentdesk.tui.kit.prose import Line
from agentdesk.tui.kit.stops import Row

NOBODY = (
    "No attempt is going on here. Trainees begin one with “agentdesk train start”, with the",
    "same --room as this console.",
)


def rows(
    standings: Sequence[Standing], wrong: Sequence[str], cells: int, glyphs: Glyphs
) -> list[Row]:
    """Return two lines for each attempt, who and what and how it stands; then what is wrong."""
    troubles = [Row([(line, "warning")]) for one in wrong for line in wrap(one, cells)]
    if not standings and not wrong:
        words = [piece for line in NOBODY for piece in wrap(line, cells)]
        return [Row([(line, "muted")]) for line in words]
    found: list[Row] = []
    for one in standings:
        name, title = fit(one.trainee, 12), fit(one.title, max(8, cells - 30))
        clock = shown(one.at, ZoneInfo(one.zone))
        mark, style = _state(one, glyphs)
        head: Line = [(f"{name} ", "strong"), (f"{title} ", "text"), (one.mode, "muted")]
        below: Line = [(f"  {clock} ", "text"), (mark, style), (_load(one, glyphs), "muted")]
        found += [Row(head, one.name), Row(below, one.name)]
    return found + troubles


def _state(one: Standing, glyphs: Glyphs) -> tuple[str, str]:
    here = one.here
    if one.unmarked:
        many = len(one.unmarked)
        return f"{glyphs.away} over, {many} to mark", "warning"
    if one.state != "working":
        return "over", "muted"
    if here is None or one.silent:
        return f"{glyphs.away} nobody is here", "muted"
    if here.at >= one.ends_at:
        return "the shift is over", "warning"
    if not here.running:
        return "stopped", "warning"
    return f"{glyphs.here} {glyphs.times}{here.speed:g}", "success"


def _load(one: Standing, glyphs: Glyphs) -> str:
    here = one.here
    if here is None or one.state != "working":
        return ""
    case = f" {glyphs.dot} at {here.case_id}" if here.case_id is not None else ""
    hints = f" {glyphs.dot} {counted(one.hints, 'hint')}" if one.hints else ""
    return f" {glyphs.dot} waiting {here.waiting}, theirs {here.mine}{case}{hints}"


def counted(count: int, what: str) -> str:
    """Write how many there are of something."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def head(standings: Sequence[Standing], glyphs: Glyphs) -> tuple[list[Piece], list[Piece]]:
    """Return the header's left and right: how many work, and how many wait for a mark."""
    working = sum(not one.silent and one.state == "working" for one in standings)
    marks = sum(bool(one.unmarked) for one in standings)
    left = [
        Piece("TRAINER", 99, "strong"),
        Piece(f"{working} at work", 90),
        Piece(counted(len(standings), "attempt"), 40),
    ]
    if marks:
        left.append(Piece(f"{marks} to mark", 80, "soon"))
    return left, [Piece("no real customer hears them", 30)]


def done_lines(done: Sequence[Done], zone: str, cells: int) -> list[Line]:
    """Return what a trainee did, the newest last."""
    place, lines = ZoneInfo(zone), []
    for one in done:
        clock = shown(one.at, place)
        case = f"{one.case_id}" if one.case_id is not None else ""
        text = wrap(one.words, max(10, cells - 15)) or [""]
        lines.append([(f"{clock} ", "muted"), (f"{case:>4}  ", "text"), (text[0], "text")])
        lines += [[(" " * 15 + more, "text")] for more in text[1:]]
    return lines or [[("Nothing has been done yet.", "muted")]]
