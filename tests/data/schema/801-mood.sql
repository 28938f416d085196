-- SPDX-License-Identifier: MIT
-- For the tests of migration: a table, and a column that is filled from what there is.
--
-- Not every server knows ADD COLUMN IF NOT EXISTS, so the statement is put together.

CREATE TABLE IF NOT EXISTS moods (
	rid VARBINARY(64) NOT NULL PRIMARY KEY,
	mood VARBINARY(80) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

SET @add_column = IF(
	(SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE()
		AND table_name = 'rooms' AND column_name = 'mood') = 0,
	'ALTER TABLE rooms ADD COLUMN mood VARBINARY(80) NULL', 'DO 0');
PREPARE add_column FROM @add_column;
EXECUTE add_column;
DEALLOCATE PREPARE add_column;

UPDATE rooms SET mood = CONCAT('mood of ', id) WHERE mood IS NULL;

INSERT IGNORE INTO schema_version (version, file, applied_at)
	VALUES (801, '801-mood.sql', ROUND(UNIX_TIMESTAMP(NOW(3)) * 1000));
