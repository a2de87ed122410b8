-- Words a shop's search takes for each other.
CREATE TABLE synonyms (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    -- A list of two or more.
    words TEXT NOT NULL
) STRICT;
CREATE INDEX synonyms_listed ON synonyms (tenant_id, id);
