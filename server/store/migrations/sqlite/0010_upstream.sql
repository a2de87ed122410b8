-- Deliveries of shop systems, kept before they are acknowledged and worked off afterwards.
CREATE TABLE inbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    -- The same delivery has both: shop systems give one id to several.
    delivery_id TEXT NOT NULL,
    body_hash TEXT NOT NULL,
    topic TEXT NOT NULL,
    body TEXT NOT NULL,
    trace_id TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    worked_at INTEGER,
    outcome TEXT,
    -- What was wrong with it, where something was.
    detail TEXT,
    -- The product it was about, once that was read.
    root INTEGER,
    UNIQUE (tenant_id, delivery_id, body_hash)
) STRICT;
CREATE INDEX inbox_waiting ON inbox (tenant_id, id) WHERE worked_at IS NULL;

-- The newest that a shop system said of each thing. Products are made from these and from nothing
-- else, so it does not matter in which order they came.
CREATE TABLE upstream (
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    kind TEXT NOT NULL,
    id INTEGER NOT NULL,
    -- The product it belongs to.
    root INTEGER NOT NULL,
    -- When the shop system last changed it.
    version INTEGER,
    content_hash TEXT NOT NULL,
    -- What is used of it, as JSON; none once it is gone.
    content TEXT,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, kind, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX upstream_families ON upstream (tenant_id, root);

-- What became of it: a product under its SKU, or reasons why not.
CREATE TABLE upstream_products (
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    root INTEGER NOT NULL,
    -- Counts changes; where it is ahead of `settled`, the product is to be made anew.
    stirred INTEGER NOT NULL,
    settled INTEGER NOT NULL,
    -- What it is known under here; none where it is not shown.
    sku TEXT,
    -- What it would be known under, were that not another product's.
    wanted TEXT,
    -- Whether it stands in quarantine.
    refusals TEXT,
    refused_at INTEGER,
    -- When a sale begins or ends, and it is to be made anew without anybody saying so.
    due_at INTEGER,
    PRIMARY KEY (tenant_id, root)
) STRICT, WITHOUT ROWID;
CREATE INDEX upstream_stirred ON upstream_products (tenant_id, root) WHERE settled < stirred;
CREATE INDEX upstream_due ON upstream_products (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX upstream_refused ON upstream_products (tenant_id, refused_at) WHERE refused_at IS NOT NULL;
CREATE UNIQUE INDEX upstream_skus ON upstream_products (tenant_id, sku) WHERE sku IS NOT NULL;
CREATE INDEX upstream_wanted ON upstream_products (tenant_id, wanted) WHERE wanted IS NOT NULL;
