"""The way of one message through the bot: it knows the board and no Matrix library."""
