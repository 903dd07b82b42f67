"""Languages times mail programs: each answer folds to exactly what its customer wrote."""

from collections.abc import Iterator

import pytest

from agentdesk.channels.email.header_blocks import begins_forward
from agentdesk.channels.email.quotes import fold
from agentdesk.text import clean
from tests.channels.reply_grid import GRID, Tongue

ASKED = ("Which model is it?", "And since when does it fail?")


def wrapped(line: str) -> str | None:
    """Wrap an introduction before its address, as clients do at 76 columns."""
    head, mark, tail = line.partition(" <")
    return f"{head}\n<{tail}" if mark and len(head) > 12 else None


def answers(tongue: Tongue) -> Iterator[tuple[str, str]]:
    """Yield the name of a client and what it puts under a reply."""
    plain, prefixed = "\n".join(ASKED), "\n".join(f"> {line}" for line in ASKED)
    for n, line in enumerate(tongue.introductions):
        yield f"introduction {n}, prefixed", f"{line}\n\n{prefixed}\n"
        yield f"introduction {n}, prefixed at once", f"{line}\n{prefixed}\n"
        yield f"introduction {n}, bare", f"{line}\n\n{plain}\n"
        if (two := wrapped(line)) is not None:
            yield f"introduction {n}, wrapped, prefixed", f"{two}\n\n{prefixed}\n"
            yield f"introduction {n}, wrapped, bare", f"{two}\n\n{plain}\n"
    sender, sent, to, subject = tongue.labels
    values = ("Dana Reyes <dana@help.example>", "2 Apr 2026 18:26", "Kim", "Re: Printer")
    for name, form in (
        ("outlook", "{}: {}"),
        ("outlook bold", "*{}:* {}"),
        ("outlook french spacing", "{} : {}"),
        ("outlook wide colon", "{}：{}"),
        ("notes", "{}:\t{}"),
        ("twice bold", "**{}:** {}"),
    ):
        block = "\n".join(form.format(*p) for p in zip(tongue.labels, values, strict=True))
        yield name, f"{block}\n\n{plain}\n"
        yield f"{name} below a rule", f"{'_' * 32}\n{block}\n\n{plain}\n"
    block = f"{sender}: Dana Reyes\n{to}: Kim\n{sent}: 2 Apr 2026 18:26\n{subject}: Printer"
    yield "zimbra", f"----- {tongue.original} -----\n{block}\n\n{plain}\n"
    yield "aol", f"-----{tongue.original}-----\n{block}\n\n{plain}\n"
    yield "samsung", f"-------- {tongue.original} --------\n{block}\n\n{plain}\n"
    yield "proton", f"‐‐‐‐‐‐‐ {tongue.original} ‐‐‐‐‐‐‐\n{plain}\n"
    yield (
        "gmx",
        f"{sent}: 2 Apr 2026 18:26\n{sender}: D <d@help.example>\n{to}: K\n{subject}: P\n\n{plain}",
    )


CASES = [
    pytest.param(tongue, below, id=f"{code}-{client}")
    for code, tongue in GRID.items()
    for client, below in answers(tongue)
]


def test_the_grid_is_wide() -> None:
    assert len(GRID) >= 25
    assert len(CASES) > 1_000


@pytest.mark.parametrize("code", GRID)
def test_an_answer_folds_to_what_was_written(code: str) -> None:
    wrong = []
    for client, below in answers(GRID[code]):
        reply = f"{GRID[code].reply}\nNo. 17."
        folded = fold(clean(f"{reply}\n\n{below}"))
        if folded.reply_text != reply or [f.kind for f in folded.folds] != ["quote"]:
            wrong.append((client, folded.reply_text))
    assert not wrong


@pytest.mark.parametrize("code", GRID)
def test_a_phones_line_is_a_signature_and_not_among_the_words(code: str) -> None:
    tongue = GRID[code]
    for below in ("", f"\n\n{tongue.introductions[0]}\n\n> {ASKED[0]}\n"):
        folded = fold(clean(f"{tongue.reply}\n\n{tongue.phone}{below}"))
        assert folded.words == tongue.reply
        assert folded.reply_text == f"{tongue.reply}\n\n{tongue.phone}"
        assert folded.folds[0].kind == "signature"


@pytest.mark.parametrize("code", GRID)
def test_a_mail_passed_on_is_content(code: str) -> None:
    tongue = GRID[code]
    sender, sent, to, subject = tongue.labels
    block = f"{sender}: D <d@help.example>\n{sent}: 2 Apr 2026 18:26\n{subject}: P\n{to}: K"
    line = f"---------- {tongue.forward} ---------"
    assert begins_forward(line)
    for above in ("", f"{tongue.reply}\n\n"):
        text = clean(f"{above}{line}\n{block}\n\n{ASKED[0]}")
        assert fold(text).folds == ()
        assert fold(text).reply_text == text


@pytest.mark.parametrize("code", GRID)
def test_answers_below_each_question_are_kept(code: str) -> None:
    tongue = GRID[code]
    text = f"{tongue.introductions[0]}\n> {ASKED[0]}\n{tongue.reply}\n> {ASKED[1]}\nYes.\n"
    folded = fold(clean(text))
    assert folded.reply_text == f"{tongue.reply}\nYes."
    assert [(f.start, f.end) for f in folded.folds] == [(0, 2), (3, 4)]
