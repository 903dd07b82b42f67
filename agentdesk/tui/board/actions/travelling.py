"""Going through time: back and forward, to a typed moment, playing, standing, live."""

from zoneinfo import ZoneInfo

from agentdesk.board.times import midnight, parse_moment
from agentdesk.clock import DAY, MINUTE, SECOND
from agentdesk.tui.board.actions.moving import Action
from agentdesk.tui.board.app import BoardApp

SPEEDS = (1, 2, 5, 10, 30, 60, 120, 300, 600)
"""How many times as fast as it was the past can be played."""
QUARTER = 15 * MINUTE


def _step(by_ms: int) -> Action:
    async def step(app: BoardApp) -> None:
        board = app.need_board()
        if board.view.live and by_ms > 0:
            app.say("This is live: nothing comes later. [ goes back, @ to a moment.")
            return
        await board.step(by_ms)
        app.renew()

    return step


async def _faster(app: BoardApp) -> None:
    board = app.need_board()
    if board.view.live:
        app.say("This is live. Go back first: [ a minute, @ to a moment.")
        return
    later = [speed for speed in SPEEDS if speed > board.view.speed]
    board.play(later[0] if later else SPEEDS[-1])
    app.renew()
    app.show_hints()


async def _slower(app: BoardApp) -> None:
    board = app.need_board()
    if board.view.live:
        app.say("This is live. Space stands still at this moment.")
        return
    before = [speed for speed in SPEEDS if speed < board.view.speed]
    board.play(before[-1] if before else 0)
    app.renew()
    app.show_hints()


async def _freeze(app: BoardApp) -> None:
    board = app.need_board()
    if board.view.live:
        await board.freeze()
    else:
        board.play(0 if board.view.speed else 1)
    app.renew()
    app.show_hints()


async def _live(app: BoardApp) -> None:
    """Be live again; where one is already, take all panes back."""
    board = app.need_board()
    if not board.view.live:
        await board.live()
        app.renew()
    elif app.main.zoomed:
        app.main.zoom()


async def go_to(app: BoardApp, written: str) -> None:
    """Go to a typed moment. Raises ``BoardError`` for what is none."""
    board = app.need_board()
    view, zone = board.view, ZoneInfo(board.view.zone)
    # Minutes back are counted from what is shown; a time of day is that of the day shown.
    back = written.strip().startswith(("-", "−"))
    end = midnight(view.at, zone) + DAY
    now = view.at if back else min(app.clock.now(), end)
    await board.go(parse_moment(written, now, zone))
    app.renew()


ACTIONS: dict[str, Action] = {
    "board.second_back": _step(-SECOND),
    "board.second_on": _step(SECOND),
    "board.minute_back": _step(-MINUTE),
    "board.minute_on": _step(MINUTE),
    "board.quarter_back": _step(-QUARTER),
    "board.quarter_on": _step(QUARTER),
    "board.faster": _faster,
    "board.slower": _slower,
    "board.freeze": _freeze,
    "board.live": _live,
}
