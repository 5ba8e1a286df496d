"""The telephone: the pure dialogue, the running call, and the carriers' voice adapters."""
