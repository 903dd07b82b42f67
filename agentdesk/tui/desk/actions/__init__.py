"""What the desk's commands do, one module a family, and the table from ids to functions."""

from agentdesk.tui.desk.actions import (
    carrying,
    complaints,
    customers,
    editing,
    enclosing,
    holding,
    identity,
    incidents,
    inserting,
    macros,
    marking,
    moving,
    opening_cases,
    panels,
    states,
    typing,
    undoing,
    viewing,
    work,
    writing,
)
from agentdesk.tui.desk.host import Action

ACTIONS: dict[str, Action] = {
    **moving.ACTIONS,
    **viewing.ACTIONS,
    **marking.ACTIONS,
    **work.ACTIONS,
    **identity.ACTIONS,
    **writing.ACTIONS,
    **editing.ACTIONS,
    **inserting.ACTIONS,
    **enclosing.ACTIONS,
    **macros.ACTIONS,
    **carrying.ACTIONS,
    **incidents.ACTIONS,
    **complaints.ACTIONS,
    **opening_cases.ACTIONS,
    **holding.ACTIONS,
    # After what it builds on: P on the line of a promise settles it.
    **customers.ACTIONS,
    **panels.ACTIONS,
    **states.ACTIONS,
    **undoing.ACTIONS,
    **typing.ACTIONS,
}
