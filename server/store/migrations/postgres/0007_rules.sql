-- Rules that fill shelves beside what is placed on them by hand.
CREATE TABLE shelf_rules (
    type_id BIGINT PRIMARY KEY REFERENCES featured_types (id),
    tenant_id BIGINT NOT NULL REFERENCES tenants (id),
    sorting TEXT COLLATE "C" NOT NULL,
    -- With everything below it; any, when absent.
    category_id BIGINT REFERENCES categories (id),
    on_sale BIGINT NOT NULL,
    most BIGINT NOT NULL
);
CREATE INDEX shelf_rules_of_shop ON shelf_rules (tenant_id);

-- The orders rules ask for; by id and by name within a category there are others.
CREATE INDEX products_by_price ON products (tenant_id, price_cents, id) WHERE deleted_at IS NULL;
CREATE INDEX products_by_name ON products (tenant_id, search, id) WHERE deleted_at IS NULL;
CREATE INDEX products_by_reduction
ON products (tenant_id, ((compare_at_cents - price_cents) * 10000 / compare_at_cents), id)
WHERE deleted_at IS NULL AND compare_at_cents > price_cents
AND compare_at_cents < 100000000000000;
