"""Whether the terminal is asked to tell of the mouse."""

import os
from collections.abc import Mapping


def wants_mouse(environ: Mapping[str, str] | None = None) -> bool:
    """Say whether to listen to the mouse: not within GNU screen.

    While a program listens to the mouse, screen keeps an Escape back until the next key comes, as
    it could begin a report of the mouse. Every command has a key; without Escape nobody gets far.
    """
    return "STY" not in (os.environ if environ is None else environ)
