"""`python -m bench [part …]`: how fast the bot is beside a bare client, in one table; exit status 1 if a limit is broken."""
