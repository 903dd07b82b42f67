"""The next sensible key, said quietly while somebody tries the desk out for the first time.

Only the sample says such things (``agentdesk demo``). They end once a case has been resolved, or
after two minutes.
"""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from agentdesk.tui.desk.bench import Bench

LAST_MS = 120_000
FAREWELL_MS = 20_000
"""How long the last sentence stands."""
FIRST = "A sample, nothing here is real: T takes the next case"
DONE = "That was a whole case: ? shows every key, u takes back what you did"


class Standing(NamedTuple):
    """Where somebody is at the desk, as far as the next key depends on it."""

    writing: str = ""
    """``reply`` or ``note`` while the text box is open."""
    live: bool = False
    """The case is a chat, in which Enter sends."""
    case_id: int | None = None
    """The open case."""
    owner: str | None = None
    state: str = ""
    unanswered: bool = False
    in_queue: bool = True
    """The keyboard is in the queue."""
    mine: bool = False
    """The open case is one's own."""


def next_key(at: Standing) -> str:
    """Say which key makes sense now; nothing where the screen says it already."""
    if at.writing:
        return _writing(at)
    if at.case_id is None or (at.in_queue and not at.mine):
        return "T takes the next case, t the highlighted one"
    if not at.mine:
        if at.owner is not None:
            return f"{at.owner} has this one: T takes your next case"
        return "t takes this case, T the one that is next"
    if at.state == "resolved" or at.state.startswith("waiting"):
        return "T takes the next case"
    if at.unanswered:
        return "i writes to the customer, c finds an answer, n is a note only we read"
    return "i writes again, r resolves, s waits for an answer, e escalates"


def _writing(at: Standing) -> str:
    if at.writing == "note":
        return "Ctrl+S keeps the note, Ctrl+T makes it a reply"
    if at.live:
        return "Enter sends, Ctrl+J breaks the line, Ctrl+O finds an answer"
    return "Ctrl+S sends, Ctrl+R sends and resolves, Esc leaves and keeps the draft"


class Lessons:
    """What is said, and when it ends. Instants are those of the wall, whatever the sample's clock.

    ``me`` is the person who is taught.
    """

    def __init__(self, me: str, begun: int) -> None:
        self.me, self.begun = me, begun
        self._open: set[int] = set()
        """Own cases seen open: one of them resolved is the end of the lessons."""
        self._done_at: int | None = None
        self._begun_with: int | None = None
        self._began = False
        """Whether anything has been opened or written yet."""

    def sentence(self, at: Standing, wall: int) -> str:
        """Return what to say now, at an instant of the wall clock."""
        if self._done_at is None and at.mine and at.case_id is not None:
            if at.state == "resolved" and at.case_id in self._open:
                self._done_at = wall
            elif at.state not in ("resolved", "closed"):
                self._open.add(at.case_id)
        if self._done_at is not None:
            return DONE if wall - self._done_at < FAREWELL_MS else ""
        if wall - self.begun >= LAST_MS:
            return ""
        return next_key(at) if self._has_begun(at) else FIRST

    def _has_begun(self, at: Standing) -> bool:
        if self._begun_with is None:
            self._begun_with = at.case_id
        other = at.case_id != self._begun_with
        self._began = self._began or other or bool(at.writing) or not at.in_queue
        return self._began


def standing(bench: "Bench") -> Standing:
    """See where somebody is at a desk."""
    screen, me = bench.screen, bench.session.me.id
    box = screen.composer
    writing = box.writing.kind if screen.writing and box is not None and box.writing else ""
    row = bench.opened.case.row if bench.opened is not None else None
    if row is None:
        return Standing(writing=writing)
    return Standing(
        writing=writing,
        live=row.channel == "chat",
        case_id=row.id,
        owner=bench.session.names.get(row.owner, row.owner) if row.owner else None,
        state=row.state,
        unanswered=row.wrote_at is not None,
        in_queue=screen.pane == "queue",
        mine=row.owner == me,
    )
