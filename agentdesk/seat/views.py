"""The saved views: which list of cases a key shows. The desk's own, the team's and one's own."""

from collections.abc import Callable
from typing import NamedTuple

import msgspec

from agentdesk.clock import DAY
from agentdesk.domain.filters import ACTIVE, SNOOZED, Filter, Order, Reach, filter_of, words_of
from agentdesk.domain.setup_check import view_problems
from agentdesk.saved_view import SavedView
from agentdesk.seat.session import Session

LATELY = 7 * DAY

HELD = "h"
ALL_MINE = "a"
ORDER_WORDS: dict[Order, str] = {
    "rank": "in T's order",
    "due": "by due time",
    "wake": "by waking time",
    "resolved": "newest first",
}


class View(NamedTuple):
    """A list of cases under a key."""

    key: str
    name: str
    wanted: Callable[[Session], Filter]
    """What it shows now, to this person; its times are those of the asking."""
    empty: str
    """Why nothing is there, and what to do next."""
    hint: str = ""
    """The word in the footer; the name when empty."""
    search: str = ""
    """The search it opens, where it is one."""
    timed: bool = False
    """Cases come into it, or leave it, as time goes by."""

    @property
    def whole(self) -> bool:
        """Whether it is the usual list: one's own cases above what waits."""
        return self.key == ALL_MINE


def reach_of(session: Session) -> Reach:
    """Return what is this person's business."""
    return Reach(session.me.id, session.lanes)


def _all_mine(session: Session) -> Filter:
    return Filter(states=("new", "open"), reach=reach_of(session), waiting=True)


def _for_me(session: Session) -> Filter:
    return Filter(reach=reach_of(session), handed=True)


def _mine(session: Session) -> Filter:
    return Filter(owners=(session.me.id,))


def _snoozed(session: Session) -> Filter:
    return Filter(states=(SNOOZED,), reach=reach_of(session), order="wake")


def _waiting(session: Session) -> Filter:
    return Filter(states=("waiting_customer",), owners=(session.me.id,))


def _late(session: Session) -> Filter:
    reach = reach_of(session)
    return Filter(states=ACTIVE, due_before=session.now, reach=reach, order="due")


def _resolved(session: Session) -> Filter:
    since = session.now - LATELY
    me = (session.me.id,)
    return Filter(states=("resolved", "closed"), owners=me, resolved_since=since, order="resolved")


_BACK = "f a shows everything."

OWN = (
    View(ALL_MINE, "all mine", _all_mine, "No case is waiting.", "all mine"),
    View("e", "for me", _for_me, f"Nothing was handed to you. {_BACK}"),
    View("m", "mine", _mine, "You have no case. T takes the next one."),
    View(
        "w", "waiting for the customer", _waiting,
        f"None of your cases waits for its customer. {_BACK}", "waiting",
    ),
    View("z", "snoozed", _snoozed, f"No case sleeps. s snoozes one. {_BACK}"),
    View("l", "late", _late, f"Nothing is late. {_BACK}", timed=True),
    View(
        "r", "resolved lately", _resolved,
        f"You have resolved nothing within seven days. {_BACK}", "resolved", timed=True,
    ),
)  # fmt: skip


def views_of(session: Session) -> dict[str, View]:
    """Return the views by key: the desk's own, then one's own, then the team's.

    Where a person and the team chose one key, the person's counts.
    """
    views = {view.key: view for view in OWN}
    for saved in (*_usable(session), *session.setup.views):
        views.setdefault(saved.key, _saved(saved))
    return views


def wrong_views(session: Session) -> str:
    """Return a sentence about a person's own view that cannot be used; empty when all can."""
    for at, sentence in view_problems(session.own_views, session.setup):
        view = session.own_views[int(at[1])]
        return f"Your view “{view.name}” in the settings is left out, {at[2]}: {sentence}"
    return ""


def over(wanted: Filter, text: str, session: Session) -> Filter:
    """Return the filter with words typed over it."""
    words = (*wanted.words, *words_of(text, session.names))
    return msgspec.structs.replace(wanted, words=words)


def _usable(session: Session) -> list[SavedView]:
    wrong = {at[1] for at, _ in view_problems(session.own_views, session.setup)}
    return [view for number, view in enumerate(session.own_views) if number not in wrong]


def _saved(saved: SavedView) -> View:
    def wanted(session: Session) -> Filter:
        return filter_of(saved, me=session.me.id, now=session.now, names=session.names)

    timed = saved.older_than is not None
    empty = f"Nothing is in {saved.name}. {_BACK}"
    return View(saved.key, saved.name, wanted, empty, search=saved.search, timed=timed)
