-- The shop systems behind shops: how they are reached, and how far following them has come.
CREATE TABLE connections (
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    kind TEXT NOT NULL,
    address TEXT NOT NULL,
    -- Secrets, sealed with a key that is not in the database.
    sealed TEXT NOT NULL,
    -- Tells one connection from the next; progress is noted of the one it was made with.
    connected_at INTEGER NOT NULL,
    -- How far it has come, as JSON of whoever follows.
    state TEXT NOT NULL,
    noted_at INTEGER,
    PRIMARY KEY (tenant_id, kind)
) STRICT, WITHOUT ROWID;
