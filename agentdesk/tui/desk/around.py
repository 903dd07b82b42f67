"""What happens around a text that is being written: who else writes, and what the box hides."""

from agentdesk.domain.views import TimelineItem
from agentdesk.tui.desk.bench import Bench


def others_writing(bench: Bench, case_id: int) -> tuple[str, ...]:
    """Return who else writes in a case, by their ids."""
    return tuple(d.agent for d in bench.doing if d.case_id == case_id and d.what == "typing")


def look_around(bench: Bench) -> None:
    """Say on the text box's rule who else replies, and what of the case is out of sight below."""
    box = bench.screen.composer
    if box is None or box.writing is None:
        return
    others = others_writing(bench, box.writing.case_id)
    verb = "are" if len(others) > 1 else "is"
    said = f"{' and '.join(others)} {verb} replying" if others else ""
    box.around(said, _below(bench, box.writing.case_id))


def begin_at(bench: Bench) -> None:
    """Scroll the case so that what the customer wrote last is in sight beside the text box."""
    opened, view = bench.opened, bench.screen.case_text
    if opened is None:
        return
    items, heads = opened.case.items, _heads(bench)
    last = next((n for n, i in enumerate(reversed(items)) if i.message.direction == "in"), 0)
    if 0 < last < len(heads):
        view.scroll_to(y=heads[-1 - last], animate=False, immediate=True)
    else:
        view.to_end()
    look_around(bench)


def _heads(bench: Bench) -> list[int]:
    """Return the lines at which messages and notes begin."""
    bar = f"{bench.screen.glyphs.rule} "
    lines = bench.screen.case_text.lines
    return [n for n, line in enumerate(lines) if line and line[0][0].startswith(bar)]


def _below(bench: Bench, case_id: int) -> str:
    opened, view = bench.opened, bench.screen.case_text
    if opened is None or opened.case.row.id != case_id:
        return ""
    bottom = view.lines_above() + view.size.height
    hidden = sum(1 for at in _heads(bench) if at >= bottom)
    return _counted(opened.case.items[-hidden:]) if hidden else ""


def _counted(items: tuple[TimelineItem, ...]) -> str:
    notes = sum(1 for item in items if item.message.direction == "note")
    what = "note" if notes == len(items) else "message" if not notes else "more"
    plural = "s" if len(items) > 1 and what != "more" else ""
    return f"{len(items)} {what}{plural}"
