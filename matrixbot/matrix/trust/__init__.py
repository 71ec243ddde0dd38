"""Who can be believed: the bot's own identity, members' devices, who gets room keys, verification."""
