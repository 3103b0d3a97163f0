"""A process that writes one approved question: `python -m tests.writers.approving FILE ID [LIMIT]`.

With a limit it may write no file larger than that many bytes, as on a full disk.
"""

import asyncio
import resource
import sys
from pathlib import Path

from bot.core.errors import BankTrouble
from tests.writers.test_approved import file_at, suggested


async def write(path: str, name: str) -> None:
    """Write it, or say why it could not be."""
    print("ready", flush=True)
    try:
        await file_at(Path(path)).add(suggested(name))
    except BankTrouble as trouble:
        print(trouble.key, trouble.facts)


if __name__ == "__main__":
    if len(sys.argv) > 3:
        most = int(sys.argv[3])
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    asyncio.run(write(*sys.argv[1:3]))
