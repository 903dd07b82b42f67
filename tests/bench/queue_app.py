"""The programs the queue bench measures: a bare Textual app, and the queue list.

Usage: ``queue_app.py floor|queue [changes-a-second]``.
"""

import random
import sys

if sys.argv[1] == "floor":
    from textual.app import App, ComposeResult
    from textual.events import Key
    from textual.widgets import Static

    class Floor(App[None]):
        """One label that counts keys: nothing painted by Textual can be quicker."""

        pressed = 0

        def compose(self) -> ComposeResult:
            self.label = Static("READY ▌0")
            yield self.label

        def on_key(self, event: Key) -> None:
            self.pressed += 1
            self.label.update(f"READY ▌{self.pressed}")

    Floor().run()
    sys.exit()

from textual.app import ComposeResult

from agentdesk.clock import SystemClock
from agentdesk.domain.views import QueuePage, QueueRow
from agentdesk.tui.kit.app import KitApp
from agentdesk.tui.kit.commands import QUEUE, Command, Registry
from agentdesk.tui.kit.keymap import build_keymap
from agentdesk.tui.kit.lines import FooterLine, HeaderLine, Piece
from agentdesk.tui.kit.pane import Pane
from agentdesk.tui.kit.queue_list import QueueList

ROWS = 100_000
PAGE = 200
START = SystemClock().now()


def row(number: int, version: int = 1) -> QueueRow:
    """Return the row at a place of the imagined queue."""
    due = START + (number - 20) * 7_000
    return QueueRow(
        case_id=100_000 + number,
        band=0,
        rank_at=number,
        waiting_since=number,
        version=version,
        state="open",
        priority=1 + number % 4,
        tier=1,
        channel=("mail", "chat", "call", "web")[number % 4],
        queue="billing",
        owner=None,
        due_at=due,
        due_kind="FR",
        wrote_at=None,
        unread=number % 3 == 0,
        wake_at=None,
        customer=f"Customer {number % 20_000}",
        subject=f"Subject about order {number} and its delivery",
        mark="✎ omar" if version % 5 == 0 else "",
    )


def page(first: int, last: int) -> QueuePage:
    """Return the rows from one place to another."""
    first, last = max(0, first), min(ROWS, last)
    rows = tuple(row(number) for number in range(first, last))
    return QueuePage(rows, min(1000, first), min(1000, ROWS - last))


class QueueBench(KitApp):
    """The list over 100,000 rows, with header, pane and footer around it."""

    def __init__(self, changes: float) -> None:
        moves = (
            ("list.next", "j", 1),
            ("list.previous", "k", -1),
            ("list.end", "G", 0),
        )
        self.steps = {command_id: step for command_id, _, step in moves}
        commands = [
            Command(
                id=command_id, title=command_id, help="", group="Move", keys=(key,),
                contexts=frozenset({QUEUE}), movement=True,
            )
            for command_id, key, _ in moves
        ]  # fmt: skip
        super().__init__(build_keymap(Registry(commands)))
        self.changes = changes
        self.version = 1

    def compose(self) -> ComposeResult:
        yield HeaderLine()
        with Pane() as self.pane:
            self.queue = QueueList(SystemClock())
            yield self.queue
        yield FooterLine()

    def on_mount(self) -> None:
        self.pane.set_title("1 Queue · all mine")
        self.query_one(HeaderLine).show([Piece("READY")], [], [])
        self.queue.set_rows([row(n) for n in (90_001, 90_002, 90_003)], page(0, PAGE))
        self.queue.focus()
        if self.changes:
            self.set_interval(1 / self.changes, self.change)

    def key_context(self) -> str:
        return QUEUE

    async def run_command(self, command_id: str) -> None:
        step = self.steps[command_id]
        if step:
            self.queue.move(step)
        else:
            self.queue.to_end()

    def on_queue_list_wanted(self, event: QueueList.Wanted) -> None:
        need = event.need
        if need.after is not None:
            answer = page(need.after[1] + 1, need.after[1] + 1 + PAGE)
        elif need.before is not None:
            answer = page(need.before[1] - PAGE, need.before[1])
        else:
            answer = page(ROWS - PAGE, ROWS) if need.end else page(0, PAGE)
        self.queue.extend(answer, need)

    def on_queue_list_edge(self, event: QueueList.Edge) -> None:
        self.pane.set_edge(event.text)

    def change(self) -> None:
        """Change a row that is on the screen, but not the one under the cursor."""
        self.version += 1
        view, model = self.queue.view, self.queue.model
        shown = model.waiting[max(0, view.top) : view.top + view.page]
        candidates = [r for r in shown if r.case_id != model.selected]
        if candidates:
            chosen = random.choice(candidates)
            self.queue.upsert(row(chosen.rank_at, self.version))


QueueBench(float(sys.argv[2]) if len(sys.argv) > 2 else 0.0).run()
