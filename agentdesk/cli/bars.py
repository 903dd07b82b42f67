"""A bar on a terminal that says how far something long is; elsewhere nothing."""

import sys
from itertools import count
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar


class Bar:
    """How far something is. Without a ``total`` it counts."""

    def __init__(self, label: str, total: int | None = None) -> None:
        self._label, self._done = label, 0
        self._bar: ProgressBar[int] | None = None
        if sys.stderr is not None and sys.stderr.isatty():
            # A total of 0 is a bar that is full before it has begun.
            self._bar = click.progressbar(
                count(), length=total or None, label=label, show_pos=True, file=sys.stderr
            )

    def __enter__(self) -> "Bar":
        if self._bar is not None:
            self._bar.__enter__()
        return self

    def __exit__(self, *failure: object) -> None:
        if self._bar is not None:
            self._bar.render_finish()

    def at(self, done: int) -> None:
        """Say how many are done."""
        if self._bar is not None:
            self._bar.update(done - self._done)
        self._done = done

    def of(self, done: int, total: int) -> None:
        """Say how many are done of how many, where that is only known on the way."""
        if self._bar is not None:
            self._bar.length = total
        self.at(done)

    def more(self, n: int) -> None:
        """Say that some more are done."""
        self.at(self._done + n)

    def aside(self) -> None:
        """Begin a new line, for a sentence beside the bar."""
        if self._bar is not None:
            click.echo(err=True)
