"""Programs that a model wrote, run where they reach nothing."""
