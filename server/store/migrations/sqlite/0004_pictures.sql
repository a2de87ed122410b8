-- What is known of the pictures of configured sources once somebody looked at them.
CREATE TABLE pictures (
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    -- Made from the address the source gave.
    key TEXT NOT NULL,
    -- Made from what was found there.
    content TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    -- A few pixels of it, as a WebP file in base64.
    blur TEXT NOT NULL,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, key)
) STRICT, WITHOUT ROWID;
