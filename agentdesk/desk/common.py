"""What every use-case needs while it decides: the loaded case, who acts, and a growing story.

``decide`` makes a :class:`~agentdesk.desk.story.Story`, tells it events, and ends it. Every
refusal here is one plain sentence.
"""

import re
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from agentdesk.clock import DAY, to_datetime
from agentdesk.data.unit import Command, Found, Needs, Refused, State
from agentdesk.domain import case as rules
from agentdesk.domain.cards import mask
from agentdesk.domain.case import TYPES as TYPES
from agentdesk.domain.rows import CaseRow
from agentdesk.domain.setup import CodeSetup, PersonSetup, QueueSetup, Role
from agentdesk.text import clean, clean_line

CUSTOMER = "customer"
SYSTEM = "system"

FROM_AFAR = frozenset({"note"})
"""Acts for which a case need not be in one's queues: who escalated a case still adds to it."""

FARTHEST = 36_525 * DAY
"""How far away a date may lie that somebody names."""

LANGUAGE = re.compile(r"[a-z]{2,3}")
_CODE = re.compile(r"[\w.-]{1,40}")
_NUMBER = re.compile(r"\d{7}")


class CaseCommand(Command, frozen=True, kw_only=True):
    """A command about one case. ``seen`` is the version its actor had on screen, if any."""

    case_id: int
    seen: int | None = None


def needs_case(command: CaseCommand, found: Found) -> Needs:
    """Load the command's case."""
    return Needs(cases=(command.case_id,))


def needs_note(command: CaseCommand, found: Found) -> Needs:
    """Load the command's case, and be ready to write one message or note on it."""
    return Needs(cases=(command.case_id,), new={"message": 1})


def case_of(state: State, case_id: int) -> CaseRow:
    """Return a loaded case. Raises ``Refused`` if there is none."""
    row = state.table.get(CaseRow, case_id)
    if row is None:
        raise Refused(f"There is no case {case_id}.", "not_found")
    return row


def person_of(state: State, actor: str) -> PersonSetup:
    """Return who acts. Raises ``Refused`` for somebody the set-up does not know."""
    try:
        return state.setup.person(actor)
    except KeyError:
        raise Refused(
            f"{actor} does not work at this desk: an administrator can add people to the set-up."
        ) from None


def role_of(state: State, actor: str) -> Role | None:
    """Return an actor's role; ``None`` for a customer or a timer, who need none."""
    return None if actor in (CUSTOMER, SYSTEM) else person_of(state, actor).role


def said(code: str) -> str:
    """Write a code of the program's own as people say it."""
    return code.replace("_", " ")


def is_lead(state: State, actor: str) -> bool:
    """Say whether an actor may do what is a lead's to do."""
    return role_of(state, actor) == "lead"


def queue_of(state: State, queue: str) -> QueueSetup:
    """Return a queue. Raises ``Refused`` if there is none."""
    try:
        return state.setup.queue(queue)
    except KeyError:
        raise Refused(f"There is no queue {queue}.", "not_found") from None


def check(state: State, command: CaseCommand, act: str) -> CaseRow:
    """Return the command's case if its actor may do ``act`` to it as it stands.

    Raises ``Refused``: not found, not allowed, or changed since it was seen.
    """
    row = case_of(state, command.case_id)
    may(state, command.actor, act, row)
    check_seen(state, command, row)
    return row


def may(state: State, actor: str, act: str, row: CaseRow) -> None:
    """Raise ``Refused`` if an actor's role or queues, or the case's state, forbid an act."""
    role = role_of(state, actor)
    if role is None:
        return
    owner = None if row.owner is None else name_of(state, row.owner)
    sentence = rules.may(role, act, row, actor=actor, owner=owner)
    if sentence is None and act not in FROM_AFAR:
        sentence = rules.reaches(person_of(state, actor), row)
    if sentence is not None:
        raise Refused(sentence)


def check_seen(state: State, command: CaseCommand, row: CaseRow) -> None:
    """Raise ``Refused`` (``conflict``) if the case changed since its actor saw it."""
    if command.seen is None or command.seen == row.version:
        return
    raise Refused(f"{_changed(state, command.actor, row)}: look at it again first.", "conflict")


