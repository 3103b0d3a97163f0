"""The `coach` command line."""

import sys


def main() -> None:
    """Run the command that was typed. Whatever goes wrong is one sentence on standard error."""
    from bot.cli import commands, frame

    sys.exit(frame.run(commands.app))


if __name__ == "__main__":
    main()
