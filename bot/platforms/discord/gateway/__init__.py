"""The connection on which Discord tells what happens: sessions, shards, what was missed."""
