-- Ways to look at the table of products that people keep for themselves.
CREATE TABLE saved_filters (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    user_id INTEGER NOT NULL REFERENCES users (id),
    name TEXT NOT NULL,
    -- As the query of an address.
    query TEXT NOT NULL,
    UNIQUE (tenant_id, user_id, name)
) STRICT;
