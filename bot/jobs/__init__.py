"""Durable work: what was asked is recorded, taken in order, and finished even after a crash."""
