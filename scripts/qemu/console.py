# SPDX-License-Identifier: Apache-2.0
"""The serial console of a virtual machine: logged, searched and watched for faults.

A thread of its own reads the line, because a machine whose console nobody reads would block.
Every line goes to the log with the host's time since power-on, which is what boot times and hangs
are judged by. Waiting uses two limits: no output for a while (it hangs), and a total.
"""

from __future__ import annotations

import contextlib
import re
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

from qemu.errors import HarnessError
from qemu.limits import scaled

# What a kernel prints when something is broken that no test may pass over.
FAULTS = re.compile(
    r"Kernel panic|\bOops: |\bBUG: |kernel BUG at|general protection fault|UBSAN: |KASAN: "
    r"|blocked for more than \d+ seconds|EXT4-fs error|I/O error, dev ")
# Colours and cursor movements of GRUB and shells would cut the words that are searched.
ESCAPES = re.compile(r"\x1b(\[[0-9;?=]*[A-Za-z]|[()][0-9A-B]|[=>78c])")
TAIL_LINES = 40


class Console:
    """Reads one serial line until the machine closes it."""

    def __init__(self, line: socket.socket, log: Path):
        self.log = log
        self._line = line
        self._started = time.monotonic()
        self._text = ""            # everything read, escapes removed
        self._partial = ""         # the end of the stream that is not a whole line yet
        self._cursor = 0           # wait_for() looks only at what is behind it
        self._provoked: list[re.Pattern] = []      # faults that are the test's own doing
        self._last_output = self._started
        self._closed = False
        self._listeners: list[Callable[[bytes], None]] = []
        self._changed = threading.Condition()
        self._log_file = log.open("a", encoding="utf-8")  # closed by the reading thread
        self._thread = threading.Thread(target=self._read_all, name="console", daemon=True)
        self._thread.start()

    def _read_all(self) -> None:
        while True:
            try:
                data = self._line.recv(65536)
            except OSError:
                data = b""
            with self._changed:
                if not data:
                    break
                self._take(data)
                listeners = list(self._listeners)
                self._changed.notify_all()
            for listener in listeners:
                listener(data)
        with self._changed:
            self._take_line(self._partial)
            self._partial = ""
            self._closed = True
            self._log_file.close()
            self._changed.notify_all()

    def _take(self, data: bytes) -> None:
        self._last_output = time.monotonic()
        self._partial += data.decode("utf-8", "replace")
        *lines, self._partial = self._partial.split("\n")
        for line in lines:
            self._take_line(line + "\n")

    def _take_line(self, raw: str) -> None:
        line = ESCAPES.sub("", raw).replace("\r", "")
        if not line:
            return
        self._text += line
        self._log_file.write(f"[{self._last_output - self._started:9.3f}] {line.rstrip()}\n")
        self._log_file.flush()

    def subscribe(self, listener: Callable[[bytes], None]) -> None:
        """Hand every byte that comes from now on to the listener, in the reading thread."""
        with self._changed:
            self._listeners.append(listener)

    def unsubscribe(self, listener: Callable[[bytes], None]) -> None:
        with self._changed:
            self._listeners.remove(listener)

    def send(self, text: str | bytes) -> None:
        """Type on the console."""
        self._line.sendall(text.encode() if isinstance(text, str) else text)

    def text(self, since: int = 0) -> str:
        """Return what the console showed, the line being written included."""
        with self._changed:
            return self._visible()[since:]

    def _visible(self) -> str:
        return self._text + ESCAPES.sub("", self._partial).replace("\r", "")

    def clock(self) -> float:
        """Return the seconds since power-on, as the lines of the log have them."""
        return time.monotonic() - self._started

    def mark(self) -> int:
        """Forget what was shown so far for wait_for(); returns the place for text(since)."""
        with self._changed:
            self._cursor = len(self._text)
            return self._cursor

    def tail(self) -> str:
        return "\n".join(self.text().splitlines()[-TAIL_LINES:])

    def closed(self) -> bool:
        """Say whether the machine has let go of the line."""
        with self._changed:
            return self._closed

    def provoke(self, pattern: str) -> None:
        """Lines with this are what the caller does to the machine from now on, and no fault of it."""
        with self._changed:
            self._provoked.append(re.compile(pattern))

    def faults(self) -> list[str]:
        """Return the lines that show a broken kernel or disk, of the whole life of the line."""
        return self._faults_in(self.text())

    def _faults_in(self, text: str) -> list[str]:
        return [line for line in text.splitlines() if FAULTS.search(line)
                and not any(pattern.search(line) for pattern in self._provoked)]

    def wait_for(self, pattern: str, total: float = 120, inactivity: float = 60,
                 unless: str | None = None) -> re.Match:
        """Wait until the pattern shows up behind the last match and return the match.

        Raises HarnessError at once on a kernel fault, on text matching `unless` and when the
        machine ends; otherwise after `inactivity` seconds without output or `total` seconds.
        """
        wanted = re.compile(pattern, re.MULTILINE)
        unwanted = re.compile(unless, re.MULTILINE) if unless else None
        began = time.monotonic()
        with self._changed:
            while True:
                fresh = self._visible()[self._cursor:]
                found = wanted.search(fresh)
                if found:
                    self._cursor += found.end()
                    return found
                self._stop_on_trouble(pattern, fresh, unwanted)
                silent_since = max(began, self._last_output)
                now = time.monotonic()
                left = min(began + scaled(total) - now, silent_since + scaled(inactivity) - now)
                if left <= 0:
                    self._give_up(pattern, now - began, now - silent_since)
                self._changed.wait(left)

    def _stop_on_trouble(self, pattern: str, fresh: str, unwanted: re.Pattern | None) -> None:
        # A line that is not at its end yet may still become one that was provoked.
        ended = self._closed or not self._provoked
        bad = self._faults_in(fresh if ended else fresh[:fresh.rfind("\n") + 1])
        if unwanted:
            bad += [line for line in fresh.splitlines() if unwanted.search(line)]
        if bad:
            self._fail(f"the machine broke while it was watched for {pattern!r}", bad[0])
        if self._closed:
            self._fail(f"the machine ended before it showed {pattern!r}",
                       "the serial line was closed: it powered off, or QEMU died")

    def _give_up(self, pattern: str, waited: float, silent: float) -> None:
        self._fail(f"the console did not show {pattern!r}",
                   f"waited {waited:.0f} s, the last {silent:.0f} s without any output")

    def _fail(self, what: str, why: str) -> None:
        # Called with the lock held: tail() would wait for it for ever.
        tail = "\n".join(self._visible().splitlines()[-TAIL_LINES:])
        raise HarnessError(what, why=why, log=self.log, tail=tail,
                           todo="read the console; a busy host needs BERTH_TIMEOUT_SCALE=2 or more")

    def close(self) -> None:
        """Stop reading; the log stays."""
        with contextlib.suppress(OSError):      # the other end may be gone already
            self._line.shutdown(socket.SHUT_RDWR)
        self._thread.join(timeout=5)
        self._line.close()
