"""What a person sees when the program fails: one sentence and where it happened.

Textual's own crash screen prints local variables, which here are customers' data. This one prints
the kinds of the errors and the lines of code, never a value and never an error's text.
"""

import sys
import traceback
from pathlib import Path
from typing import TextIO

DESK = (
    "The desk stopped because of a fault in the program. What you typed is stored; start it again "
    "and go on. Please pass on the lines below, they hold no customer's data."
)


def describe(error: BaseException, sentence: str = DESK) -> str:
    """Return the sentence and the places an error went through, oldest cause first."""
    lines = [sentence, ""]
    for link in reversed(_chain(error)):
        lines.append(_kind(link))
        lines += [
            f"  {_short(frame.filename)}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(link.__traceback__, limit=-40)
        ]
    return "\n".join(lines) + "\n"


def print_crash(error: BaseException, sentence: str = DESK, stream: TextIO | None = None) -> None:
    """Write the description to ``stream`` (standard error unless told otherwise)."""
    out = stream or sys.__stderr__
    if out is not None:
        out.write(describe(error, sentence))
        out.flush()


def _chain(error: BaseException) -> list[BaseException]:
    """Return the error and its causes, latest first; a loop of causes ends the chain."""
    found: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and link not in found and len(found) < 10:
        found.append(link)
        link = _behind(link)
    return found


def _behind(error: BaseException) -> BaseException | None:
    """Return what caused an error; Textual's ``WorkerFailed`` holds it as ``error``."""
    held = getattr(error, "error", None)
    if isinstance(held, BaseException):
        return held
    return error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _kind(error: BaseException) -> str:
    """Name the kind of an error; a group names its members."""
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    if isinstance(error, BaseExceptionGroup):
        name += f" ({', '.join(_kind(member) for member in error.exceptions[:5])})"
    return name


def _short(filename: str) -> str:
    """Cut a file's path to the part inside its package, without the person's folders."""
    parts = Path(filename).parts
    for anchor in ("site-packages", "agentdesk"):
        if anchor in parts:
            place = len(parts) - 1 - parts[::-1].index(anchor)
            return "/".join(parts[place + (anchor == "site-packages") :])
    return parts[-1] if parts else filename
