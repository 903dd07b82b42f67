"""What a log tells of a case in its own words: one note a case and unit, a line a row.

A note for each row would be many times as much to keep and to search.
"""

from datetime import tzinfo
from zoneinfo import ZoneInfo

from agentdesk.clock import MINUTE, to_datetime
from agentdesk.desk.incoming import safe
from agentdesk.desk.log_acts import post
from agentdesk.desk.log_rows import LogRow
from agentdesk.desk.log_story import Past
from agentdesk.desk.unmailed import unmailed
from agentdesk.domain.rows import CaseRow


class _Note:
    """A note in the making: where it stands, and its lines."""

    def __init__(self, message_id: int, case: CaseRow, at: int, author: str) -> None:
        self.message_id, self.case, self.at, self.author = message_id, case, at, author
        self.lines: list[str] = []


class Notes:
    """The notes of one unit."""

    def __init__(self, story: Past) -> None:
        self._story = story
        self._notes: dict[int, _Note] = {}
        self._zone: tzinfo = ZoneInfo(story.setup.zone)
        self._minute: tuple[int, str] = (-1, "")

    def add(self, case: CaseRow, row: LogRow) -> None:
        """Add a row to its case's note; the first of a unit tells that there is one."""
        note = self._notes.get(case.id)
        if note is None:
            message_id = post(self._story, case, "note", "")
            note = _Note(message_id, case, self._story.now, self._story.teller)
            self._notes[case.id] = note
        who = f" ({row.person})" if row.person else ""
        note.lines.append(f"{self._written(row.at)} {row.activity or row.act}{who}")

    def _written(self, at: int) -> str:
        minute = at // MINUTE
        if self._minute[0] != minute:
            local = to_datetime(at).astimezone(self._zone)
            self._minute = (minute, local.strftime("%Y-%m-%d %H:%M"))
        return self._minute[1]

    def keep(self) -> None:
        """Keep the words, the oldest first: the search index takes them so many times quicker."""
        for note in self._notes.values():
            case = note.case
            self._story.keep(
                unmailed(
                    case,
                    note.message_id,
                    "note",
                    "note",
                    safe("\n".join(note.lines)),
                    author=note.author,
                    at=note.at,
                    command=self._story.command.command_id,
                )
            )
