"""How fast mail comes in, against reading it alone: ``python -m tests.bench import``.

    python -m tests.bench.bench_import [--mails N] [--postgres] [--history]

An mbox of N mails (text, HTML, quotes, attachments; 2,000 senders) is read mail by mail in one
process: the floor. Then ``agentdesk import mail`` brings it into a store, and again, when it adds
nothing. Asked: at least half the floor's speed, and memory that does not grow with the mails.
"""

import argparse
import asyncio
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from email.message import EmailMessage
from pathlib import Path

from agentdesk.channels.email.intake import take_in
from agentdesk.channels.files.boxes import mails_in
from agentdesk.channels.files.mbox import write_mail
from agentdesk.cli.setup_file import example_setup, load_setup
from agentdesk.data.open import open_store

SENDERS = 2_000
LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Writers:
    """Customers who write mails, some of them answers to earlier ones."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._words = [self._word() for _ in range(3_000)]
        self._ids: list[str] = []

    def mail(self, number: int) -> bytes:
        """Write the next mail."""
        mail = EmailMessage()
        sender = number % SENDERS
        mail["From"] = f"Person {sender} <p{sender}@example.org>"
        mail["To"] = "help@example.org"
        mail["Subject"] = self._text(5)
        mail["Date"] = "Mon, 02 Mar 2020 10:00:00 +0000"
        mail["Message-ID"] = f"<{number}@example.org>"
        body = self._lines(12)
        if number % 3 == 0 and self._ids:
            mail["In-Reply-To"] = self._chance.choice(self._ids[-3_000:])
            quoted = "".join(f"> {line}\n" for line in self._lines(10).splitlines())
            body += f"\n\nOn Mon, 2 Mar 2020 at 10:00, Help <help@example.org> wrote:\n{quoted}"
        mail.set_content(body)
        if number % 2:
            rows = "".join(f"<p>{self._text(12)}</p>" for _ in range(12))
            mail.add_alternative(f"<html><body>{rows}</body></html>", subtype="html")
        if number % 10 == 0:
            file = self._chance.randbytes(20_000)
            mail.add_attachment(file, maintype="application", subtype="pdf", filename="a.pdf")
        self._ids.append(str(mail["Message-ID"]))
        return mail.as_bytes()

    def _word(self) -> str:
        return "".join(self._chance.choices(LETTERS, k=self._chance.randint(2, 9)))

    def _text(self, words: int) -> str:
        return " ".join(self._chance.choices(self._words, k=words))

    def _lines(self, lines: int) -> str:
        return "\n".join(self._text(12) for _ in range(lines))


def write_box(path: Path, mails: int) -> None:
    """Write an mbox."""
    writers = Writers(1)
    with path.open("wb") as file:
        for number in range(mails):
            write_mail(file, writers.mail(number), b"a@example.org Mon Mar  2 10:00:00 2020")


def floor(box: Path) -> float:
    """Read every mail in this process; return the seconds it took."""
    began = time.perf_counter()
    for found in mails_in(box, print):
        take_in(found.raw)
    return time.perf_counter() - began


def bring_in(box: Path, place: str, *options: str) -> tuple[float, float]:
    """Bring the box in; return the seconds and the megabytes of the largest process."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "agentdesk", "--store", place, "import", "mail", str(box)]
    with subprocess.Popen([*command, *options, "--json"], stdout=subprocess.DEVNULL) as running:
        _, code, usage = os.wait4(running.pid, 0)
        running.returncode = code
    if code:
        raise SystemExit(f"The import failed with {code}.")
    return time.perf_counter() - began, usage.ru_maxrss / 1024


async def make(place: str) -> None:
    """Make a store with the example's set-up."""
    store = await open_store(place)
    await load_setup(store, example_setup(), actor="system", command_id="set-up")
    await store.close()


def run(place: str, box: Path, mails: int, alone: float, *options: str) -> bool:
    """Measure one store; say whether it is as fast as asked."""
    asyncio.run(make(place))
    took, memory = bring_in(box, place, *options)
    again, _ = bring_in(box, place, *options)
    sys.stdout.write(
        f"{mails} mails: read alone {alone:.1f} s ({alone / mails * 1e3:.2f} ms each), brought in "
        f"{took:.1f} s = {alone / took:.2f} x its speed (asked 0.5), again {again:.1f} s; "
        f"{memory:.0f} MB\n"
    )
    return alone / took >= 0.5


def main() -> int:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=10_000)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--history", action="store_true", help="The mails are of the past.")
    args = parser.parse_args()
    options = ("--history",) if args.history else ()
    with tempfile.TemporaryDirectory() as folder:
        box = Path(folder) / "archive.mbox"
        write_box(box, args.mails)
        sys.stdout.write(f"{box.stat().st_size / 1e6:.0f} MB of mail\n")
        alone = floor(box)
        fine = run(f"{folder}/desk.db", box, args.mails, alone, *options)
        if args.postgres:
            from tests.store.postgres_server import Server

            server = Server(durable=True)
            try:
                fine &= run(asyncio.run(server.store()), box, args.mails, alone, *options)
            finally:
                server.close()
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"this process itself {own:.0f} MB\n")
    return int(not fine)


if __name__ == "__main__":
    sys.exit(main())