def _changed(state: State, actor: str, row: CaseRow) -> str:
    """Say what is different now, as far as the case as it stands can tell."""
    if row.merged_into is not None:
        return f"Case {row.id} was merged into {row.merged_into}"
    if row.state in ("resolved", "closed"):
        return f"Case {row.id} has been {row.state} meanwhile"
    if row.owner is not None and row.owner != actor:
        return f"{name_of(state, row.owner)} has case {row.id} now"
    if row.owner == actor and row.wrote_at is not None:
        return f"The customer wrote in case {row.id} at {clock_time(state, actor, row.wrote_at)}"
    return f"Case {row.id} has changed since you looked"


def name_of(state: State, actor: str) -> str:
    """Return a colleague's name, or the id of one who left."""
    try:
        return state.setup.person(actor).name
    except KeyError:
        return actor


def clock_time(state: State, actor: str, at: int) -> str:
    """Write an instant as ``14:02`` in the actor's zone, with the day when it is another one."""
    zones = {person.id: person.zone for person in state.setup.people}
    zone = zones.get(actor) or state.setup.zone
    there = to_datetime(at).astimezone(ZoneInfo(zone))
    today = to_datetime(state.now).astimezone(ZoneInfo(zone))
    return there.strftime("%H:%M" if there.date() == today.date() else "%d %b %H:%M")


def check_ahead(state: State, at: int, sentence: str) -> None:
    """Raise ``Refused`` with the sentence for an instant that is over, or one too far ahead."""
    if at <= state.now:
        raise Refused(sentence, "invalid")
    check_near(state, at)


def check_near(state: State, at: int) -> None:
    """Raise ``Refused`` for an instant that no calendar could show in every zone."""
    if abs(at - state.now) > FARTHEST:
        raise Refused("Choose a date within a hundred years.", "invalid")


def written(text: str) -> str:
    """Make typed text fit to be kept and sent: printable, card numbers masked, ends trimmed."""
    return mask(clean(text).strip()).text


def written_line(text: str) -> str:
    """Make a typed field of one line fit to be kept and sent."""
    # Masked before it is cut: of a number that is cut in two, most would stay.
    return clean_line(mask(clean(text)).text)


def required(text: str, sentence: str) -> str:
    """Return typed text fit to be kept. Raises ``Refused`` with the sentence if it is empty."""
    kept = written(text)
    if not kept:
        raise Refused(sentence, "invalid")
    return kept


def code_of(codes: Sequence[CodeSetup], code: str, what: str) -> CodeSetup:
    """Return one of the set-up's codes; when it lists none, any short word will do.

    Codes go into the log, so free text is refused. ``what`` names it: ``disposition``.
    """
    for known in codes:
        if known.id == code:
            return known
    if codes:
        choices = ", ".join(known.id for known in codes)
        a = "an" if what[0] in "aeiou" else "a"
        raise Refused(f"Choose {a} {what} from the list: {choices}.", "invalid")
    word_of(code, f"Name the {what} with one short word.")
    return CodeSetup(id=code, name=code)


def word_of(text: str, sentence: str) -> str:
    """Return a short word that may go into the log. Raises ``Refused`` with the sentence.

    Free text may not, and neither may a number that could be somebody's card or telephone.
    """
    if not _CODE.fullmatch(text) or _NUMBER.search(text) or written(text) != text:
        raise Refused(sentence, "invalid")
    return text


def answer_id_of(text: str) -> str:
    """Return an answer's id, which may go into the log. Raises ``Refused`` for what is none.

    Unlike other codes it may hold a long number: those of other programs' articles are.
    """
    if not _CODE.fullmatch(text) or written(text) != text:
        raise Refused("Name the answer with one short word, like double-charge.", "invalid")
    return text


def language_of(text: str) -> str:
    """Return a language's code, because only that may go into the log. Raises ``Refused``."""
    if not LANGUAGE.fullmatch(text):
        raise Refused("Write the language as two letters, like en.", "invalid")
    return text


def type_of(text: str) -> str:
    """Return a case type. Raises ``Refused`` for one that does not exist."""
    if text not in TYPES:
        raise Refused(f"Choose a type from the list: {', '.join(TYPES)}.", "invalid")
    return text


def zone_of(text: str) -> str:
    """Return a time zone's name. Raises ``Refused`` for one that does not exist."""
    try:
        return ZoneInfo(text).key
    except (KeyError, ValueError, OSError):
        raise Refused("Write the time zone like Europe/Berlin.", "invalid") from None
