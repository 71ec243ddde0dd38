"""The connection to the homeserver: requests, session, rooms and their timelines, media."""
