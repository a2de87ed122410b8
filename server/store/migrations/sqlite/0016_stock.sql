-- Counted stock. What is on hand is free, held or sold, and the database itself sees to it.
CREATE TABLE counted_stock (
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    sku TEXT NOT NULL,
    on_hand INTEGER NOT NULL,
    free INTEGER NOT NULL CHECK (free >= 0),
    held INTEGER NOT NULL DEFAULT 0 CHECK (held >= 0),
    sold INTEGER NOT NULL DEFAULT 0 CHECK (sold >= 0),
    -- The number its source said last: the same one again is no new count.
    said INTEGER NOT NULL,
    -- The source counts it no longer; pieces of it may still be held or sold.
    is_counted INTEGER NOT NULL DEFAULT 1,
    -- When pieces last left to the system that owns them: what that said before does not count.
    settled_at INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, sku),
    CHECK (on_hand = free + held + sold)
) STRICT, WITHOUT ROWID;
INSERT INTO counted_stock (tenant_id, sku, on_hand, free, said)
SELECT tenant_id, sku, MAX(on_hand, 0), MAX(on_hand, 0), on_hand FROM stock;
DROP TABLE stock;
ALTER TABLE counted_stock RENAME TO stock;
CREATE INDEX variants_by_sku ON variants (tenant_id, sku);

-- Counts by hand, with their reasons.
CREATE TABLE stock_corrections (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    sku TEXT NOT NULL,
    at INTEGER NOT NULL,
    free_before INTEGER NOT NULL,
    free_after INTEGER NOT NULL,
    reason TEXT NOT NULL,
    actor TEXT NOT NULL
) STRICT;
CREATE INDEX stock_corrections_by_sku ON stock_corrections (tenant_id, sku, id);

CREATE TABLE holds (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    code TEXT NOT NULL,
    -- Who asked for it: `cart:7`, `key:3`.
    owner TEXT NOT NULL,
    customer_id TEXT,
    state TEXT NOT NULL,
    -- JSON, by SKU; `counted` says whether its pieces were taken from the count.
    items TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    is_extended INTEGER NOT NULL DEFAULT 0,
    -- The code of the order it became.
    order_code TEXT,
    -- Whose stock it is: `embedded`, `woocommerce`, or `inventory` with its name there.
    authority TEXT NOT NULL,
    remote_id TEXT,
    -- The caller's idempotency key, and a hash of what was asked with it.
    request_key TEXT,
    request_hash TEXT,
    UNIQUE (tenant_id, code)
) STRICT;
CREATE UNIQUE INDEX holds_by_request ON holds (tenant_id, owner, request_key) WHERE request_key IS NOT NULL;
CREATE INDEX holds_by_owner ON holds (tenant_id, owner, id);
CREATE INDEX holds_lapsing ON holds (tenant_id, expires_at) WHERE state = 'active';
CREATE INDEX holds_confirming ON holds (tenant_id, id) WHERE state = 'confirming';

-- What happened to holds. Nothing of it is ever changed or taken away.
CREATE TABLE hold_events (
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    hold_id INTEGER NOT NULL REFERENCES holds (id),
    -- From one.
    n INTEGER NOT NULL,
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    -- JSON.
    detail TEXT NOT NULL,
    PRIMARY KEY (tenant_id, hold_id, n)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER hold_events_stay BEFORE UPDATE ON hold_events
BEGIN SELECT RAISE(ABORT, 'what happened to a hold is not rewritten'); END;
CREATE TRIGGER hold_events_remain BEFORE DELETE ON hold_events
BEGIN SELECT RAISE(ABORT, 'what happened to a hold is not forgotten'); END;

CREATE TABLE carts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    -- SHA-256 of the word another device takes it over by.
    link_hash TEXT,
    link_until INTEGER
) STRICT;
CREATE INDEX carts_by_link ON carts (tenant_id, link_hash) WHERE link_hash IS NOT NULL;
CREATE INDEX carts_by_age ON carts (tenant_id, updated_at);

-- Whose cart it is, by the id in their cookie; several devices may share one.
CREATE TABLE cart_visitors (
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    visitor TEXT NOT NULL,
    cart_id INTEGER NOT NULL REFERENCES carts (id),
    PRIMARY KEY (tenant_id, visitor)
) STRICT, WITHOUT ROWID;
CREATE INDEX cart_visitors_by_cart ON cart_visitors (cart_id);

CREATE TABLE cart_lines (
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    cart_id INTEGER NOT NULL REFERENCES carts (id),
    sku TEXT NOT NULL,
    product_id INTEGER NOT NULL,
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    added_at INTEGER NOT NULL,
    PRIMARY KEY (cart_id, sku)
) STRICT, WITHOUT ROWID;

CREATE TABLE orders (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    code TEXT NOT NULL,
    number INTEGER NOT NULL,
    -- As of holds; and the visitor who placed it, where one did.
    owner TEXT NOT NULL,
    visitor TEXT,
    hold_id INTEGER NOT NULL REFERENCES holds (id),
    state TEXT NOT NULL,
    -- JSON.
    lines TEXT NOT NULL,
    customer TEXT NOT NULL,
    total_cents INTEGER NOT NULL,
    currency TEXT NOT NULL,
    placed_at INTEGER NOT NULL,
    payment_url TEXT,
    push_state TEXT NOT NULL,
    push_attempts INTEGER NOT NULL DEFAULT 0,
    push_next_at INTEGER,
    push_said TEXT,
    remote_id TEXT,
    request_key TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    UNIQUE (tenant_id, code),
    UNIQUE (tenant_id, number),
    UNIQUE (tenant_id, owner, request_key)
) STRICT;
CREATE UNIQUE INDEX orders_by_hold ON orders (tenant_id, hold_id);
CREATE INDEX orders_by_visitor ON orders (tenant_id, visitor, id);
CREATE INDEX orders_to_push ON orders (tenant_id, id) WHERE push_state = 'waiting';

-- Letters to customers: sent where a mail server is configured, else kept to be read.
CREATE TABLE mails (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    order_id INTEGER NOT NULL REFERENCES orders (id),
    -- What it tells: `placed`, `refused`.
    kind TEXT NOT NULL,
    recipient TEXT NOT NULL,
    -- Written when it is its turn.
    subject TEXT NOT NULL DEFAULT '',
    body TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    sent_at INTEGER,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at INTEGER,
    said TEXT
) STRICT;
CREATE INDEX mails_by_tenant ON mails (tenant_id, id);
CREATE INDEX mails_to_send ON mails (next_at) WHERE sent_at IS NULL AND next_at IS NOT NULL;

CREATE TABLE outfits (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    code TEXT NOT NULL,
    visitor TEXT NOT NULL,
    name TEXT NOT NULL,
    -- JSON.
    pieces TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    UNIQUE (tenant_id, code)
) STRICT;
CREATE INDEX outfits_by_visitor ON outfits (tenant_id, visitor, id);

-- Random keys this house made for itself, each for one purpose.
CREATE TABLE house_keys (
    purpose TEXT NOT NULL PRIMARY KEY,
    key TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- How long a hold lasts here.
ALTER TABLE tenants ADD COLUMN hold_minutes INTEGER NOT NULL DEFAULT 30;

-- Who sees all holds, orders and stock, and who looks after them.
INSERT INTO role_permissions (role_id, permission)
SELECT id, 'stock_view' FROM roles WHERE name IN ('viewer', 'merchandiser', 'tenant_admin', 'org_admin');
INSERT INTO role_permissions (role_id, permission)
SELECT id, 'stock_manage' FROM roles WHERE name IN ('tenant_admin', 'org_admin');
