"""The set-up as it stands in a store."""

import sqlite3

import msgspec

from agentdesk.data.sqlite.log import SQL
from agentdesk.domain.setup import Setup

_setup = msgspec.json.Decoder(Setup).decode


class SetupCache:
    """The set-up last read, so that it is parsed once a version."""

    def __init__(self) -> None:
        self.version = 0
        self.setup = Setup()

    def get(self, db: sqlite3.Connection) -> Setup:
        """Return the set-up as it stands in the store now."""
        version = db.execute(SQL["setup_version"]).fetchone()[0] or 0
        if version != self.version:
            body = db.execute(SQL["setup"], (version,)).fetchone()
            self.setup = _setup(body[0]) if body else Setup()
            self.version = version
        return self.setup
