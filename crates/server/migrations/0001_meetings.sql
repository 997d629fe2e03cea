-- What the server keeps of a meeting: when, the digests of the tokens that open it, and a blob only its participants
-- can open. No name, title or key is stored in the clear.
CREATE TABLE meeting (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    -- Milliseconds since 1970-01-01T00:00:00Z.
    starts INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    -- JSON: for each side its delegation code and the SHA-256 of its access token, base64url. In the same row, so that a
    -- meeting is stored whole by one statement or not at all.
    sides TEXT NOT NULL CHECK (json_valid(sides)),
    sealed BLOB NOT NULL
) STRICT;

CREATE INDEX meeting_expires ON meeting (expires);

-- Written by the health check: what cannot be written there can be written nowhere.
CREATE TABLE health (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    checked INTEGER NOT NULL
) STRICT;

INSERT INTO health (id, checked) VALUES (1, 0);
