"""A meeting whose moment is fixed: who comes, what is said about it, its series."""
