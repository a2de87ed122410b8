-- What a shop's front begins with.
CREATE TABLE headers (
    tenant_id BIGINT PRIMARY KEY REFERENCES tenants (id),
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    link_words TEXT,
    -- Below the shop's own address.
    link_path TEXT,
    -- The product whose picture is shown.
    product_id BIGINT REFERENCES products (id),
    active_from BIGINT,
    active_until BIGINT
);
