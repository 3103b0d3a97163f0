"""Requests to Discord: limited, sent once for each key, their refusals told as sentences."""
