-- How many sites hold a record's object: 2 when both took it, 1 while one was away, 0 when no site has it.
-- MySQL has no ADD COLUMN IF NOT EXISTS, and this file must be harmless when it runs again.
DROP PROCEDURE IF EXISTS add_copies;
CREATE PROCEDURE add_copies()
BEGIN
  IF NOT EXISTS (SELECT 1 FROM information_schema.columns
                 WHERE table_schema = DATABASE() AND table_name = 'records' AND column_name = 'copies') THEN
    ALTER TABLE records
      ADD COLUMN copies TINYINT UNSIGNED NOT NULL DEFAULT 1,
      ADD KEY records_copies (copies, id);
  END IF;
END;
CALL add_copies();
DROP PROCEDURE add_copies;
-- One row: which node compares the sites' objects with the records, until when, and what it last found.
-- The token grows with every change of hands; a node that lost its turn writes nothing any more.
CREATE TABLE IF NOT EXISTS sweeper (
  id         TINYINT UNSIGNED NOT NULL PRIMARY KEY,
  holder     VARCHAR(100)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  token      BIGINT UNSIGNED  NOT NULL,
  held_until DATETIME(6)      NOT NULL,
  report     TEXT             CHARACTER SET utf8mb4 NULL
) ENGINE = InnoDB;
INSERT IGNORE INTO sweeper (id, holder, token, held_until) VALUES (1, '', 0, UTC_TIMESTAMP(6))
