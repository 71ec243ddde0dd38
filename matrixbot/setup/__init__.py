"""`matrixbot setup`: asks what the bot must know, logs in, and writes the configuration that one could have written."""

from matrixbot.setup.dialogue import Given, run_setup

__all__ = ["Given", "run_setup"]
