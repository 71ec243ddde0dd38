"""What the board can do: the rules and words of its work, which know neither Matrix nor the network nor SQL."""

PARTS = (
    "commands.words",
    "commands.base",
    "commands.dates",
    "commands.agenda",
    "commands.hosting",
    "commands.meetings",
    "commands.decisions",
    "commands.tasks",
    "commands.literature",
    "commands.reminders",
    "commands.minutes",
    "commands.impulses",
    "commands.releases",
    "commands.privacy",
    "commands.features",
)
"""All of it, in parts that are loaded one after the other; the last one names every command."""
