"""Watching somebody work: the case they are at lies open, and what they do is said."""

from typing import TYPE_CHECKING

from agentdesk.board.telling import Words, sentence_of
from agentdesk.data.errors import StoreError, StoreSwitched
from agentdesk.domain.events import Entry

if TYPE_CHECKING:
    from agentdesk.tui.training.app import TrainingDesk

HANDS_OFF_S = 4.0
"""Who has just pressed a key looks around by themselves; what they look at stays."""


class LookingOn:
    """Follows the log of a shift that is played, and lets the screen go along."""

    def __init__(self, app: "TrainingDesk") -> None:
        self._app = app
        self._words: Words | None = None

    async def run(self) -> None:
        """Go along until cancelled."""
        store = self._app.need_room().store
        while True:
            last = await store.reads.last_seq()
            try:
                async for batch in store.feed(last):
                    await self._go_along(batch.entries)
            except StoreSwitched:
                continue
            except StoreError as error:
                self._app.say(str(error))
                return

    async def _go_along(self, entries: tuple[Entry, ...]) -> None:
        app, me = self._app, self._app.need_room().me.id
        mine = [one for one in entries if one.fact.actor == me and one.fact.case_id is not None]
        if not mine or app.bench is None:
            return
        app.bench.turns = app.router
        said = [(one.fact.case_id, text) for one in mine if (text := self._said(one))]
        # Who predicts reads how far they were right.
        if said and app.need_room().about.mode == "watch":
            case_id, words = said[-1]
            app.say(f"{case_id}: {words}")
        idle = app.router.idle_s
        if idle >= HANDS_OFF_S and app.screen is app.desk:
            case_id = mine[-1].fact.case_id
            assert case_id is not None
            opened = app.bench.opened
            if opened is not None and opened.case.row.id == case_id:
                # It is brought up to date with everything else.
                return
            await app.bench.cases_changed((case_id,))
            app.desk.queue.select(case_id)
            # A pane at a time: all of them at once would hold up keys and whatever comes next.
            await app.bench.open(case_id, router=app.router)

    def _said(self, entry: Entry) -> str:
        if self._words is None:
            scenario = self._app.need_room().scenario
            self._words = Words(scenario.setup, scenario.start.zone)
        return sentence_of(entry.fact.event, self._words)
