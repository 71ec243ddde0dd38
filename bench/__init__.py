"""Measurements and long trials on a real homeserver; each is one command."""
