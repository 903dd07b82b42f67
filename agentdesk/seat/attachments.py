"""What a case carries besides words: its files and links. Saving them, and what may be opened."""

import os
import re
import stat
from mimetypes import guess_type
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from agentdesk.channels.email.attachments import safe_name
from agentdesk.desk.common import written_line
from agentdesk.desk.replying import Attachment
from agentdesk.domain.views import CaseView
from agentdesk.ownfiles import refuse_own

_LINK = re.compile(r"https?://[^\s<>\"'`]+")
_PROGRAMS = frozenset(
    f".{ending}"
    for ending in (
        *("apk", "app", "bat", "cmd", "com", "cpl", "desktop", "dll", "dmg", "exe", "hta", "jar"),
        *("appimage", "bash", "command", "deb", "fileloc", "inetloc", "pkg", "pl", "rb", "rpm"),
        *("run", "scpt", "terminal", "tool", "webloc", "workflow", "zsh"),
        *("js", "jse", "lnk", "msi", "pif", "ps1", "py", "reg", "scr", "sh", "vbe", "vbs", "wsf"),
        *("htm", "html", "mht", "mhtml", "shtml", "svg", "url", "xht", "xhtml"),
    )
)
"""Endings whose opening runs something, or a page that can ask for passwords."""


class Item(NamedTuple):
    """A file or a link of a case."""

    kind: Literal["file", "link"]
    id: str
    """The part's id, or the address."""
    name: str
    detail: str
    """The size, or the host that a link leads to."""


def items_of(case: CaseView) -> list[Item]:
    """Return the files and links of a case, the newest message first, each once."""
    found: dict[str, Item] = {}
    for entry in reversed(case.items):
        for part in entry.parts:
            found.setdefault(part.id, Item("file", part.id, part.filename, size(part.size)))
        for match in _LINK.finditer(entry.message.body):
            link = match.group().rstrip(".,;:!?)]}»”")
            found.setdefault(link, Item("link", link, link, host(link)))
    return list(found.values())


def host(link: str) -> str:
    """Return where a link really leads; without a host it leads nowhere."""
    try:
        return urlsplit(link).hostname or "nowhere"
    except ValueError:
        return "nowhere"


def size(count: int) -> str:
    """Return a number of bytes for people: ``812 B``, ``14 kB``, ``2.5 MB``."""
    if count < 1000:
        return f"{count} B"
    if count < 999_500:
        return f"{round(count / 1000)} kB"
    return f"{count / 1_000_000:.1f} MB"


def is_program(name: str) -> bool:
    """Say whether opening a file of that name could run something."""
    return any(ending.lower() in _PROGRAMS for ending in Path(name).suffixes[-2:])


def enclosure(path: Path, most: int) -> Attachment:
    """Read a file that is to go along with a message of at most ``most`` bytes.

    Raises ``ValueError`` with a sentence.
    """
    name = safe_name(written_line(path.name)) or "file"
    try:
        refuse_own(path)
        # Without waiting: a pipe would keep us until somebody writes to it.
        opened = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(opened, "rb") as file:
            found = os.fstat(opened)
            if not stat.S_ISREG(found.st_mode):
                raise ValueError(f"{name} is no file.")
            data = b"" if found.st_size > most else file.read(most + 1)
    except OSError as error:
        raise ValueError(f"{name} cannot be read: {error.strerror}.") from None
    if max(found.st_size, len(data)) > most:
        raise ValueError(
            f"{name} has {size(found.st_size)}, and at most {size(most)} go along with a "
            "message: leave it out, or send a link."
        )
    return Attachment(name, guess_type(name)[0] or "application/octet-stream", data)


def save(data: bytes, name: str, folder: Path) -> Path:
    """Write a file into a folder and return where it is; nothing there is ever overwritten.

    Only the bare name counts, whatever folders it names. The file is private to the person.
    Raises ``OSError``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    bare = safe_name(name) or "attachment"
    stem, dot, ending = bare.rpartition(".")
    stem, ending = (stem, dot + ending) if stem else (bare, "")
    for number in range(1, 1000):
        path = folder / (bare if number == 1 else f"{stem} ({number}){ending}")
        try:
            opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        with os.fdopen(opened, "wb") as file:
            file.write(data)
        return path
    raise FileExistsError(17, "there are too many files of that name", str(folder / bare))
