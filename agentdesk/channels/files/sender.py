"""The sender of this release: it writes each mail to a file, and sends nothing over a network.

A mail is written aside, made safe on the disk and then given its name, so a half-written file
never has a name that another program reads. A file that is there is never written over.
"""

import asyncio
import os
from pathlib import Path
from typing import Literal

from agentdesk.desk.sender import DeliveryFailed
from agentdesk.domain.content import Outgoing

FOLDER_MODE = 0o700
FILE_MODE = 0o600


class FileSender:
    """Writes out-going mail into a folder, as ``.eml`` files or as a Maildir."""

    channels = ("mail", "web")

    def __init__(self, folder: Path, form: Literal["eml", "maildir"] = "eml") -> None:
        self.folder, self.form = folder, form

    @property
    def name(self) -> str:
        """Say what it does, and that it sends nothing."""
        return f"writes mail to files in {self.folder}; nothing is sent over a network"

    async def deliver(self, outgoing: Outgoing, case_id: int) -> str:
        """Write a mail and return its file. Raises ``DeliveryFailed``."""
        name = f"case-{case_id}-message-{outgoing.message_id}"
        return str(await asyncio.to_thread(self._write, name, outgoing.raw))

    def _write(self, name: str, raw: bytes) -> Path:
        try:
            self._make_folders()
            if self.form == "eml":
                return _place(raw, self.folder / f".{name}.part", self.folder / f"{name}.eml")
            return _place(raw, self.folder / "tmp" / name, self.folder / "new" / name)
        except OSError as error:
            raise DeliveryFailed(
                f"Mail cannot be written to {self.folder}: {error.strerror}.", "file", retry=True
            ) from error

    def _make_folders(self) -> None:
        # Sub-folders must exist before a mail program looks at a Maildir.
        names = ("tmp", "new", "cur") if self.form == "maildir" else ()
        for folder in (self.folder, *(self.folder / name for name in names)):
            folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)


def _place(raw: bytes, aside: Path, final: Path) -> Path:
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(aside, final)  # Unlike a rename, this fails if there is such a file.
    except FileExistsError:
        if final.read_bytes() != raw:
            raise DeliveryFailed(
                f"{final} is there already and holds another mail: move it away.",
                "exists",
                retry=False,
            ) from None
    finally:
        aside.unlink(missing_ok=True)
    holder = os.open(final.parent, os.O_RDONLY)
    try:
        os.fsync(holder)
    finally:
        os.close(holder)
    return final
