"""The customer pane whole: its sections in order, folded and masked. Pure."""

from collections.abc import Callable
from typing import NamedTuple

from agentdesk.tui.desk.customer.about import About, Target, rule, said
from agentdesk.tui.desk.customer.contacts import contacts_of, history
from agentdesk.tui.desk.customer.covered import covered
from agentdesk.tui.desk.customer.head import head
from agentdesk.tui.desk.customer.person import consent, needs, property_of, trend
from agentdesk.tui.desk.customer.work import incidents, open_cases, promises
from agentdesk.tui.kit.stops import Row


class Section(NamedTuple):
    """A part of the pane that can be folded."""

    id: str
    rows: Callable[[About], list[Row]]
    title: Callable[[About], str]
    """What stands there while it is folded."""
    seen_from: str
    """How far the customer must be verified: ``none``, ``partial`` or ``full``."""


SECTIONS = (
    Section("open", open_cases, lambda a: f"{len(a.view.open_cases)} open cases", "partial"),
    Section("promises", promises, lambda a: f"{len(a.view.promises)} promises", "partial"),
    Section("incidents", incidents, lambda a: f"{len(a.view.incidents)} incidents", "partial"),
    Section("covered", covered, lambda a: "what is covered", "partial"),
    Section(
        "history", history, lambda a: f"history {len(contacts_of(a.view, a.case.id))}", "partial"
    ),
    Section("about", needs, lambda a: "needs", "none"),
    Section("ratings", trend, lambda a: "ratings", "full"),
    Section("consent", consent, lambda a: "consent, ways to reach", "full"),
    Section("property", property_of, lambda a: "assets, returns, visits", "full"),
)
"""In the order of the domain's pane; who they are stands above all."""

_REACH = {"none": 0, "partial": 1, "full": 2}
MASKED = {
    "none": "masked, v shows: cases, promises, history, ratings, consent, assets",
    "partial": "masked, v shows: ratings, consent, assets",
}


def pane(about: About) -> list[Row]:
    """Return the whole pane for its width."""
    rows, beside = head(about), False
    for section in SECTIONS:
        if _REACH[section.seen_from] > _REACH[about.verified]:
            continue
        shown = _section(section, about)
        if shown and beside:
            # What follows is no contact any more.
            rows.append(Row(rule("about", about.look)))
            beside = False
        rows += shown
        beside = beside or section.id == "history"
    if words := MASKED.get(about.verified):
        rows += said(words, about.look, "warning" if about.verified == "none" else "muted")
    return rows


def _section(section: Section, about: About) -> list[Row]:
    rows = section.rows(about)
    if not rows or section.id not in about.folded:
        return rows
    words = f"{about.look.glyphs.folded} {section.title(about)}"
    return [Row([(words, "muted")], Target("section", section.id), section.id)]
