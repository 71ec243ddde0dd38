-- A decision belongs to a point of the agenda, wherever that point is moved; `point` is its number as it was said.

ALTER TABLE decisions ADD COLUMN topic INTEGER REFERENCES topics (id) ON DELETE SET NULL;
CREATE INDEX decisions_of_topic ON decisions (topic) WHERE topic IS NOT NULL;
