-- Offers narrow their days: each of `dates` and `without` is [first day or null, last day or null, ISO weekdays, since, until],
-- of which the last three may be missing.
ALTER TABLE host_offers ADD COLUMN without TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(without));  -- days that are not offered, as `dates`
