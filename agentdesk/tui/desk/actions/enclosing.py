"""Files that go along with a reply: added by their path, taken off again, kept with the draft."""

import os
from collections.abc import Sequence
from pathlib import Path

from agentdesk.desk.replying import SENT_BY_MAIL
from agentdesk.seat.enclosed import Enclosed, chosen, size_words, with_file
from agentdesk.seat.writing import remember_files
from agentdesk.tui.desk.host import Action, Host
from agentdesk.tui.kit.typed_line import Candidate, History, TypedLine

_OFF = "off "
_LISTED = 200


async def _enclose(app: Host) -> None:
    box = app.desk.composer
    if box is None or box.writing is None:
        return
    if box.writing.kind != "reply" or box.writing.channel not in SENT_BY_MAIL:
        app.say("Files go along with a mail only.")
        return
    files = box.files
    line = TypedLine(
        lambda typed: complete(typed, files), History(), prompt="file ",
        written=f"{Path.home()}/", glyphs=app.desk.glyphs,
    )  # fmt: skip
    typed = await app.ask(line)
    if typed is None:
        return
    if typed.startswith(_OFF):
        name = typed.removeprefix(_OFF).strip()
        files = tuple(file for file in files if file.name != name)
    else:
        most = app.need_bench().session.setup.limits.files
        files = with_file(files, chosen(typed), most)
    box.enclose(files)
    await remember_files(app.need_bench().session, box.writing, [str(f.path) for f in files])


def complete(typed: str, files: Sequence[Enclosed] = ()) -> list[Candidate]:
    """Return how a path goes on, folders first; and how to take off what is there already."""
    off = [Candidate(_OFF + file.name, f"take it off, {size_words(file.size)}") for file in files]
    if typed.startswith(_OFF):
        return [one for one in off if one.line.startswith(typed)]
    folder, _, begun = typed.rpartition("/")
    try:
        place = Path(f"{folder}/" if folder or typed.startswith("/") else ".").expanduser()
        with os.scandir(place) as found:
            entries = sorted(found, key=lambda e: (not e.is_dir(), e.name.casefold()))[:_LISTED]
    except (OSError, ValueError):
        return off
    fitting = [e for e in entries if e.name.startswith(begun) and _shown(e.name, begun)]
    before = typed[: len(typed) - len(begun)]
    return [*(_candidate(entry, before) for entry in fitting), *off]


def _shown(name: str, begun: str) -> bool:
    return not name.startswith(".") or begun.startswith(".")


def _candidate(entry: "os.DirEntry[str]", before: str) -> Candidate:
    if entry.is_dir():
        return Candidate(f"{before}{entry.name}/", "folder")
    try:
        return Candidate(before + entry.name, size_words(entry.stat().st_size))
    except OSError:
        return Candidate(before + entry.name, "")


ACTIONS: dict[str, Action] = {"write.enclose": _enclose}
