-- What is known of the pictures of configured sources once somebody looked at them.
CREATE TABLE pictures (
    tenant_id BIGINT NOT NULL REFERENCES tenants (id),
    -- Made from the address the source gave.
    key TEXT COLLATE "C" NOT NULL,
    -- Made from what was found there.
    content TEXT COLLATE "C" NOT NULL,
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    -- A few pixels of it, as a WebP file in base64.
    blur TEXT NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, key)
);
