"""Taking things back: the newest act, one out of the list, and doing it again."""

from math import ceil

from agentdesk.clock import SECOND
from agentdesk.desk.groups import UndoLine
from agentdesk.tui.desk.host import Action, Host
from agentdesk.tui.kit.stops import Row

_LISTED = 9
"""So many acts have a digit; nobody has more within fifteen seconds."""
_AGAIN = "0"
_NOTHING = "There is nothing to take back."


async def _undo(host: Host) -> None:
    bench = host.need_bench()
    for act in bench.undoable:
        if act.until > bench.session.now:
            await host.take_back(act.target)
            return
    host.say(_NOTHING)


async def _list(host: Host) -> None:
    """List what can be taken back, with its seconds running, and what can be done again."""
    from agentdesk.tui.kit.chooser import Chooser, Chosen

    bench = host.need_bench()
    now = bench.session.now
    acts = [act for act in bench.undoable if act.until > now][:_LISTED]
    again = bench.taken_back if bench.taken_back and bench.taken_back.until > now else None
    if not acts and again is None:
        host.say(_NOTHING)
        return
    digits: dict[str, object] = {str(n): act.target for n, act in enumerate(acts, start=1)}
    if again is not None:
        digits[_AGAIN] = _AGAIN

    def rows(cells: int) -> list[Row]:
        def left(act: UndoLine) -> int:
            return ceil((act.until - now) / SECOND / bench.session.speed)

        now = bench.session.now
        found = [_row(str(n), a, a.target, left(a), cells) for n, a in enumerate(acts, start=1)]
        if again is not None:
            found += [Row([]), Row([("done again:", "muted")])] if found else []
            found.append(_row(_AGAIN, again, _AGAIN, left(again), cells))
        return found

    title = "Take back" if acts else "Do again"
    screen = Chooser(
        title, rows, enter="takes it back" if acts else "does it again",
        digits=digits, ticks=True, glyphs=host.desk.glyphs,
    )  # fmt: skip
    chosen = await host.beside(screen)
    if not isinstance(chosen, Chosen):
        return
    if chosen.target == _AGAIN:
        await _redo(host)
    else:
        await host.take_back(str(chosen.target))


def _row(digit: str, act: UndoLine, target: object, seconds: int, cells: int) -> Row:
    """Return ``1 resolved 12 cases      9s``; one whose time is over says so."""
    from agentdesk.tui.desk.case_lines import left_right

    left, style = (f"{seconds}s", "text") if seconds > 0 else ("too late", "muted")
    line = left_right([(f"{digit} ", "muted"), (act.label, style)], [(left, "muted")], cells)
    return Row(line, target)


async def _redo(host: Host) -> None:
    from agentdesk.tui.desk.taking_back import do_again

    await do_again(host)


ACTIONS: dict[str, Action] = {
    "undo": _undo,
    "undo.list": _list,
    "redo": _redo,
}
