"""Runs the benchmarks one after the other: ``python -m tests.bench``, or some by name.

Each prints its figures beside a floor or a reference measured in the same run. Nothing here is an
assertion: judge the figures on a machine that does nothing else. ``crowd`` and ``soak`` run only
when they are named: each takes many minutes, and proves a store at the end.
"""

import subprocess
import sys
from pathlib import Path

LONG = ("crowd", "soak")


def main(names: list[str]) -> int:
    """Run all benchmarks, or those named (``store``, ``desk``); return the worst exit code."""
    known = {
        path.stem.removeprefix("bench_"): path.stem
        for path in sorted(Path(__file__).parent.glob("bench_*.py"))
    }
    usual = list(known)
    known |= {name: name for name in LONG}
    unknown = [name for name in names if name not in known]
    if unknown:
        sys.stderr.write(f"There is no benchmark {unknown[0]}: there are {', '.join(known)}.\n")
        return 2
    worst = 0
    for name in names or usual:
        sys.stdout.write(f"\n== {name}\n")
        sys.stdout.flush()
        done = subprocess.run([sys.executable, "-m", f"tests.bench.{known[name]}"], check=False)
        worst = max(worst, abs(done.returncode))
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
