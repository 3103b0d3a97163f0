"""Draws formulas and tables as pictures."""
