"""The `coach` command line: one file per group of commands."""
