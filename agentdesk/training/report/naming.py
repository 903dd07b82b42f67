"""What a report calls customers, instants and cases, and the command that opens a replay."""

import shlex
from zoneinfo import ZoneInfo

from agentdesk.clock import DAY, SECOND, to_datetime
from agentdesk.training.report.report import About, Article
from agentdesk.training.report.worked import Worked


class Naming:
    """The words of one attempt."""

    def __init__(self, of: Worked, about: About) -> None:
        self._of, self._about = of, about
        self._zone = ZoneInfo(of.scenario.start.zone)
        self._first = to_datetime(of.start).astimezone(self._zone).date()
        names = [guest.name for guest in of.guests.values()]
        self._twice = {name for name in names if names.count(name) > 1}
        self._people = {one.id: one.name for one in of.scenario.setup.people}
        self._articles = {one.id: one.name for one in of.scenario.articles}

    def customer(self, key: str) -> str:
        """Return what a customer is called; of two of one name each with what they came as."""
        guest = self._of.guests.get(key)
        if guest is None:
            return key
        return f"{guest.name} ({key})" if guest.name in self._twice else guest.name

    def case(self, key: str) -> str:
        """Return whose case it is that could be taken."""
        guest = self._of.guest_of.get(key, "")
        return self.customer(guest) if guest else f"case {key}"

    @property
    def worker(self) -> str:
        """Who worked: ``you`` where the trainee did."""
        return self._about.by or "you"

    @property
    def finished(self) -> bool:
        """Whether the attempt is over."""
        return self._about.finished

    def person(self, id: str) -> str:
        """Return what one of us is called."""
        return self._people.get(id, id)

    def clock(self, at: int | None) -> str:
        """Return an instant on the clock of the place; with its date if that is not the first."""
        if at is None:
            return ""
        local = to_datetime(at).astimezone(self._zone)
        form = "%H:%M:%S" if local.date() == self._first else "%Y-%m-%d %H:%M:%S"
        return local.strftime(form)

    def replay(self, at: int | None) -> str:
        """Return the command that opens the replay at an instant; empty for none."""
        if at is None:
            return ""
        branch = ("--branch", str(self._about.branch)) if self._about.branch else ()
        return command(self._about, "replay", more=(*branch, "--at", self._typed(at)))

    def _typed(self, at: int) -> str:
        """Return an instant as it is typed: on the clock, or in minutes since the shift began.

        The clock says too little beyond a day, and where an hour comes twice or never.
        """
        local, first = (to_datetime(one).astimezone(self._zone) for one in (at, self._of.start))
        if at - self._of.start < DAY and local.utcoffset() == first.utcoffset():
            return local.strftime("%H:%M:%S")
        seconds = (at - self._of.start) // SECOND
        return f"+{seconds // 60}:{seconds % 60:02d}"

    def read(self, ids: tuple[str, ...]) -> tuple[Article, ...]:
        """Return articles by their titles."""
        return tuple(Article(id, self._articles.get(id, id)) for id in ids)


def command(about: About, name: str, *words: str, more: tuple[str, ...] = ()) -> str:
    """Return a command of the training room about an attempt, as it is typed."""
    room = ("--room", about.room) if about.room else ()
    return shlex.join(("agentdesk", "train", name, about.attempt, *words, *room, *more))
