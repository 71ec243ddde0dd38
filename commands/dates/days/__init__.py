"""From the words for a day to the day, seen from today."""
