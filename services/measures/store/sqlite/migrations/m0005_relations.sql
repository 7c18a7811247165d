-- What the documents of an extraction do with the documents that they cite; written once with the extraction.
CREATE TABLE document_relations (
  extraction INTEGER NOT NULL,
  ordinal    INTEGER NOT NULL,
  type       INTEGER NOT NULL,  -- enum Relation
  number     TEXT NOT NULL,     -- 发文字号, empty where none is given
  title      TEXT NOT NULL,     -- without 《》, empty where only the number is named
  PRIMARY KEY (extraction, ordinal)
) STRICT, WITHOUT ROWID;

-- What was stored before gets its rows when the store is next opened.
INSERT INTO store_info (key, value) VALUES ('relations_missing_after', '0');
