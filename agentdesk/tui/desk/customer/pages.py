"""What is shown beside the case: an earlier case, a person, an organisation, rights. Pure."""

from agentdesk.domain.customer_views import OrganisationView
from agentdesk.domain.views import CaseView, CustomerView
from agentdesk.seat.when import when
from agentdesk.text import fit
from agentdesk.tui.desk import case_lines
from agentdesk.tui.desk.case_lines import Look, left_right
from agentdesk.tui.desk.customer.about import About, Target, said
from agentdesk.tui.desk.customer.contacts import contact_rows, contacts_of
from agentdesk.tui.desk.customer.covered import rights
from agentdesk.tui.desk.customer.work import open_case
from agentdesk.tui.kit.stops import Row


def case_page(view: CaseView, look: Look) -> list[Row]:
    """Return an earlier case: how it stands or ended, then everything said in it."""
    lines = [*case_lines.head(view, (), look), [], *case_lines.timeline(view, look)]
    return [Row(line) for line in lines]


def organisation_page(view: OrganisationView, look: Look) -> list[Row]:
    """Return the people of an organisation, each with their open cases and last contact."""
    if not view.people:
        return said("Nobody of it is known any more.", look)
    rows = []
    for person in view.people:
        at = person.last_contact_at
        last = when(at, look.now, look.zone) if at is not None else "no contact yet"
        line = left_right([(person.name, "strong")], [(last, "muted")], look.width)
        rows.append(Row(line, Target("person", person.customer_id)))
        rows += [
            row._replace(line=[("  ", "text"), *row.line])
            for row in (
                open_case(c, look._replace(width=look.width - 2), "") for c in person.open_cases
            )
        ]
    return rows


def person_page(view: CustomerView, look: Look) -> list[Row]:
    """Return somebody's contacts, open ones first; who they are beyond that is not told."""
    words = [view.customer.organisation, f"{len(view.history)} cases"]
    line = f" {look.glyphs.dot} ".join(word for word in words if word)
    rows = [Row([(fit(line, look.width).rstrip(), "muted")]), Row([])]
    return rows + [row for found in contacts_of(view) for row in contact_rows(found, look, {}, "")]


def rights_page(about: About) -> list[Row]:
    """Return what the customer is entitled to, in whole sentences."""
    return [row for text in rights(about) for row in [*said(text, about.look, "text"), Row([])]]
