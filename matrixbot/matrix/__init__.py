"""The gateway to a real homeserver: it knows Matrix and no board."""
