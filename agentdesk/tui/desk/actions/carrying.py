"""Carrying things out of the desk: case numbers to the clipboard, files and links of a case."""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from agentdesk.seat import attachments
from agentdesk.seat.attachments import Item
from agentdesk.tui.desk.actions.asking import case_of
from agentdesk.tui.desk.host import Action, Host
from agentdesk.tui.kit.clipboard import copy_here, tool
from agentdesk.tui.kit.sheet import Choice, Option, SheetPlan, Text, refilled


async def _copy(host: Host) -> None:
    case_id = host.need_bench().case_id
    if case_id is None:
        host.say("No case is highlighted.")
        return
    await copy(host, str(case_id), str(case_id))


async def _copy_line(host: Host) -> None:
    if opened := await case_of(host):
        row = opened.case.row
        await copy(host, f"[#{row.id}] {opened.case.subject}", "The reference line")


async def copy(host: Host, text: str, what: str) -> None:
    """Copy a text through the terminal and into this machine's clipboard, and say so."""
    host.copy_to_clipboard(text)
    command = tool(os.environ)
    trouble = await copy_here(text, command) if command is not None else ""
    if trouble:
        host.say(f"{what} went to the terminal only: {trouble}.")
    elif command is None:
        host.say(f"{what} is copied, if your terminal takes it: this machine has no clipboard.")
    else:
        host.say(f"{what} is copied.")


async def _attachments(host: Host) -> None:
    opened = await case_of(host)
    if opened is None:
        return
    items = attachments.items_of(opened.case)
    if not items:
        host.say("This case has no files and no links.")
        return
    plan = _plan(opened.case.row.id, items)
    while True:
        answer = await host.sheet(plan)
        if answer is None:
            return
        item = next(item for item in items if item.id == answer["item"])
        problem = await _carry(host, item, answer["do"], answer["folder"])
        if not problem:
            return
        plan = refilled(plan, answer, problem)


def _plan(case_id: int, items: list[Item]) -> SheetPlan:
    options = tuple(Option(item.id, item.name, "", item.detail) for item in items)
    return SheetPlan(
        title=f"Files and links of {case_id}",
        fields=(
            Choice("item", "Which", options, default=options[0].value),
            Choice(
                "do",
                "Do",
                (
                    Option("save", "save it", "1", "a file"),
                    Option("open", "open it with your program", "2"),
                    Option("copy", "copy the link or the name", "3"),
                ),
                default="save" if items[0].kind == "file" else "open",
            ),
            Text("folder", "Save into", value=str(_downloads())),
        ),
        apply="does it",
    )


async def _carry(host: Host, item: Item, do: str, folder: str) -> str:
    """Do it; return a sentence when it could not be done."""
    if do == "copy":
        await copy(host, item.id if item.kind == "link" else item.name, item.name)
        return ""
    if item.kind == "link":
        if do == "save":
            return "A link cannot be saved: open it, or copy it."
        return _open(host, item.id, f"{item.detail} is opened.")
    found = await host.need_bench().session.store.reads.part(item.id)
    if found is None:
        return f"{item.name} is not in the store any more."
    _, data = found
    if do == "save":
        return _save(host, data, item.name, folder)
    if attachments.is_program(item.name):
        return f"{item.name} may run something when it is opened: save it and look at it first."
    try:
        path = attachments.save(data, item.name, _aside())
    except OSError as error:
        return f"{item.name} cannot be opened: {error.strerror}."
    return _open(host, str(path), f"{item.name} is opened.")


def _save(host: Host, data: bytes, name: str, folder: str) -> str:
    try:
        path = attachments.save(data, name, Path(folder.strip() or ".").expanduser())
    except OSError as error:
        return f"{name} cannot be saved there: {error.strerror}."
    host.say(f"Saved: {path}")
    return ""


def _open(host: Host, what: str, done: str) -> str:
    """Hand a file or an address to the person's program for it; return what is in the way."""
    name = "open" if sys.platform == "darwin" else "xdg-open"
    shown = sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get(
        "WAYLAND_DISPLAY"
    )  # fmt: skip
    program = shutil.which(name) if shown else None
    if program is None:
        return "No program can open it here: save it, or copy the link."
    try:
        subprocess.Popen(
            [program, what],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        return f"{name} could not be started: {error.strerror}."
    host.say(done)
    return ""


@cache
def _aside() -> Path:
    """Return a private folder for files that are being looked at; it goes with the program."""
    folder = tempfile.mkdtemp(prefix="agentdesk-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def _downloads() -> Path:
    import platformdirs

    return platformdirs.user_downloads_path()


ACTIONS: dict[str, Action] = {
    "case.copy": _copy,
    "case.copy_line": _copy_line,
    "case.attachments": _attachments,
}
