"""Estimates a score from an answer's words, where no model judges."""
