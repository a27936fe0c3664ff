"""The conversation: a pure state machine, and two ways to hold it (a screen, plain lines)."""
