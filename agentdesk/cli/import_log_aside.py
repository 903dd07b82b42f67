"""Keeps rows of a log that cannot come in, each with its place and the reason."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from agentdesk.cli.exits import usage
from agentdesk.ownfiles import refuse_own
from agentdesk.records.logs.reading import Trouble


class AsideFile:
    """A file of JSON lines, made when the first row is kept. Use it as a context."""

    def __init__(self, path: Path, read: Iterable[Path]) -> None:
        """Name it. Raises ``Failure`` for a file that is ``read`` itself, or is ours."""
        refuse_own(path)
        if any(path.exists() and other.exists() and path.samefile(other) for other in read):
            raise usage(f"{path} is read: name another file with --aside.")
        self.path = path
        self.holds = 0
        """How many rows it holds."""
        self._file: IO[str] | None = None
        self._cannot = False

    def __enter__(self) -> "AsideFile":
        return self

    def __exit__(self, *failure: object) -> None:
        if self._file is not None:
            self._file.close()

    def keep(self, trouble: Trouble) -> str:
        """Keep a row; return a sentence where that cannot be done, once."""
        if self._cannot:
            return ""
        row = {
            "file": str(trouble.file).encode("utf-8", "replace").decode(),
            "line": trouble.line,
            "reason": trouble.reason,
            "record": trouble.raw,
        }
        try:
            if self._file is None:
                # What customers wrote is for nobody else to read.
                self.path.touch(mode=0o600)
                self._file = self.path.open("w", encoding="utf-8")
            self._file.write(json.dumps(row, default=str) + "\n")
        except OSError as error:
            self._cannot = True
            return f"{self.path} cannot be written: {error.strerror or error}."
        self.holds += 1
        return ""
