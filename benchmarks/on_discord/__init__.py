"""What `benchmarks/discord.py` measures, a table a module."""
