"""Cards and growing text as messages of Discord, in its Markdown and its components."""
