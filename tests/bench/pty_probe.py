"""A program in a real pseudo-terminal: wait for bytes, send keys, measure.

Used by the benches, and by tests that must see raw bytes. All times are seconds.
"""

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Iterable, Sequence
from types import TracebackType

QUIET_S = 0.15
"""Silence this long means that painting is over."""

# Without compiled modules every start would be measured as the first one after an installation.
_LEFT_OUT = frozenset({"NO_COLOR", "PYTHONDONTWRITEBYTECODE", "COLUMNS", "LINES"})
"""What this process was told that is not true of the child's terminal, or slows its start."""


class Pty:
    """A child process whose terminal we are."""

    def __init__(
        self,
        command: Sequence[str],
        columns: int = 120,
        rows: int = 36,
        environment: dict[str, str] | None = None,
    ) -> None:
        variables = {
            **{name: value for name, value in os.environ.items() if name not in _LEFT_OUT},
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LANG": "C.UTF-8",
            **(environment or {}),
        }
        size = struct.pack("HHHH", rows, columns, 0, 0)
        self.started = time.perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            try:
                fcntl.ioctl(0, termios.TIOCSWINSZ, size)
                os.execvpe(command[0], list(command), variables)
            finally:
                os._exit(127)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, size)
        self.output = bytearray()
        self.last_byte_at = self.started
        self.ended = False
        self.exit_code: int | None = None

    def __enter__(self) -> "Pty":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def send(self, keys: bytes) -> None:
        """Type, in one write."""
        os.write(self.fd, keys)

    def read(self, timeout: float) -> bytes:
        """Read what there is, waiting at most ``timeout`` for the first byte."""
        ready, _, _ = select.select([self.fd], [], [], max(0.0, timeout))
        if not ready:
            return b""
        try:
            data = os.read(self.fd, 1 << 16)
        except OSError:
            data = b""
        if data:
            self.last_byte_at = time.perf_counter()
            self.output += data
        else:
            self.ended = True
        return data

    def wait_for(self, wanted: bytes, timeout: float = 20.0, start: int = 0) -> float:
        """Return when ``wanted`` appeared. Raises ``TimeoutError`` with the last output if not."""
        end = time.perf_counter() + timeout
        while self.output.find(wanted, start) < 0:
            left = end - time.perf_counter()
            if left <= 0 or self.ended:
                raise TimeoutError(f"no {wanted!r}; last output: {bytes(self.output[-2000:])!r}")
            self.read(left)
        return self.last_byte_at

    def drain(self, quiet: float = QUIET_S, at_most: float = 5.0) -> int:
        """Read until nothing comes for ``quiet``; return how many bytes came."""
        before, end = len(self.output), time.perf_counter() + at_most
        while not self.ended and time.perf_counter() < end:
            if not self.read(quiet):
                break
        return len(self.output) - before

    def time_key(self, key: bytes, quiet: float = 0.05) -> tuple[float, int]:
        """Press a key; return the time to its last painted byte, and the bytes it cost."""
        before, sent = len(self.output), time.perf_counter()
        self.send(key)
        self.read(2.0)
        self.drain(quiet)
        return self.last_byte_at - sent, len(self.output) - before

    def time_first_byte(self, key: bytes, timeout: float = 2.0) -> float:
        """Press a key; return the time to the first byte painted after it."""
        sent = time.perf_counter()
        self.send(key)
        self.read(timeout)
        return self.last_byte_at - sent

    def cpu(self) -> float:
        """Return the processor time the child has used (Linux)."""
        with open(f"/proc/{self.pid}/stat", encoding="ascii") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory_mb(self) -> float:
        """Return the resident memory of the child in MB (Linux)."""
        with open(f"/proc/{self.pid}/status", encoding="ascii") as file:
            for line in file:
                if line.startswith("VmRSS"):
                    return int(line.split()[1]) / 1024
        return 0.0

    def wait(self, timeout: float = 10.0) -> int:
        """Wait until the child has ended and return its exit code."""
        end = time.perf_counter() + timeout
        while time.perf_counter() < end:
            if not self.ended:
                self.read(0.05)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.exit_code = os.waitstatus_to_exitcode(status)
                return self.exit_code
            if self.ended:
                time.sleep(0.005)
        raise TimeoutError("the program did not end")

    def close(self) -> None:
        """End the child if it still runs."""
        if self.exit_code is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(self.pid, 0)
        with contextlib.suppress(OSError):
            os.close(self.fd)


def percentile(values: Iterable[float], share: float) -> float:
    """Return the value below which ``share`` of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
