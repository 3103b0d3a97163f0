"""Whether a bank that was read again may take the place of the one that is served."""

from bot.core.account import Diagnostic
from bot.core.bank import Bank


def broken(before: Bank, now: Bank) -> list[Diagnostic]:
    """Why it may not: errors that were not there before, and files whose questions are all gone
    though the file is there. A file that was taken away took its questions with it on purpose.
    """
    known = {(one.file, one.rule) for one in before.diagnostics if one.level == "error"}
    found = [
        one for one in now.diagnostics if one.level == "error" and (one.file, one.rule) not in known
    ]
    had = _questions(before)
    return found + [
        Diagnostic(
            file,
            1,
            "lost-questions",
            "error",
            f"the file had {had[file]} questions, and none can be read any more",
            "undo the last change, or take the file away if they are to go",
        )
        for file, count in _questions(now).items()
        if not count and had.get(file)
    ]


def _questions(bank: Bank) -> dict[str, int]:
    return {account.file: account.count()["question"] for account in bank.accounts}
