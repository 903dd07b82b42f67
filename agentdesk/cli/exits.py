"""Exit codes, and how every kind of trouble becomes one plain sentence on standard error.

====  ==========================================================================================
code  meaning
====  ==========================================================================================
0     done
1     refused: the desk's rules, the person's role, or somebody else was first
2     the command line, the settings or a file given is wrong;
      of ``agentdesk board``: a threshold is crossed
3     the store is missing, busy, full, damaged, read-only, older or newer
4     not found, or nothing to do
64    of ``agentdesk board``: what is 2 elsewhere, so that who watches can tell the two apart
70    a fault inside agentdesk
130   interrupted with Ctrl+C
====  ==========================================================================================
"""

import re
import traceback

OK = 0
REFUSED = 1
USAGE = 2
STORE = 3
NOTHING = 4
CROSSED = 2
WRONG = 64
FAULT = 70
INTERRUPTED = 130

_LOGIN = re.compile(r"(\w+://)[^/@\s]*@")


class Failure(Exception):
    """Something expected that ends a command: a sentence, an exit code, a code for scripts."""

    def __init__(self, sentence: str, exit_code: int, code: str) -> None:
        super().__init__(sentence)
        self.sentence, self.exit_code, self.code = sentence, exit_code, code


def nothing(sentence: str) -> Failure:
    """Return the failure of a command that found nothing to do."""
    return Failure(sentence, NOTHING, "nothing")


def not_found(sentence: str) -> Failure:
    """Return the failure of a command that names what is not there."""
    return Failure(sentence, NOTHING, "not_found")


def usage(sentence: str) -> Failure:
    """Return the failure of a command that was given something wrong."""
    return Failure(sentence, USAGE, "usage")


def refused(sentence: str) -> Failure:
    """Return the failure of a command that may not be done."""
    return Failure(sentence, REFUSED, "not_allowed")


def told_apart(failure: Failure) -> Failure:
    """Return the failure of a command whose 2 means something else."""
    if failure.exit_code != USAGE:
        return failure
    return Failure(failure.sentence, WRONG, failure.code)


def failure_of(error: BaseException) -> Failure:
    """Turn what was raised into a sentence and an exit code.

    An unforeseen fault is told by its type and place only: its message and the values around it
    may be a customer's.
    """
    if isinstance(error, Failure):
        return error
    from agentdesk.document import DocumentError

    if isinstance(error, DocumentError):
        return usage("\n".join(error.problems))
    from agentdesk.data.errors import StoreError
    from agentdesk.data.unit import Refused

    if isinstance(error, Refused):
        exit_code = NOTHING if error.code in ("not_found", "nothing") else REFUSED
        return Failure(error.sentence, exit_code, error.code)
    if isinstance(error, StoreError):
        return Failure(without_login(str(error)), STORE, type(error).__name__)
    if isinstance(error, OSError) and error.strerror:
        what = error.filename or "What there is to say cannot be written"
        return Failure(f"{what}: {error.strerror}. What was done is kept.", USAGE, "system")
    if isinstance(error, UnicodeEncodeError) and error.reason == "surrogates not allowed":
        return usage("One of the words of this command is not UTF-8 text.")
    return Failure(_fault(error), FAULT, "fault")


def without_login(text: str) -> str:
    """Take user names and passwords out of the addresses in a text."""
    return _LOGIN.sub(r"\1", text)


def _fault(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "agentdesk" in frame.filename] or frames
    place = ""
    if ours:
        name = ours[-1].filename.rpartition("agentdesk/")[2]
        place = f" in {name}, line {ours[-1].lineno}"
    return (
        f"Something inside agentdesk went wrong ({type(error).__name__}{place}). "
        "What was stored before is whole. Please report this line."
    )
