"""The SQL of PostgreSQL, in the files of its folder."""

from pathlib import Path

from agentdesk.data.statements import Statements

_FOLDER = Path(__file__).parent / "sql"


class Named(Statements):
    """The statements of one of its files, by name."""

    def __init__(self, file: str) -> None:
        super().__init__(_FOLDER / file)
