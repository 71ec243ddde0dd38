"""A .bib or .ris file as entries: what can be read of it, what cannot and why; nothing here looks at the records."""

from commands.literature.importing.files import read_file
from commands.literature.importing.records import BrokenRecord, FileRead, ReadRecord

__all__ = ["BrokenRecord", "FileRead", "ReadRecord", "read_file"]
