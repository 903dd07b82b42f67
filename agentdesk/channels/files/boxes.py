"""Where mails are found on this machine: files, folders of them, Maildirs and mboxes."""

import os
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import msgspec

from agentdesk.channels.files.mbox import PEEK, is_mbox, read_mbox
from agentdesk.ownfiles import refuse_own

MAIL_LIMIT = 100_000_000
"""Bytes of one mail; a larger one is told and left out."""

_BOXES = (".mbox", ".mbx")
_MAILDIR = ("cur", "new")
_HTML = (".html", ".htm")


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where something stands: a file, and in an mbox the line it begins at."""

    path: Path
    line: int | None = None

    @property
    def place(self) -> str:
        """Name the place for a person: ``archive.mbox:1042``. A file's name may be any bytes."""
        name = str(self.path).encode("utf-8", "replace").decode()
        return name if self.line is None else f"{name}:{self.line}"


class FoundMail(Place, frozen=True, kw_only=True):
    """A mail and where it stands; in an mbox it takes the bytes from ``at`` to before ``end``."""

    raw: bytes
    at: int = 0
    end: int = 0


class Unreadable(Place, frozen=True, kw_only=True):
    """What cannot be read, and why, as half a sentence: ``is larger than 100 MB``."""

    why: str


Told = Callable[[Unreadable], None]


def _walked(path: Path, told: Told) -> Iterator[tuple[str, list[str], list[str]]]:
    """Walk through folders by name; one that is taken out of the list is not walked through."""

    def closed(error: OSError) -> None:
        told(
            Unreadable(path=Path(error.filename), why=f"cannot be read: {error.strerror or error}")
        )

    for folder, folders, names in os.walk(path, onerror=closed):
        folders.sort()
        yield folder, folders, sorted(names)


def mail_files(path: Path, told: Told) -> Iterator[Path]:
    """Yield the files under a path that hold mail, in the order of their names.

    In a folder these are ``.eml`` files, mboxes and whatever lies in a Maildir's ``cur`` and
    ``new``; a file named by itself is always taken. ``told`` hears of folders that are closed.
    """
    if not path.is_dir():
        yield path
        return

    for folder, folders, names in _walked(path, told):
        if "cur" in folders and "new" in folders and "tmp" in folders:
            # What another program is still writing is no mail yet.
            folders.remove("tmp")
        delivered = os.path.basename(folder) in _MAILDIR and _is_maildir(Path(folder).parent)
        for name in names:
            file = Path(folder, name)
            if file.is_file() and (delivered or _holds_mail(file)):
                yield file


def _is_maildir(folder: Path) -> bool:
    return all((folder / name).is_dir() for name in _MAILDIR)


def _holds_mail(file: Path) -> bool:
    suffix = file.suffix.lower()
    if suffix in (".eml", *_BOXES):
        return True
    if suffix:
        return False
    try:
        with file.open("rb") as opened:
            return is_mbox(opened.read(PEEK))
    except OSError:
        return False


def mails_in(file: Path, told: Told) -> Iterator[FoundMail]:
    """Yield the mails of a file: one, or all of an mbox. ``told`` hears of what cannot be read."""
    try:
        if not file.is_file():
            # Reading a pipe or a device might never end.
            told(Unreadable(path=file, why="cannot be read: it is not a file"))
            return
        refuse_own(file)
        with file.open("rb") as opened:
            beginning = opened.read(PEEK)
            opened.seek(0)
            if not is_mbox(beginning):
                if (what := _something_else(beginning)) is not None:
                    told(Unreadable(path=file, why=f"is no mail: it is {what}"))
                elif file.suffix.lower() in _BOXES:
                    told(Unreadable(path=file, why=_no_mbox(beginning)))
                elif file.stat().st_size > MAIL_LIMIT:
                    told(Unreadable(path=file, why="cannot be read: it is larger than 100 MB"))
                else:
                    yield FoundMail(path=file, raw=opened.read())
                return
            for boxed in read_mbox(opened, MAIL_LIMIT):
                if boxed.raw is None:
                    told(Unreadable(path=file, why="is a mail larger than 100 MB", line=boxed.line))
                else:
                    yield FoundMail(
                        path=file, raw=boxed.raw, line=boxed.line, at=boxed.at, end=boxed.end
                    )
    except OSError as error:
        told(Unreadable(path=file, why=f"cannot be read: {error.strerror or error}"))


def mail_at(path: Path, at: int, end: int) -> bytes:
    """Return a mail that was found before, by where it stood; ``end`` is 0 outside an mbox.

    Raises ``OSError``; what is not a mail any more gives no bytes.
    """
    with path.open("rb") as file:
        if not end:
            return file.read(MAIL_LIMIT)
        file.seek(at)
        boxed = next(read_mbox(BytesIO(file.read(end - at)), MAIL_LIMIT), None)
    return b"" if boxed is None or boxed.raw is None else boxed.raw


_BEGINNINGS = {
    b"PK\x03\x04": "a ZIP archive or an Office document",
    b"PK\x05\x06": "an empty ZIP archive",
    b"%PDF-": "a PDF document",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "an Office document, or a message as Outlook saves it",
    b"{\\rtf": "a rich text document",
    b"\x1f\x8b": "compressed: unpack it first",
    b"BZh": "compressed: unpack it first",
    b"\xfd7zXZ\x00": "compressed: unpack it first",
    b"(\xb5/\xfd": "compressed: unpack it first",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!\x1a\x07": "a RAR archive",
    b"!BDN": "an Outlook data file: have its mails written as .eml or as an mbox first",
    b"SQLite format 3\x00": "a database",
    b"\x89PNG\r\n": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x7fELF": "a program",
}
"""How files begin that are plainly no mail."""


def _something_else(beginning: bytes) -> str | None:
    """Say what a file is that is plainly no mail."""
    return next((what for start, what in _BEGINNINGS.items() if beginning.startswith(start)), None)


def _no_mbox(beginning: bytes) -> str:
    if not beginning:
        return "is empty: there is no mail in it"
    start = beginning.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    what = "a web page" if start.startswith((b"<!doctype", b"<html", b"<")) else "something else"
    return f"is no mbox: its first line does not begin with “From ”, it looks like {what}"


def body_files(path: Path, told: Told) -> Iterator[Path]:
    """Yield the files under a path that hold bare bodies: ``.txt`` and HTML in a folder."""
    if not path.is_dir():
        yield path
        return

    for folder, _, names in _walked(path, told):
        for name in names:
            file = Path(folder, name)
            if file.suffix.lower() in (".txt", *_HTML) and file.is_file():
                yield file


def bodies_in(file: Path, told: Told) -> Iterator[FoundMail]:
    """Yield the mail that a file's bare body might have been."""
    from agentdesk.channels.email.bare import as_mail, looks_like_html

    try:
        if not file.is_file():
            told(Unreadable(path=file, why="cannot be read: it is not a file"))
            return
        refuse_own(file)
        if file.stat().st_size > MAIL_LIMIT:
            told(Unreadable(path=file, why="cannot be read: it is larger than 100 MB"))
            return
        body = file.read_bytes()
    except OSError as error:
        told(Unreadable(path=file, why=f"cannot be read: {error.strerror or error}"))
        return
    html = file.suffix.lower() in _HTML or looks_like_html(body)
    yield FoundMail(path=file, raw=as_mail(body, html=html))
