"""Who the customer is: the first lines of the pane, and the strip above a case. Pure."""

from agentdesk.domain.views import CustomerView
from agentdesk.seat.when import clock_there, day, when
from agentdesk.text import fit, width
from agentdesk.tui.desk.case_lines import Line, Look, left_right
from agentdesk.tui.desk.customer.about import About, Target, said
from agentdesk.tui.kit.stops import Row

VERIFIED = {"none": "! not verified", "partial": "~ by address", "full": "verified"}
STYLES = {"none": "warning", "partial": "warning", "full": "success"}


def head(about: About) -> list[Row]:
    """Return name, verification, terms, organisation, flags, and whether they come again."""
    view, look = about.view, about.look
    rows = [*_name(about), _terms(about), *_organisation(about)]
    if view.customer.do_not_contact:
        rows += said("! write only to answer: they want no other contact", look, "warning")
    if view.customer.safety:
        rows += said(f"! {view.customer.safety}", look, "late")
    if about.verified != "none" and (words := again(about)):
        rows.append(Row([(f"! {words}", "warning")]))
    return rows


def again(about: About) -> str:
    """Say that the customer does not come for the first time: ``3rd contact on this in 7 d``."""
    if about.on_this > 1:
        return f"{ordinal(about.on_this)} contact on this in 7 d"
    if about.view.contacts_7d > 1:
        return f"{ordinal(about.view.contacts_7d)} contact in 7 d"
    return ""


def strip(about: About) -> list[Line]:
    """Return the two lines that stand above a case where there is no room for the pane."""
    view, look = about.view, about.look
    dot = f" {look.glyphs.dot} "
    known = about.verified != "none"
    words = [VERIFIED[about.verified]]
    if known:
        words += [view.facts.level, *(["vip"] if view.facts.vip else [])]
    words.append(there(view, look))
    if known and (repeated := again(about)):
        words.append(repeated)
    name = view.customer.preferred_name or view.customer.name
    rest = max(0, look.width - width(name) - 1)
    first: Line = [(name + " ", "strong"), (fit(dot.join(words), rest).rstrip(), "muted")]
    second: Line = []
    left = look.width
    for text, style in _alerts(about):
        shown = fit(f"{dot if second else '! '}{text}", left).rstrip()
        second.append((shown, style))
        left -= width(shown)
    return [first, second] if second else [first]


def _alerts(about: About) -> Line:
    """Return what must not be missed, the gravest first; the case's own promises stand in it."""
    view = about.view
    alerts = [view.customer.safety] if view.customer.safety else []
    grave = len(alerts)
    if view.customer.do_not_contact:
        alerts.append("write only to answer")
    if about.verified != "none":
        alerts += _elsewhere(about)
    return [(text, "late" if at < grave else "warning") for at, text in enumerate(alerts)]


def _elsewhere(about: About) -> list[str]:
    """Return what runs besides this case: promises, other open cases, incidents."""
    view, look = about.view, about.look
    alerts = []
    promises = [p for p in view.promises if p[0].case_id != about.case.id]
    for promise, text in promises[:1]:
        by = day(promise.due_at, look.now, look.zone)
        late = promise.due_at < look.now
        alerts.append(f"overdue since {by}: {text}" if late else f"promised: {text} by {by}")
    others = [str(c.case_id) for c in view.open_cases if c.case_id != about.case.id]
    if others:
        alerts.append(f"other open {' '.join(others[:3])}")
    alerts += [f"incident {line.case_id}" for line in view.incidents[:1]]
    return alerts


def _name(about: About) -> list[Row]:
    c, look, state = about.view.customer, about.look, about.verified
    name = c.preferred_name or c.name
    word = VERIFIED[state]
    if state == "full":
        word = f"{look.glyphs.done} {word}"
    spoken = f" [{c.pronunciation}]" if c.pronunciation else ""
    inline = width(name + spoken) + width(word) < look.width
    left: Line = [(name, "strong"), (spoken if inline else "", "muted")]
    rows = [Row(left_right(left, [(word, STYLES[state])], look.width))]
    if spoken and not inline:
        rows += said(f"say {c.pronunciation}", look)
    if state == "full" and about.case.verified_method:
        how = f"by {about.case.verified_method.replace('_', ' ')}"
        if about.case.verified_until is not None:
            how += f" until {when(about.case.verified_until, look.now, look.zone)}"
        rows += said(how, look)
    return rows


def _terms(about: About) -> Row:
    view, look = about.view, about.look
    words = [there(view, look)]
    if about.verified != "none":
        words = [view.facts.level, *(["vip"] if view.facts.vip else []), *words]
    text = f" {look.glyphs.dot} ".join(words)
    if width(text) > look.width:
        text = " ".join(words)
    return Row([(fit(text, look.width).rstrip(), "text")])


def there(view: CustomerView, look: Look) -> str:
    """Say which language the customer speaks, and what time it is where they are."""
    language = view.facts.language.upper()
    clock = clock_there(look.now, view.facts.zone)
    return f"{language} {look.glyphs.dot} {clock} there" if clock else language


def _organisation(about: About) -> list[Row]:
    name, look = about.view.customer.organisation, about.look
    if not name or about.verified == "none":
        return []
    others = _others(about)
    if about.organisation is not None and not others:
        return [Row([(fit(name, look.width).rstrip(), "text")])]
    short = width(name) + width(others) >= look.width
    words = others.replace(" people,", f" {look.glyphs.dot}") if short else others
    line = left_right([(name, "text")], [(words, "muted")], look.width)
    return [Row(line, Target("organisation", name))]


def _others(about: About) -> str:
    """Say who else is there: ``4 people, 2 open``; nothing where nobody is, or it is not read."""
    people = about.organisation.people if about.organisation is not None else ()
    if len(people) < 2:
        return ""
    return f"{len(people)} people, {sum(len(person.open_cases) for person in people)} open"


def ordinal(n: int) -> str:
    """Return ``1st``, ``2nd``, ``11th``."""
    if n % 100 in (11, 12, 13):
        return f"{n}th"
    return f"{n}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th') }"
