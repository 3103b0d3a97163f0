"""The places where people talk: each has ears, which hear requests, and a mouth, which says
cards."""
