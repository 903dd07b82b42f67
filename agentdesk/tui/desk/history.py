"""What was typed into the command line, remembered in a private file between two shifts."""

from contextlib import suppress
from pathlib import Path

from agentdesk.tui.kit.typed_line import History

_MOST = 500


class TypedHistory(History):
    """A history that is read from a file and added to it; without a file it is forgotten."""

    def __init__(self, path: Path | None) -> None:
        lines: list[str] = []
        if path is not None:
            with suppress(OSError, UnicodeError):
                lines = path.read_text(encoding="utf-8").splitlines()[-_MOST:]
        super().__init__(lines)
        self._path = path

    def keep(self, line: str) -> bool:
        """Write a line down; ``False`` when the file takes nothing, which costs only the memory."""
        if self._path is None:
            return True
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._path.touch(0o600)
            if self._path.stat().st_size > _MOST * 200:
                self._path.write_text("".join(f"{old}\n" for old in self.lines), encoding="utf-8")
            with self._path.open("a", encoding="utf-8") as file:
                file.write(f"{line}\n")
        except OSError:
            return False
        return True
