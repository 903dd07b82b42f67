"""Work that goes on behind the keys."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from textual.dom import DOMNode

if TYPE_CHECKING:
    from textual.worker import Worker


def run_behind(
    node: DOMNode, work: Callable[[], Awaitable[object]], group: str, *, exclusive: bool = False
) -> None:
    """Do work behind the keys; exclusive work takes the place of what its group has under way.

    It is begun by its worker, not here: work that is given up before its first step would else
    be left behind half made, with a warning in the terminal.
    """

    async def run() -> None:
        await work()

    _: Worker[None] = node.run_worker(run, group=group, name=group, exclusive=exclusive)
