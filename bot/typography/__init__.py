"""Markdown, formulas and tables as characters that any chat can show."""
