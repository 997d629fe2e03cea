-- The books that protocol officers share. The server keeps identifiers, times, and blobs only the officers can open.
CREATE TABLE book (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    -- SHA-256 of the access token.
    access BLOB NOT NULL CHECK (length(access) = 32),
    -- How often anything in it was written.
    changes INTEGER NOT NULL DEFAULT 0,
    -- When last: milliseconds since 1970-01-01T00:00:00Z.
    touched INTEGER NOT NULL
) STRICT;

CREATE INDEX book_touched ON book (touched);

-- The newest version of each entry.
CREATE TABLE entry (
    book BLOB NOT NULL REFERENCES book (id) ON DELETE CASCADE,
    id BLOB NOT NULL CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    change INTEGER NOT NULL,
    starts INTEGER NOT NULL,
    ends INTEGER NOT NULL,
    -- Its bytes, so that a book's are summed without reading them.
    bytes INTEGER NOT NULL,
    -- NULL: deleted.
    sealed BLOB,
    officer BLOB NOT NULL CHECK (length(officer) = 16),
    at INTEGER NOT NULL,
    note BLOB NOT NULL,
    PRIMARY KEY (book, id)
) STRICT;

CREATE UNIQUE INDEX entry_change ON entry (book, change);
CREATE INDEX entry_ends ON entry (ends);

-- Who wrote which version when. Written by the triggers, so that no version goes without its mark.
CREATE TABLE trail (
    book BLOB NOT NULL REFERENCES book (id) ON DELETE CASCADE,
    entry BLOB NOT NULL,
    version INTEGER NOT NULL,
    at INTEGER NOT NULL,
    officer BLOB NOT NULL,
    note BLOB NOT NULL,
    deleted INTEGER NOT NULL,
    PRIMARY KEY (book, entry, version)
) STRICT;

CREATE TRIGGER entry_written AFTER INSERT ON entry BEGIN
    UPDATE book SET changes = NEW.change, touched = max(touched, NEW.at) WHERE id = NEW.book;
    INSERT INTO trail (book, entry, version, at, officer, note, deleted)
    VALUES (NEW.book, NEW.id, NEW.version, NEW.at, NEW.officer, NEW.note, NEW.sealed IS NULL);
END;

CREATE TRIGGER entry_rewritten AFTER UPDATE ON entry BEGIN
    UPDATE book SET changes = NEW.change, touched = max(touched, NEW.at) WHERE id = NEW.book;
    INSERT INTO trail (book, entry, version, at, officer, note, deleted)
    VALUES (NEW.book, NEW.id, NEW.version, NEW.at, NEW.officer, NEW.note, NEW.sealed IS NULL);
    -- As many as chancery_signalling::calendar::TRAIL.
    DELETE FROM trail WHERE book = NEW.book AND entry = NEW.id AND version <= NEW.version - 200;
END;

CREATE TRIGGER entry_forgotten AFTER DELETE ON entry BEGIN
    DELETE FROM trail WHERE book = OLD.book AND entry = OLD.id;
END;
