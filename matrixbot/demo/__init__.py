"""The demo: a real homeserver of its own, members who talk, and a seat for the newcomer."""
