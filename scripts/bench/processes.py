"""Processor time and memory of a process and its children, read from /proc (Linux only)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


def _fields(pid: int) -> list[str]:
    """Fields of /proc/PID/stat from the third on; empty if the process is gone."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return text.rpartition(")")[2].split()


def tree(pid: int) -> Iterator[int]:
    """`pid` and everything that descends from it."""
    parents: dict[int, list[int]] = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit() and (fields := _fields(int(entry))):
            parents.setdefault(int(fields[1]), []).append(int(entry))
    waiting = [pid]
    while waiting:
        one = waiting.pop()
        yield one
        waiting += parents.get(one, [])


def cpu_seconds(pid: int) -> float:
    """Seconds of processor that the process, its children and those of them that ended have used."""
    ticks = 0
    for one in tree(pid):
        if fields := _fields(one):
            ticks += sum(int(value) for value in fields[11:15])
    return ticks / TICKS


def memory_mb(pid: int) -> float:
    """Megabytes of memory that the process and its children hold; what they share counts for each."""
    return sum(int(fields[21]) for one in tree(pid) if (fields := _fields(one))) * PAGE / 2**20
