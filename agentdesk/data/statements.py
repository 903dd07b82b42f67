"""Hand-written SQL in files, each statement under a ``-- name: …`` line."""

from pathlib import Path


class Statements:
    """The statements of one file, by name."""

    def __init__(self, file: Path) -> None:
        self._statements: dict[str, str] = {}
        for part in file.read_text(encoding="utf-8").split("-- name: ")[1:]:
            name, _, body = part.partition("\n")
            self._statements[name.strip()] = body.strip().rstrip(";")

    def __getitem__(self, name: str) -> str:
        return self._statements[name]

    def names(self) -> tuple[str, ...]:
        """Return the names of all statements."""
        return tuple(self._statements)
