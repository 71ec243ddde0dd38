"""A meeting whose moment is still asked for: its slots, its votes, its outcome."""
