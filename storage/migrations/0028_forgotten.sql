-- Members who had themselves forgotten.
ALTER TABLE members ADD COLUMN forgotten INTEGER;  -- ms: since when nothing is to be known of them once they have left
