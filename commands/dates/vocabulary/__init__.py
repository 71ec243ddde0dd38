"""The words of the reader, each once and with what it can be: days and weeks, feasts, numbers, times, and the rest.

All are folded as `items.fold` folds text.
"""
