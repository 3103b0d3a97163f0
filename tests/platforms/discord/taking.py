"""What a process takes, as Linux says."""

import os
from pathlib import Path


def cpu_of(pid: int) -> float:
    """Seconds of CPU so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_of(pid: int) -> float:
    """MiB of memory now."""
    return _mib(pid, "VmRSS")


def peak_of(pid: int) -> float:
    """MiB of memory at most so far."""
    return _mib(pid, "VmHWM")


def _mib(pid: int, name: str) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    [line] = [one for one in status.splitlines() if one.startswith(f"{name}:")]
    return int(line.split()[1]) / 1024
