"""What else is known: needs, ratings, consent, ways to reach them, what they have. Pure."""

from agentdesk.domain.care_rows import ConsentRow, SurveyRow
from agentdesk.text import fit
from agentdesk.tui.desk.customer.about import About, Target, said
from agentdesk.tui.kit.stops import Row

_KINDS = {"csat": "CSAT", "nps": "NPS", "ces": "effort"}


def needs(about: About) -> list[Row]:
    """Return how they like to be reached, and what helps them."""
    c, look = about.view.customer, about.look
    rows = []
    if c.preferred_channel:
        rows += said(f"prefers {c.preferred_channel}", look, "text", "about")
    if c.accessibility:
        rows += said(f"needs: {c.accessibility}", look, "text", "about")
    if c.notes and about.verified != "none":
        rows += said(f"noted: {' '.join(c.notes.split())}", look, "text", "about")
    return rows


def trend(about: About) -> list[Row]:
    """Return their last ratings, the oldest first, and how often things went wrong."""
    view, dot = about.view, f" {about.look.glyphs.dot} "
    words = [w for kind in ("csat", "ces", "nps") if (w := _scores(view.surveys, kind, about))]
    rows = said(dot.join(words), about.look, "text", "ratings") if words else []
    wrong = []
    if view.reopens:
        wrong.append(f"reopened {view.reopens}{about.look.glyphs.times}")
    if view.complaints:
        wrong.append("1 complaint" if view.complaints == 1 else f"{view.complaints} complaints")
    return rows + (said(dot.join(wrong), about.look, "warning", "ratings") if wrong else [])


def _scores(surveys: tuple[SurveyRow, ...], kind: str, about: About) -> str:
    """Return ``CSAT 5 4 2 ↓``: the last five, and where they go."""
    scores = [row.score for row in surveys if row.survey == kind][:5][::-1]
    if not scores:
        return ""
    glyphs = about.look.glyphs
    words = f"{_KINDS[kind]} {' '.join(str(score) for score in scores)}"
    if len(scores) < 2:
        return words
    before = sum(scores[:-1]) / (len(scores) - 1)
    step = scores[-1] - before
    return words + ("" if abs(step) < 0.5 else f" {glyphs.up if step > 0 else glyphs.down}")


def consent(about: About) -> list[Row]:
    """Return what they allow, a line a purpose, and where they are reached."""
    purposes: dict[str, list[ConsentRow]] = {}
    for row in about.view.consents:
        purposes.setdefault(row.purpose, []).append(row)
    rows = []
    for purpose, given in purposes.items():
        answers = f" {about.look.glyphs.dot} ".join(
            f"{row.channel} {'yes' if row.given else 'no'}" for row in given
        )
        rows += said(f"{purpose.replace('_', ' ')}: {answers}", about.look, "text", "consent")
    for point in about.view.contacts:
        rows += said(point.value, about.look, "muted", "consent")
    return rows


def property_of(about: About) -> list[Row]:
    """Return what they have from us, and what of it is on its way or visited."""
    view, look = about.view, about.look
    names = ", ".join(asset.asset for asset in view.assets(look.now))
    rows = said(f"has {names}", look, "text", "property") if names else []
    for word, lines in (("return", view.returns), ("visit", view.visits)):
        for line in lines:
            words = fit(f"{word} {line.case_id}: {line.subject}", look.width).rstrip()
            target = Target(word, str(line.case_id), line.case_id)
            rows.append(Row([(words, "text")], target, "property"))
    if view.merged:
        others = ", ".join(c.preferred_name or c.name for c in view.merged)
        rows += said(f"also known as {others}", look, "muted", "property")
    return rows
