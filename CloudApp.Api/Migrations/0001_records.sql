-- One row per accepted upload. The object it names was stored before the row was written.
CREATE TABLE IF NOT EXISTS records (
  id              BIGINT UNSIGNED  NOT NULL AUTO_INCREMENT,
  name            VARCHAR(200)     CHARACTER SET utf8mb4 NOT NULL,
  object_key      VARCHAR(128)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  content_type    VARCHAR(40)      CHARACTER SET ascii NOT NULL,
  size_bytes      BIGINT UNSIGNED  NOT NULL,
  sha256          BINARY(32)       NOT NULL,
  -- 'c:' + the client's key, or 'i:' + a key of our own when the client gave none.
  idempotency_key VARCHAR(80)      CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  site            VARCHAR(63)      CHARACTER SET ascii NOT NULL,
  node            VARCHAR(63)      CHARACTER SET ascii NOT NULL,
  created_at      DATETIME(6)      NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY records_object_key (object_key),
  UNIQUE KEY records_idempotency_key (idempotency_key)
) ENGINE = InnoDB
