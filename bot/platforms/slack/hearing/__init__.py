"""All that is heard on Slack."""
