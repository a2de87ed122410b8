-- The shop systems behind shops: how they are reached, and how far following them has come.
CREATE TABLE connections (
    tenant_id BIGINT NOT NULL REFERENCES tenants (id),
    kind TEXT COLLATE "C" NOT NULL,
    address TEXT COLLATE "C" NOT NULL,
    -- Secrets, sealed with a key that is not in the database.
    sealed TEXT COLLATE "C" NOT NULL,
    -- Tells one connection from the next; progress is noted of the one it was made with.
    connected_at BIGINT NOT NULL,
    -- How far it has come, as JSON of whoever follows.
    state TEXT COLLATE "C" NOT NULL,
    noted_at BIGINT,
    PRIMARY KEY (tenant_id, kind)
);
