"""From entries to spans: the day, the time and the zone put together, and every doubt turned into a question."""
