"""How the bot is, for those who look from outside: the operator's `check`, health checks, metrics."""
