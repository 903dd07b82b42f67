"""``agentdesk board --watch``: a line of JSON for each change, for as long as anybody reads."""

import asyncio
import select
import signal
import sys
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

from agentdesk.cli.board_asked import Asked, opened, settings_of, settled
from agentdesk.cli.output import say_json
from agentdesk.cli.session import Session

if TYPE_CHECKING:
    from agentdesk.board.changed import Change
    from agentdesk.board.view import BoardView


def watch(session: Session, asked: Asked) -> None:
    """Print the board, then what changes, until Ctrl+C, SIGTERM or a closed pipe; none is an error.

    While the store is away a line says so, and another when it is back.
    """
    from agentdesk.data.pace import give_way

    give_way()
    asyncio.run(_watch(session, asked))


async def _watch(session: Session, asked: Asked) -> None:
    from agentdesk.board.shown import shown_board

    following = asyncio.current_task()
    assert following is not None
    loop, stopped = asyncio.get_running_loop(), False

    def stop() -> None:
        nonlocal stopped
        stopped = True
        following.cancel()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    try:
        async with opened(session, asked) as board:
            first = await settled(board)
            _line({"what": "board", **shown_board(first, settings_of(session, asked))})
            await _follow(board.changes(), first)
    except asyncio.CancelledError:
        if not stopped:
            raise


async def _follow(views: "AsyncIterator[BoardView]", shown: "BoardView") -> None:
    from agentdesk.board.changed import changed

    if shown.trouble:
        _line(_trouble(shown))
    async for view in views:
        if not _is_read():
            return
        if view.trouble != shown.trouble:
            _line(_trouble(view))
        if view.counted >= 1 and not view.trouble:
            for change in changed(shown, view):
                _line(_change(change, view))
            shown = view
        else:
            # Figures that are being counted again have not changed; what they were is kept.
            shown = _with_trouble(shown, view.trouble)


def _with_trouble(view: "BoardView", trouble: str) -> "BoardView":
    import msgspec

    return msgspec.structs.replace(view, trouble=trouble)


def _trouble(view: "BoardView") -> dict[str, Any]:
    if view.trouble:
        return {"what": "trouble", "says": view.trouble, "at": view.at, "seq": view.seq}
    return {"what": "back", "at": view.at, "seq": view.seq}


def _change(change: "Change", view: "BoardView") -> dict[str, Any]:
    from agentdesk.board.shown import shown_value

    cell = change.now or change.was
    assert cell is not None
    return {
        "what": "change",
        "figure": cell.figure,
        "queue": change.queue,
        "from": shown_value(change.was.value) if change.was else None,
        "to": shown_value(change.now.value) if change.now else None,
        "level": change.now.level if change.now else "",
        "says": change.now.says if change.now else "",
        "at": view.at,
        "seq": view.seq,
    }


def _line(said: dict[str, Any]) -> None:
    say_json(said)
    sys.stdout.flush()


def _is_read() -> bool:
    """Say whether anybody still reads what is written; a closed pipe tells it without a write."""
    try:
        poll = select.poll()
        poll.register(sys.stdout.fileno(), 0)
    except (OSError, ValueError):
        return True
    return not any(event & (select.POLLERR | select.POLLHUP) for _, event in poll.poll(0))
