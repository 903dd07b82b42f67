"""A watched shift whose frames are measured, in the terminal it is started in.

``python -m tests.bench.training_frames ATTEMPT FIGURES`` opens an attempt as a person does. When it
is left, what its frames cost is written to the file ``FIGURES``: for each the milliseconds that the
event loop was busy without a rest until it was painted, of them those that this thread worked, and
those that went into painting. A key that comes in between waits as long at most.
"""

import json
import selectors
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, thread_time
from typing import Any

from textual.app import App
from textual.screen import Screen

from agentdesk.config import Settings
from agentdesk.tui.training.run import run_training


class Stretches:
    """The busy stretches of this thread's event loop, and what was painted in them."""

    def __init__(self) -> None:
        self.frames: list[tuple[float, float, float]] = []
        self.others: list[float] = []
        self._thread = threading.get_ident()
        self._begun, self._worked = perf_counter(), thread_time()
        self._painting = 0.0
        self._painted = False

    def watch(self) -> None:
        """Measure from now on."""
        selector: Any = selectors.DefaultSelector
        app: Any = App
        screen: Any = Screen
        selector.select = self._select(selector.select)
        app._display = self._display(app._display)
        for name in ("_compositor_refresh", "_refresh_layout"):
            setattr(screen, name, self._paint(getattr(screen, name)))

    def _select(self, inner: Callable[..., Any]) -> Callable[..., Any]:
        def select(selector: Any, timeout: float | None = None) -> Any:
            if threading.get_ident() != self._thread:
                return inner(selector, timeout)
            ready = inner(selector, 0)
            if ready or timeout == 0:
                return ready
            self._ended()
            ready = inner(selector, timeout)
            self._begun, self._worked = perf_counter(), thread_time()
            return ready

        return select

    def _ended(self) -> None:
        took = (perf_counter() - self._begun) * 1000
        if self._painted:
            own = (thread_time() - self._worked) * 1000
            self.frames.append((took, own, self._painting * 1000))
        else:
            self.others.append(took)
        self._painting, self._painted = 0.0, False

    def _display(self, inner: Callable[..., None]) -> Callable[..., None]:
        def display(app: Any, screen: Any, renderable: Any) -> None:
            self._painted |= renderable is not None
            inner(app, screen, renderable)

        return display

    def _paint(self, inner: Callable[..., None]) -> Callable[..., None]:
        def paint(screen: Any, *args: Any, **named: Any) -> None:
            before, begun = self._painting, perf_counter()
            inner(screen, *args, **named)
            # One of these may call another.
            self._painting = before + perf_counter() - begun

        return paint


def main(attempt: str, figures: str) -> None:
    """Watch the attempt until it is left."""
    stretches = Stretches()
    stretches.watch()
    run_training(Path(attempt), Settings())
    told = {"frames": stretches.frames, "others": stretches.others}
    Path(figures).write_text(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
