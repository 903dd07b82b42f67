"""What the desk's commands do, one module a family, and the table from ids to functions."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from agentdesk.tui.desk.actions import moving, panels, work, writing

if TYPE_CHECKING:
    from agentdesk.tui.desk.app import DeskApp

Action = Callable[["DeskApp"], Awaitable[None]]

ACTIONS: dict[str, Action] = {
    **moving.ACTIONS,
    **work.ACTIONS,
    **writing.ACTIONS,
    **panels.ACTIONS,
}
