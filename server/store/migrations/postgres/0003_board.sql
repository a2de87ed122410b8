-- Changes of the board, and what it takes to take them back.

ALTER TABLE tenants ADD COLUMN board_revision BIGINT NOT NULL DEFAULT 0;
-- The change of the board a line tells of.
ALTER TABLE audit ADD COLUMN revision BIGINT;

CREATE TABLE board_changes (
    tenant_id BIGINT NOT NULL REFERENCES tenants (id),
    revision BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    user_id BIGINT,
    -- The change this one takes back, and the one that took this back.
    undoes BIGINT,
    undone_by BIGINT,
    changes TEXT NOT NULL,
    PRIMARY KEY (tenant_id, revision)
);
CREATE INDEX board_changes_by_person ON board_changes (tenant_id, user_id, revision);

-- Who last changed a placement, whether it still stands or not; of a shelf itself under product
-- zero. The revision is that of the change that made it as it is.
CREATE TABLE board_marks (
    tenant_id BIGINT NOT NULL,
    type_id BIGINT NOT NULL,
    product_id BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    actor TEXT NOT NULL,
    user_id BIGINT,
    at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, type_id, product_id)
);

-- Who has the board open; a row counts for as long as it is fresh.
CREATE TABLE board_presence (
    tenant_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    -- The shelf they work on.
    type_id BIGINT,
    at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, user_id)
);
