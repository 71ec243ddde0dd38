"""From items to entries: which day, time and length were said together, and what they lend to each other."""
