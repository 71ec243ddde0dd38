-- What has come lately is found without what came before; and what hangs on a record that goes, without reading all.
CREATE INDEX tasks_created ON tasks (room_id, created);
CREATE INDEX slots_offer ON slots (offer) WHERE offer IS NOT NULL;
CREATE INDEX reminders_anchor ON reminders (anchor) WHERE anchor IS NOT NULL;
CREATE INDEX minutes_versions_meeting ON minutes_versions (meeting) WHERE meeting IS NOT NULL;
CREATE INDEX decisions_successor ON decisions (successor) WHERE successor IS NOT NULL;
CREATE INDEX inbox_answer ON inbox (answer) WHERE answer IS NOT NULL;
