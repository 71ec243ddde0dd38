"""When a meeting takes place, and the calendar file that says so; for every feature that changes a meeting."""
