-- The sections of a Composition, and of a document what else is decided by itself: each with the facts that decisions are
-- made by, what it lists and what it is found by. NULL for everything else, and for what was stored before and is yet to be
-- drawn anew: such a document is shown as a whole or not at all.
ALTER TABLE resource ADD COLUMN sections jsonb;
