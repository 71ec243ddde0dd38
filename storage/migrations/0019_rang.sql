-- When a reminder rang last: a series that rang at a moment to come was rung by a wrong clock.
ALTER TABLE reminders ADD COLUMN rang INTEGER;  -- ms
CREATE INDEX reminders_rang ON reminders (rang) WHERE rang IS NOT NULL AND rule IS NOT NULL;
