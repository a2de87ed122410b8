-- What is looked at all the time is found without the rest of what only grows.
DROP INDEX holds_confirming;
CREATE INDEX holds_kept ON holds (tenant_id, expires_at, id) WHERE state IN ('active', 'confirming');
CREATE INDEX orders_on_their_way ON orders (tenant_id, id) WHERE push_state IN ('waiting', 'rejected');
CREATE INDEX mails_by_order ON mails (tenant_id, order_id, id);
