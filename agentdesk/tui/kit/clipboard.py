"""The clipboard of the machine the desk runs on, beside the terminal's own (OSC 52).

A terminal may ignore OSC 52, and behind tmux it often does; a program of the machine may not reach
the person's screen. So both are tried, and it is said when neither can have worked.
"""

import asyncio
import shutil
from collections.abc import Callable, Mapping

PATIENCE_S = 2.0

_TOOLS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("TMUX", ("tmux", "load-buffer", "-w", "-")),
    ("WAYLAND_DISPLAY", ("wl-copy",)),
    ("DISPLAY", ("xclip", "-selection", "clipboard")),
    ("DISPLAY", ("xsel", "--clipboard", "--input")),
    ("", ("pbcopy",)),
)
"""The environment variable that must be set, and the command that takes a text."""


def tool(
    environ: Mapping[str, str], which: Callable[[str], str | None] = shutil.which
) -> tuple[str, ...] | None:
    """Return the command that fills this machine's clipboard, if there is one."""
    for variable, command in _TOOLS:
        if (not variable or environ.get(variable)) and which(command[0]):
            return command
    return None


async def copy_here(text: str, command: tuple[str, ...]) -> str:
    """Give a text to a clipboard program; return what went wrong, empty when nothing did."""
    name = command[0]
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
    except OSError as error:
        return f"{name} could not be started ({error.strerror})"
    try:
        await asyncio.wait_for(process.communicate(text.encode()), PATIENCE_S)
    except TimeoutError:
        process.kill()
        await process.wait()
        return f"{name} did not answer"
    return f"{name} refused it" if process.returncode else ""
