"""Keeps what cannot come in with an import, each with its place and the reason."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

from agentdesk.cli.exits import usage
from agentdesk.ownfiles import refuse_own


def check_aside(aside: Path | None, read: Iterable[Path | None], store: str = "") -> None:
    """Refuse to keep rows in a file that is itself to be read, or in a store not opened yet.

    Raises ``Failure``.
    """
    if aside is None:
        return
    if any(path is not None and _same(aside, path) for path in read):
        raise usage(f"{aside} is read: name another file with --aside.")
    if store and any(_same(aside, Path(store + end)) for end in ("", "-wal", "-shm")):
        raise usage(f"{aside} is the desk's own store: name another file with --aside.")


def _same(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and one.samefile(other)


class AsideFile:
    """A file of JSON lines, made when the first row is kept. Use it as a context."""

    def __init__(self, path: Path, read: Iterable[Path]) -> None:
        """Name it, and the files that are ``read`` meanwhile and must not be written over."""
        self.path = path
        self.holds = 0
        """How many rows it holds."""
        self.cannot = False
        """Whether it could not be written."""
        self._read = tuple(read)
        self._file: IO[str] | None = None

    def __enter__(self) -> "AsideFile":
        return self

    def __exit__(self, *failure: object) -> None:
        if self._file is not None:
            self._file.close()

    def keep(self, file: Path, line: int | None, reason: str, record: Any) -> str:
        """Keep a row; return a sentence where that cannot be done, once."""
        if self.cannot:
            return ""
        row = {"file": name_in_json(file), "line": line, "reason": reason, "record": record}
        try:
            if self._file is None:
                self._file = self._begun()
            self._file.write(json.dumps(row, default=str) + "\n")
        except OSError as error:
            self.cannot = True
            return f"{self.path} cannot be written: {error.strerror or error}."
        self.holds += 1
        return ""

    def _begun(self) -> IO[str]:
        refuse_own(self.path)
        if any(_same(self.path, path) for path in self._read):
            raise OSError("it is itself to be brought in")
        # What customers wrote is for nobody else to read.
        self.path.touch(mode=0o600)
        return self.path.open("w", encoding="utf-8")


def name_in_json(path: Path) -> str:
    """Return a file's name as JSON can hold it: a name may be any bytes, JSON is text."""
    return str(path).encode("utf-8", "replace").decode()
