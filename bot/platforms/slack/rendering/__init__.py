"""Cards and growing text as messages of Slack, in blocks that no words break out of."""
