"""Proves on the real desk, in a pseudo-terminal, that no key is lost and none acts by accident.

Run it by hand: ``python -m tests.bench.pty_keys [RUNS]``, 100 runs of each claim unless told
otherwise. It prints how many held; the exit code is 1 when one did not.
"""

import sys
import tempfile
import time
from pathlib import Path

from tests.tui.desk_pty import CLAIMS, Terminal, fill, mails


def main() -> int:
    """Run everything; return the exit code."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "desk.db"
        fill(store, mails(runs + 20))
        for name, claim in CLAIMS.items():
            held, began = 0, time.monotonic()
            with Terminal(store) as desk:
                desk.take()
                for _ in range(runs):
                    try:
                        claim(desk)
                    except AssertionError as error:
                        failed += 1
                        sys.stdout.write(f"{name}: {error}\n")
                        break
                    held += 1
            took = time.monotonic() - began
            sys.stdout.write(f"{name:40} {held:4} of {runs}  {took:5.0f} s\n")
            sys.stdout.flush()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
