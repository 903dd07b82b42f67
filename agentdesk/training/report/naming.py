"""What a report calls customers, instants and cases, and the command that opens a replay."""

import shlex
from zoneinfo import ZoneInfo

from agentdesk.clock import to_datetime
from agentdesk.training.report.report import Article
from agentdesk.training.report.worked import Worked
from agentdesk.training.scenario import Scenario


class Naming:
    """The words of one attempt."""

    def __init__(self, of: Worked, attempt: str) -> None:
        self._of, self._attempt = of, attempt
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
        words = ("agentdesk", "train", "replay", self._attempt, "--at", self.clock(at))
        return shlex.join(words)

    def read(self, ids: tuple[str, ...]) -> tuple[Article, ...]:
        """Return articles by their titles."""
        return tuple(Article(id, self._articles.get(id, id)) for id in ids)


def answer_names(scenario: Scenario) -> dict[str, str]:
    """Return what answers and articles are called, by their ids."""
    return {one.id: one.name for one in (*scenario.articles, *scenario.answers)}
