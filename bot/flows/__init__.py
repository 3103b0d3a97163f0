"""What the coach does when it is asked: each flow is a small dataclass of the ports it needs."""
