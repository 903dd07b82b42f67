"""Moving over the numbers and between the panes."""

from collections.abc import Awaitable, Callable

from agentdesk.tui.board.app import BoardApp
from agentdesk.tui.board.screen import PANES, STRIP

Action = Callable[[BoardApp], Awaitable[None]]


async def _down(app: BoardApp) -> None:
    main = app.main
    if main.here == STRIP:
        main.go(main.pane)
    elif main.grid is not None:
        main.grid.move(1)


async def _up(app: BoardApp) -> None:
    grid = app.main.grid
    if app.main.here == STRIP:
        return
    if grid is None or grid.at_top:
        app.main.go(STRIP)
    else:
        grid.move(-1)


def _column(by: int) -> Action:
    async def move(app: BoardApp) -> None:
        if app.main.here == STRIP:
            app.main.strip.move_column(by)
        elif app.main.here == "shift":
            app.main.shift.move(by)
            app.main.tell_shift()
        elif app.main.grid is not None:
            app.main.grid.move_column(by)

    return move


def _end(last: bool) -> Action:
    async def move(app: BoardApp) -> None:
        if app.main.grid is not None:
            rows = len(app.main.grid.rows)
            app.main.grid.move(rows if last else -rows)

    return move


def _page(pages: float) -> Action:
    async def move(app: BoardApp) -> None:
        if app.main.grid is not None:
            app.main.grid.move_page(pages)

    return move


def _pane(name: str) -> Action:
    async def go(app: BoardApp) -> None:
        app.main.go(name)

    return go


def _next(by: int) -> Action:
    async def go(app: BoardApp) -> None:
        app.main.go_next(by)

    return go


async def _zoom(app: BoardApp) -> None:
    app.main.zoom()


ACTIONS: dict[str, Action] = {
    "board.down": _down,
    "board.up": _up,
    "board.left": _column(-1),
    "board.right": _column(1),
    "board.first": _end(last=False),
    "board.last": _end(last=True),
    "board.page_down": _page(1),
    "board.page_up": _page(-1),
    "board.next_pane": _next(1),
    "board.previous_pane": _next(-1),
    "board.zoom": _zoom,
    **{f"board.{name}": _pane(name) for name in (*PANES, STRIP)},
}
