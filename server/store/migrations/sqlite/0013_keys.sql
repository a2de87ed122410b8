-- Keys by which other systems use a shop's API.
CREATE TABLE api_keys (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    name TEXT NOT NULL,
    -- How the key begins, for people. The key itself is nowhere.
    prefix TEXT NOT NULL,
    -- SHA-256 of the whole key, which is random: nothing slower is needed.
    hash TEXT NOT NULL UNIQUE,
    -- With a space between them.
    scopes TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER,
    expires_at INTEGER,
    revoked_at INTEGER
) STRICT;
CREATE INDEX api_keys_by_tenant ON api_keys (tenant_id, id);

-- When what is shown of a product last changed here, by our clock, its removal included; what its
-- source says of that is in `updated_at`.
ALTER TABLE products ADD COLUMN changed_at INTEGER NOT NULL DEFAULT 0;
UPDATE products SET changed_at = COALESCE(deleted_at, updated_at);
CREATE INDEX products_changed ON products (tenant_id, changed_at, id);
