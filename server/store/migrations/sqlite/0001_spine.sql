-- Moments are milliseconds since 1970 in UTC, amounts are minor units, lists are JSON.
-- The PostgreSQL migrations carry the same numbers and say the same.

CREATE TABLE organisations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE tenants (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    tagline TEXT NOT NULL,
    about TEXT NOT NULL,
    organisation_id INTEGER REFERENCES organisations (id),
    logo_url TEXT,
    accent TEXT NOT NULL,
    currency TEXT NOT NULL,
    locale TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    -- The last schedule boundary somebody announced.
    boundary_at INTEGER NOT NULL DEFAULT 0
) STRICT;

-- The feed's position per tenant. Touched last in a transaction: that makes it dense and in
-- commit order. Zero is the house.
CREATE TABLE tenant_versions (
    tenant_id INTEGER PRIMARY KEY,
    seq INTEGER NOT NULL DEFAULT 0,
    -- Everything after this position is still there.
    floor INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO tenant_versions (tenant_id) VALUES (0);

CREATE TABLE events (
    tenant_id INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    audience TEXT NOT NULL,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    trace_id TEXT NOT NULL,
    producer_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, seq)
) STRICT;

CREATE TABLE categories (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    parent_id INTEGER REFERENCES categories (id),
    name TEXT NOT NULL,
    slug TEXT NOT NULL,
    UNIQUE (tenant_id, slug)
) STRICT;
CREATE UNIQUE INDEX categories_by_name ON categories (tenant_id, COALESCE(parent_id, 0), name);

CREATE TABLE products (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    sku TEXT NOT NULL,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    -- Name and SKU in lower case: what is searched, and what lists are ordered by.
    search TEXT NOT NULL,
    description TEXT NOT NULL,
    price_cents INTEGER NOT NULL,
    compare_at_cents INTEGER,
    currency TEXT NOT NULL,
    availability TEXT NOT NULL,
    images TEXT NOT NULL,
    attributes TEXT NOT NULL,
    category_id INTEGER REFERENCES categories (id),
    content_hash TEXT NOT NULL,
    -- The version the source gave it; an older one never overwrites.
    source_updated_at INTEGER,
    updated_at INTEGER NOT NULL,
    -- A removal is remembered, so that a late older version does not bring the product back.
    deleted_at INTEGER,
    UNIQUE (tenant_id, sku),
    UNIQUE (tenant_id, slug)
) STRICT;
CREATE INDEX products_listed ON products (tenant_id, category_id, search, id) WHERE deleted_at IS NULL;
CREATE INDEX products_by_id ON products (tenant_id, id) WHERE deleted_at IS NULL;

CREATE TABLE variants (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    product_id INTEGER NOT NULL REFERENCES products (id),
    sku TEXT NOT NULL,
    position INTEGER NOT NULL,
    price_cents INTEGER NOT NULL,
    compare_at_cents INTEGER,
    availability TEXT NOT NULL,
    attributes TEXT NOT NULL,
    image_url TEXT,
    UNIQUE (product_id, sku)
) STRICT;

-- Counted stock of products and variants; no row where the source does not count.
CREATE TABLE stock (
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    sku TEXT NOT NULL,
    on_hand INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, sku)
) STRICT, WITHOUT ROWID;

CREATE TABLE featured_types (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    name TEXT NOT NULL,
    badge_text TEXT NOT NULL,
    badge_icon TEXT NOT NULL,
    gradient_from TEXT NOT NULL,
    gradient_to TEXT NOT NULL,
    layout TEXT NOT NULL,
    sort_order INTEGER NOT NULL,
    capacity INTEGER NOT NULL,
    active_from INTEGER,
    active_until INTEGER
) STRICT;
CREATE INDEX featured_types_ordered ON featured_types (tenant_id, sort_order, id);

CREATE TABLE assignments (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    type_id INTEGER NOT NULL REFERENCES featured_types (id),
    product_id INTEGER NOT NULL REFERENCES products (id),
    -- From zero, dense within the type.
    position INTEGER NOT NULL,
    starts_at INTEGER,
    ends_at INTEGER,
    UNIQUE (type_id, product_id)
) STRICT;
CREATE INDEX assignments_ordered ON assignments (tenant_id, type_id, position);

CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    user_id INTEGER,
    trace_id TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    before_json TEXT,
    after_json TEXT
) STRICT;
CREATE INDEX audit_latest ON audit (tenant_id, seq, id);

CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- In lower case.
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    password_hash TEXT
) STRICT;

CREATE TABLE roles (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE role_permissions (
    role_id INTEGER NOT NULL REFERENCES roles (id),
    permission TEXT NOT NULL,
    PRIMARY KEY (role_id, permission)
) STRICT;

CREATE TABLE user_roles (
    user_id INTEGER NOT NULL REFERENCES users (id),
    role_id INTEGER NOT NULL REFERENCES roles (id),
    -- 'house', 'organisation' or 'tenant', and the id of the latter two.
    scope TEXT NOT NULL,
    scope_id INTEGER NOT NULL,
    PRIMARY KEY (user_id, role_id, scope, scope_id)
) STRICT;

INSERT INTO roles (name)
VALUES ('viewer'), ('merchandiser'), ('tenant_admin'), ('org_admin'), ('operator');
INSERT INTO role_permissions (role_id, permission)
SELECT id, 'board_view' FROM roles WHERE name IN ('viewer', 'merchandiser', 'tenant_admin', 'org_admin');
INSERT INTO role_permissions (role_id, permission)
SELECT id, 'board_edit' FROM roles WHERE name IN ('merchandiser', 'tenant_admin', 'org_admin');
INSERT INTO role_permissions (role_id, permission)
SELECT id, 'pages_revalidate' FROM roles WHERE name IN ('tenant_admin', 'org_admin', 'operator');
INSERT INTO role_permissions (role_id, permission)
SELECT id, 'team_manage' FROM roles WHERE name IN ('tenant_admin', 'org_admin');
INSERT INTO role_permissions (role_id, permission)
SELECT id, 'operations_view' FROM roles WHERE name = 'operator';

CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    data TEXT NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_expiring ON sessions (expires_at);

CREATE TABLE attempts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX attempts_by_name ON attempts (name, at);
CREATE INDEX attempts_by_age ON attempts (at);

-- For work that only one node may do at a time.
CREATE TABLE leases (
    name TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    until_at INTEGER NOT NULL
) STRICT;
