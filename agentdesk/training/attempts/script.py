"""What is played where nobody works: the inputs of an attempt, or those of the expert.

Who watches sees them carried out; who predicts says before each *deed*, which is an input that
decides something, what it will be.
"""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from agentdesk.data.errors import StoreError
from agentdesk.training.attempts.rows import Agreed
from agentdesk.training.play.inputs import Did, Input

DEEDS: dict[str, str] = {
    "take": "take",
    "take_next": "take",
    "release": "release",
    "assign": "assign",
    "reply": "reply",
    "escalate": "escalate",
    "ask_lead": "ask a lead",
    "return_to_tier": "return",
    "transfer": "transfer",
    "wait": "wait",
    "snooze": "snooze",
    "resolve": "resolve",
    "reopen": "reopen",
    "close": "close",
    "verify": "verify",
    "merge": "merge",
    "split": "split",
    "open_complaint": "open a complaint",
    "declare_incident": "declare an incident",
    "link_incident": "link to an incident",
    "grant_goodwill": "grant goodwill",
    "redact": "take words out",
    "erase_customer": "erase",
    "place_held": "place held mail",
    "dismiss_thanks": "dismiss thanks",
}
"""The use-cases that are deeds, and what each is called when somebody predicts it."""


class Deed(msgspec.Struct, frozen=True):
    """Something that is about to be done."""

    n: int
    """The number of its input."""
    at: int
    act: str
    """A word of :data:`DEEDS`."""
    case_id: int | None
    """``None`` until it is done, of who takes whatever comes next."""


class _Case(msgspec.Struct):
    case_id: int | None = None


def deed_of(given: Input) -> Deed | None:
    """Return the deed that an input is; ``None`` if it decides nothing."""
    if not isinstance(given, Did) or given.kind not in DEEDS:
        return None
    case_id = msgspec.json.decode(given.command, type=_Case).case_id
    return Deed(given.n, given.at, DEEDS[given.kind], case_id)


def agreement(said: str, said_case: int | None, deed: Deed) -> Agreed:
    """Say how far what was said comes to what was done."""
    if said_case != deed.case_id:
        return "other"
    return "same" if said == deed.act else "case"


def numbered(inputs: Iterable[Input]) -> tuple[Input, ...]:
    """Return inputs numbered from 1 on, in order."""
    return tuple(msgspec.structs.replace(one, n=n) for n, one in enumerate(inputs, 1))


def read_script(path: Path) -> tuple[Input, ...]:
    """Read the inputs that an attempt plays. Raises ``StoreError``."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=tuple[Input, ...])
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror}.") from error
    except msgspec.MsgspecError as error:
        raise StoreError(f"{path} was changed or is damaged. Begin a new attempt.") from error


def write_script(path: Path, inputs: tuple[Input, ...]) -> None:
    """Keep the inputs that an attempt plays; either all of them or none. Raises ``OSError``."""
    aside = path.with_suffix(".new")
    aside.write_bytes(msgspec.json.encode(inputs))
    aside.chmod(0o660 if path.parent.stat().st_mode & 0o020 else 0o600)
    aside.rename(path)
