"""What `benchmarks/slack.py` measures, one table a file."""
