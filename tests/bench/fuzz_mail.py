"""Mutate mails and read them: ``python -m tests.bench.fuzz_mail [--count N] [--keep DIR]``.

Prints how many mails raised or fell to the last guard, and the slowest. ``--keep`` writes those
that did, and the slowest one, into a folder as seeds for later. ``--whole`` takes each mail in as
the desk does, and looks whether its bytes are kept.
"""

import argparse
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from agentdesk.channels.email.intake import take_in
from agentdesk.channels.email.masking import mask_bytes
from agentdesk.channels.email.parse import UNREADABLE, parse_mail
from tests.channels.kinds import KINDS
from tests.channels.nasty import NASTY
from tests.channels.reply_grid import GRID

SAMPLES = Path(__file__).parents[2].parent / "shared" / "samples"
MAX_SEED = 60_000

TOKENS = (
    b"\r\n", b"\n", b"\r", b"\x00", b"\x1b]0;x\x07", b"\xff\xfe", b'"', b"<", b">", b"(", b")",
    b";",    b"=", b"=?utf-8?b?", b"?=", b"--", b"Content-Type: multipart/mixed; boundary=\r\n",
    b"Content-Type: text/plain; name*\r\n", b"Content-Transfer-Encoding: base64\r\n", b"charset=",
    b"boundary=", b"Content-Type: message/rfc822\r\n\r\n", b"From: <", b"To: (", b"References: <<<",
    b"> ", b"On 1.1.2020, a@b wrote:\n", b"<div>" * 50, b"<table><tr><td>", b"</", b"&#27;",
    b"4111 1111 1111 1111", b"\xc2\x9b", b"\xe2\x80\xae", b"-- \n", b"Subject: " + b"x" * 9000,
)  # fmt: skip


def seeds() -> list[bytes]:
    """Return mails to start from: the samples if they are there, and built ones."""
    files = [*SAMPLES.glob("mail/*.eml"), *SAMPLES.glob("mail-replies/*.eml")]
    found = [path.read_bytes() for path in sorted(files)]
    found += [raw for build in NASTY.values() if len(raw := build()) < 5_000]
    found += KINDS.values()
    for tongue in GRID.values():
        below = "".join(f"{line}\n> ?\n\n" for line in tongue.introductions)
        labels = "\n".join(f"{label}: 2 Apr 2026 18:26 <a@x.example>" for label in tongue.labels)
        found.append(f"From: a@x.example\n\n{tongue.reply}\n\n{below}\n{labels}\n".encode())
    return found


def mutants(start: list[bytes], count: int, seed: int) -> Iterator[bytes]:
    """Yield ``count`` mutated mails, the same for the same seed."""
    rng = random.Random(seed)
    for _ in range(count):
        raw = bytearray(rng.choice(start))
        for _ in range(rng.randint(1, 12)):
            _mutate(raw, rng, start)
        yield bytes(raw[:MAX_SEED])


def _mutate(raw: bytearray, rng: random.Random, start: list[bytes]) -> None:
    at = rng.randrange(len(raw) + 1)
    # Half of what can break stands in the headers.
    if rng.random() < 0.5:
        at = rng.randrange(min(len(raw), 600) + 1)
    match rng.randrange(7):
        case 0:
            raw[at : at + 1] = bytes([rng.randrange(256)])
        case 1:
            raw[at:at] = rng.choice(TOKENS)
        case 2:
            del raw[at : at + rng.randint(1, 80)]
        case 3:
            raw[at:at] = raw[at : at + rng.randint(1, 200)] * rng.randint(1, 8)
        case 4:
            other = rng.choice(start)
            cut = rng.randrange(len(other) + 1)
            raw[at:at] = other[cut : cut + rng.randint(1, 400)]
        case 5:
            raw[at:at] = rng.choice(TOKENS) * rng.randint(1, 60)
        case _:
            end = at + rng.randint(1, 40)
            raw[at:end] = bytes(b ^ 0x80 for b in raw[at:end])


def is_kept(raw: bytes) -> bool:
    """Say whether the desk keeps these very bytes, or all but the card numbers in them."""
    kept = take_in(raw).command.raw
    return kept == raw or mask_bytes(raw).cards + mask_bytes(raw).codes > 0


def main() -> int:
    """Run, print the figures, and return 1 if a mail raised, was lost or took over a second."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--whole", action="store_true", help="take each in, and look at its bytes")
    options = parser.parse_args()
    failed: list[bytes] = []
    count = lost = slow = 0
    total = worst = 0.0
    slowest = b""
    for raw in mutants(seeds(), options.count, options.seed):
        count += 1
        started = time.perf_counter()
        try:
            broken = UNREADABLE in parse_mail(raw).problems
        except Exception as error:
            sys.stderr.write(f"raised {type(error).__name__}: {error}\n")
            broken = True
        took = time.perf_counter() - started
        total += took
        slow += took > 1
        if took > worst:
            worst, slowest = took, raw
        if broken:
            failed.append(raw)
        elif options.whole and not is_kept(raw):
            lost += 1
            failed.append(raw)
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
        for number, raw in enumerate([*failed, slowest]):
            (options.keep / f"{number:03d}.eml").write_bytes(raw)
    sys.stdout.write(
        f"{count} mails, {len(failed) - lost} exceptions, {lost} not kept, {slow} over 1 s, "
        f"worst {worst * 1000:.1f} ms, mean {total / max(count, 1) * 1000:.2f} ms\n"
    )
    return 1 if failed or slow else 0


if __name__ == "__main__":
    sys.exit(main())
