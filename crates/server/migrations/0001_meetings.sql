-- What the server keeps of a meeting: when, the digests of the tokens that open it, and a blob only its participants
-- can open. No name, title or key is stored in the clear.
CREATE TABLE meeting (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    -- Milliseconds since 1970-01-01T00:00:00Z.
    starts INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    sealed BLOB NOT NULL
) STRICT;

CREATE INDEX meeting_expires ON meeting (expires);

CREATE TABLE side (
    meeting BLOB NOT NULL REFERENCES meeting (id) ON DELETE CASCADE,
    delegation TEXT NOT NULL,
    access_sha256 BLOB NOT NULL CHECK (length(access_sha256) = 32),
    PRIMARY KEY (meeting, delegation)
) STRICT, WITHOUT ROWID;
