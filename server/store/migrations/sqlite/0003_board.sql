-- Changes of the board, and what it takes to take them back.

ALTER TABLE tenants ADD COLUMN board_revision INTEGER NOT NULL DEFAULT 0;
-- The change of the board a line tells of.
ALTER TABLE audit ADD COLUMN revision INTEGER;

CREATE TABLE board_changes (
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    revision INTEGER NOT NULL,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    user_id INTEGER,
    -- The change this one takes back, and the one that took this back.
    undoes INTEGER,
    undone_by INTEGER,
    changes TEXT NOT NULL,
    PRIMARY KEY (tenant_id, revision)
) STRICT;
CREATE INDEX board_changes_by_person ON board_changes (tenant_id, user_id, revision);

-- Who last changed a placement, whether it still stands or not; of a shelf itself under product
-- zero. The revision is that of the change that made it as it is.
CREATE TABLE board_marks (
    tenant_id INTEGER NOT NULL,
    type_id INTEGER NOT NULL,
    product_id INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    actor TEXT NOT NULL,
    user_id INTEGER,
    at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, type_id, product_id)
) STRICT, WITHOUT ROWID;

-- Who has the board open; a row counts for as long as it is fresh.
CREATE TABLE board_presence (
    tenant_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    -- The shelf they work on.
    type_id INTEGER,
    at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, user_id)
) STRICT, WITHOUT ROWID;
