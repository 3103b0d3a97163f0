"""What stands round the process that runs a program: bubblewrap, where the machine has it."""

import shutil
import sys
from functools import cache
from pathlib import Path

import bot

_SYSTEM = ("/usr", "/bin", "/lib", "/lib32", "/lib64", "/etc/ld.so.cache", "/nix/store")
"""What a Python needs of the machine, to read."""

_EMPTY = "/tmp"  # noqa: S108 - another one, of which nothing can be written


def inner() -> list[str]:
    """The command that runs a program, with no walls round it: it reads no variables and no
    folder of ours."""
    return [sys.executable, "-I", "-m", "bot.running.child"]


@cache
def bubblewrap() -> str | None:
    """Where bubblewrap is; None where it is not, or not for this system."""
    return shutil.which("bwrap") if sys.platform == "linux" else None


def walled(bwrap: str) -> list[str]:
    """The command within bubblewrap: no network, no processes but its own, no variables, no rights,
    and of the files only those that Python is made of, to read."""
    ours = (sys.base_prefix, sys.prefix, str(Path(bot.__file__).parent))
    reads = [one for path in (*_SYSTEM, *dict.fromkeys(ours)) for one in _read(path)]
    return [
        bwrap,
        *("--unshare-all", "--unshare-user", "--die-with-parent", "--clearenv"),
        *("--cap-drop", "ALL"),
        *("--dev", "/dev", "--tmpfs", _EMPTY),
        *reads,
        *("--remount-ro", _EMPTY, "--chdir", _EMPTY),
        "--",
        *inner(),
    ]


def _read(path: str) -> tuple[str, str, str]:
    return "--ro-bind-try", path, path
