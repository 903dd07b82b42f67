"""Some records of a ledger, to be measured as if there were no others."""

from collections.abc import Iterable, Sequence

from agentdesk.board.ledger.ledger import Ledger
from agentdesk.board.records import CaseRecord, StretchRecord, TalkRecord


class Part(Ledger):
    """Some cases, calls, chats and agents of a ledger; a record asked for by its id is its."""

    def __init__(
        self,
        ledger: Ledger,
        cases: Sequence[CaseRecord] = (),
        talks: Sequence[TalkRecord] = (),
        agents: Sequence[StretchRecord] = (),
        *,
        active: Sequence[CaseRecord] | None = None,
        live: Sequence[TalkRecord] | None = None,
    ) -> None:
        super().__init__()
        self._of = ledger
        self._some_cases, self._some_talks, self._some_agents = cases, talks, agents
        self._some_active = [x for x in cases if x.active] if active is None else active
        self._some_live = talks if live is None else live

    @classmethod
    def of(
        cls, ledger: Ledger, cases: Iterable[int], talks: Iterable[int], agents: Iterable[str]
    ) -> "Part":
        """Return those of a ledger with these ids; what does not count is left out."""
        found = [x for x in map(ledger.case, cases) if x is not None and not x.gone]
        every = [x for x in map(ledger.talk, talks) if x is not None]
        heard = [x for x in every if not ledger.is_gone(x.case_id)]
        wanted = frozenset(agents)
        people = [x for x in ledger.agents() if x.agent in wanted] if wanted else []
        going_on = {x.id for x in ledger.live()} if heard else frozenset()
        return cls(ledger, found, heard, people, live=[x for x in heard if x.id in going_on])

    def cases(self) -> Iterable[CaseRecord]:
        """Return the cases."""
        return self._some_cases

    def active(self) -> Iterable[CaseRecord]:
        """Return those that are neither resolved nor closed."""
        return self._some_active

    def talks(self) -> Iterable[TalkRecord]:
        """Return the calls and chats."""
        return self._some_talks

    def live(self) -> Iterable[TalkRecord]:
        """Return those that are going on."""
        return self._some_live

    def agents(self) -> Iterable[StretchRecord]:
        """Return what the agents do now."""
        return self._some_agents

    def case(self, id: int) -> CaseRecord | None:
        """Return a case of the whole ledger."""
        return self._of.case(id)

    def talk(self, id: int) -> TalkRecord | None:
        """Return a call or chat of the whole ledger."""
        return self._of.talk(id)
