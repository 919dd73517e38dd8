-- Of a composite with several parts that have an order: which place of the resource a row is of, and of which part its value.
-- What was there before is of none until it is drawn anew, and is found as little as it should be.
ALTER TABLE index_composite ADD COLUMN place int, ADD COLUMN part int;
