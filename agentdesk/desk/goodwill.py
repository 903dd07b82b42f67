"""Goodwill: a refund, credit or replacement that somebody grants on their own decision.

Within their limit, a case and 30 days long, it needs nobody else; above it the sentence says to
ask a lead. The limits stand in the set-up.
"""

import re

from agentdesk.clock import DAY
from agentdesk.data.unit import Decision, Found, Needs, Refused, State, UseCase
from agentdesk.desk.common import CaseCommand, check, person_of, required, role_of
from agentdesk.desk.notes import write_note
from agentdesk.desk.story import Story
from agentdesk.domain.care_rows import GoodwillForm, GoodwillRow
from agentdesk.domain.events import GoodwillGranted
from agentdesk.domain.setup import GoodwillLimit, Setup

FORMS: tuple[GoodwillForm, ...] = ("refund", "credit", "replacement")
WINDOW = 30 * DAY
_AMOUNT = re.compile(r"([0-9]{1,7})(?:[.,]([0-9]{1,2}))?")


class GrantGoodwill(CaseCommand, frozen=True, kw_only=True):
    """Grant something out of goodwill; ``cents`` is what it is worth."""

    form: GoodwillForm
    cents: int
    currency: str = ""
    reason: str


def _needs(command: GrantGoodwill, found: Found) -> Needs:
    me, new = command.actor, {"message": 1}
    # Who grants is locked, so that two desks of one person keep to one limit.
    return Needs(cases=(command.case_id,), care=True, goodwill_of=me, agents=(me,), new=new)


def money(cents: int, currency: str) -> str:
    """Write an amount, ``50.00 EUR``."""
    return f"{cents // 100}.{cents % 100:02d} {currency}"


def cents_of(typed: str) -> int | str:
    """Read ``25``, ``25.5`` or ``25,50`` as cents; a sentence when it is no amount."""
    found = _AMOUNT.fullmatch(typed.strip())
    if found is None:
        return f"“{typed.strip()[:20]}” is no amount. Write it like 25.00."
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))


def limit_of(setup: Setup, person_id: str, role: str) -> GoodwillLimit:
    """Return what a person may grant: their own limit, else their role's, else nothing."""
    goodwill = setup.goodwill
    own = goodwill.people.get(person_id)
    return own if own is not None else goodwill.roles.get(role, GoodwillLimit())


def grant(story: Story, case_id: int, form: GoodwillForm, cents: int, currency: str) -> None:
    """Tell a grant that is within its giver's limits. Raises ``Refused``."""
    setup = story.setup
    if form not in FORMS:
        raise Refused(f"Choose a form: {', '.join(FORMS)}.", "invalid")
    ours = setup.goodwill.currency
    if currency not in ("", ours):
        raise Refused(f"Goodwill is granted in {ours} here.", "invalid")
    if cents <= 0:
        raise Refused("Say what it is worth: an amount above zero.", "invalid")
    check_limits(story, case_id, cents, ours)
    story.tell(GoodwillGranted(case_id=case_id, form=form, cents=cents, currency=ours))


def check_limits(story: Story, case_id: int, cents: int, currency: str) -> None:
    """Raise ``Refused`` if granting so much more is above the actor's limits."""
    role = role_of(story.state, story.actor)
    if role is None:
        return
    limit = limit_of(story.setup, story.actor, role)
    rows = [row for row in story.table.all(GoodwillRow) if row.currency == currency]
    here = sum(row.cents for row in rows if row.case_id == case_id)
    lately = sum(row.cents for row in rows if row.by == story.actor and row.at > story.now - WINDOW)
    who = "a colleague with a higher limit" if role == "lead" else "a lead"
    if here + cents > limit.case:
        raise Refused(
            f"{money(here + cents, currency)} for case {case_id} is above your limit of "
            f"{money(limit.case, currency)} a case: ask {who}."
        )
    if lately + cents > limit.month:
        raise Refused(
            f"With this you would have granted {money(lately + cents, currency)} within 30 days, "
            f"above your limit of {money(limit.month, currency)}: ask {who}."
        )


def _grant(state: State, command: GrantGoodwill) -> Decision:
    row = check(state, command, "goodwill")
    person_of(state, command.actor)
    reason = required(command.reason, "Say why, in a few words.")
    story = Story(state, command)
    grant(story, row.id, command.form, command.cents, command.currency)
    currency = state.setup.goodwill.currency
    words = f"Goodwill, {command.form} {money(command.cents, currency)}: {reason}"
    write_note(story, row.id, words)
    return story.end(
        f"granted a {command.form} in {row.id}",
        undo_ms=state.setup.limits.undo,
        case_id=row.id,
        cents=command.cents,
        currency=currency,
    )


USE_CASES = (UseCase("grant_goodwill", GrantGoodwill, _needs, _grant),)
