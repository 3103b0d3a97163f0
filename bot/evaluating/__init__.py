"""Measures graders against people's scores."""
