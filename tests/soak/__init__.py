"""Programs that try for minutes what the test-suite tries for seconds: `make soak`."""
