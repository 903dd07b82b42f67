"""The conversation: news, prompt, a line, what it does; until the person or the lines end."""

from contextlib import suppress

from agentdesk.data.errors import Refused, StoreError
from agentdesk.plain import looking, verbs, words
from agentdesk.plain.sheet import Left, Unclear
from agentdesk.plain.table import Table
from agentdesk.plain.voice import Ended
from agentdesk.seat.sheets import state_sheet
from agentdesk.sheetplan import Choice


class Talk:
    """One conversation over a table."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def begin(self, greeting: str = "") -> None:
        """Say where one is and what there is."""
        table = self.table
        session, voice = table.session, table.voice
        if greeting:
            voice.say(greeting)
        table.wait(session.renew_lanes())
        voice.say(words.counts_line(table.wait(session.counts()), session.setup.name))
        if voice.at_terminal:
            agent, load = table.wait(session.state())
            voice.say(words.state_line(agent, load, session.me.capacity, session.now))
            voice.say("Type list, next or help.")

    def go_on(self) -> None:
        """Talk until it ends.

        Somebody who types is told what could not be done, and goes on. A script ends there: its
        next lines were meant for what did not happen. Raises ``Refused``, ``StoreError`` and
        :class:`Unclear` then.
        """
        voice = self.table.voice
        while True:
            try:
                self._tell_news()
                line = voice.command(self._prompt())
                if not self._do(line):
                    return
            except Ended:
                return
            except KeyboardInterrupt:
                if not voice.at_terminal:
                    raise
                voice.say("\nNothing more is done. Quit leaves.")
            except Left:
                voice.say("Nothing is done.")
            except (Refused, StoreError, Unclear) as error:
                if not voice.at_terminal:
                    raise
                voice.say(f"Not now: {error}" if isinstance(error, StoreError) else str(error))

    def _prompt(self) -> str:
        if not self.table.voice.at_terminal:
            return ""
        opened = self.table.opened
        return "desk> " if opened is None else f"{opened.case.row.id}> "

    def _tell_news(self) -> None:
        table = self.table
        for line in (*table.news.take(), *table.over()):
            table.voice.say(line)
        table.voice.flush()

    def _do(self, line: str) -> bool:
        """Do what a line says; ``False`` when it says to leave."""
        first, _, rest = line.strip().partition(" ")
        if not first or (first.startswith("#") and not first[1:].isdecimal()):
            return True
        if first.removeprefix("#").isdecimal():
            first, rest = "show", f"{first} {rest}"
        name, rest = verbs.found(first), rest.strip()
        if name in verbs.ENDS:
            return False
        if name == "help":
            for said in verbs.help_lines(rest):
                self.table.voice.say(said)
        else:
            verbs.verb_of(name).act(self.table, rest)
        return True

    def complete(self, before: str) -> list[str]:
        """Return what the word before the cursor may become."""
        with suppress(Refused, StoreError):
            return verbs.completions(before, self._lists())
        return []

    def _lists(self) -> dict[str, tuple[str, ...]]:
        session = self.table.session
        mine = tuple(str(row.case_id) for row in self.table.wait(session.mine()))
        listed = tuple(str(case_id) for case_id in self.table.listed)
        states = [
            option.label.removeprefix("away: ")
            for field in state_sheet(session.setup, "").fields
            if isinstance(field, Choice)
            for option in field.options
        ]
        return {
            "cases": tuple(dict.fromkeys((*mine, *listed))),
            "lists": looking.lists_of(session),
            "people": tuple(person.id for person in session.setup.people),
            "queues": tuple(queue.id for queue in session.setup.queues),
            "states": tuple(states),
        }
