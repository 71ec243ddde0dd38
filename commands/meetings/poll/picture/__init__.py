"""The table of votes as a picture. Importing it imports Pillow (50 ms): handlers do so when a picture is asked for."""

from commands.meetings.poll.picture.table import Picture, TableWords, vote_table

__all__ = ["Picture", "TableWords", "vote_table"]
