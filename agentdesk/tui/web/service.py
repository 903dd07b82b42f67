"""The board's own screen as a process, one for each page that is open.

``textual-serve`` talks to it; what is different here: no shell starts it, and it always ends.
"""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping, Sequence
from pathlib import Path

from textual_serve.app_service import AppService

import agentdesk

PATIENCE_S = 5
"""How long the screen has to end by itself."""


def board_process(options: Sequence[str]) -> tuple[str, ...]:
    """Return the words of the only command that is ever run: the board, with these options."""
    # Nothing that lies in the folder one happens to be in is imported: -P.
    return (sys.executable, "-P", "-m", "agentdesk", "board", "--served", *options)


def board_environ(settings: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of the process: ours, and settings over it.

    The store's address goes here and not into the command line, which every user can read.
    """
    place = str(Path(agentdesk.__file__).parents[1])
    paths = [place, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    return {
        **os.environ,
        **settings,
        "PYTHONPATH": os.pathsep.join(dict.fromkeys(paths)),
        "TERM": "xterm-256color",
    }


class BoardService(AppService):
    """One page's process."""

    words: tuple[str, ...] = ()
    environ: Mapping[str, str] = {}

    def _build_environment(self, width: int = 80, height: int = 24) -> dict[str, str]:
        return {**super()._build_environment(width, height), **self.environ}

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        process = await asyncio.create_subprocess_exec(
            *self.words,
            stdin=PIPE,
            stdout=PIPE,
            env=self._build_environment(width, height),
        )
        # What goes wrong is told where the server was started. The base class reads a pipe.
        silent = asyncio.StreamReader()
        silent.feed_eof()
        process.stderr = silent
        self._process, self._stdin = process, process.stdin
        return process

    async def run(self) -> None:
        """Carry what the screen paints to the page, and close the page when the screen ends."""
        try:
            await super().run()
        finally:
            await self.remote_close()

    async def stop(self) -> None:
        """End the process: it is asked to, and after a while it is made to."""
        try:
            await asyncio.wait_for(super().stop(), PATIENCE_S)
        except (TimeoutError, OSError):
            pass
        finally:
            process = self._process
            if process is not None and process.returncode is None:
                process.kill()
                await process.wait()
