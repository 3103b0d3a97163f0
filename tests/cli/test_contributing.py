"""Looking into the bank, suggesting and approving, typed into `coach chat` through a pipe."""

from pathlib import Path

from tests.cli.test_commands import coach
from tests.flows.test_bank import written

LINES = """\
/bank search KV cache
/show 1
/bank suggest
What is chunked prefill good for?
It mixes **prefill** and decode.
Chunked Prefill, medium


/bank queue
/approve
/bank serach
"""


def test_buttons_and_forms_work_where_nothing_can_be_clicked(tmp_path: Path) -> None:
    environment = {
        "COACH_BANK": str(written(tmp_path)),
        "LLM_BASE_URL": "http://127.0.0.1:9/v1",
        "COACH_APPROVED": str(tmp_path / "approved.md"),
    }
    done = coach("chat", home=tmp_path, stdin=LINES, **environment)
    said = done.stdout
    assert "1. **Why does a KV cache help?**" in said
    assert "[/ask 1] Ask me 1   [/ask 2] Ask me 2" in said
    assert "Checkpoints: 2, by the author" in said
    assert "Thank you, it is in the queue" in said
    assert "[/approve] Approve   [/deny] Deny   [/revise] Edit" in said
    assert "Approved and written to the bank" in said
    assert "Did you mean /bank search?" in said
    assert "Traceback" not in said + done.stderr
    kept = (tmp_path / "approved.md").read_text(encoding="utf-8")
    assert "### Q. What is chunked prefill good for?" in kept
    assert "**Tags**: [Chunked Prefill] | **Difficulty**: medium" in kept
