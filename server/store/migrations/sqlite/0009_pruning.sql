-- The product a picture was looked at for: the row goes with it. Nobody knows it of earlier rows.
ALTER TABLE pictures ADD COLUMN product_id INTEGER;
CREATE INDEX pictures_by_product ON pictures (tenant_id, product_id);
CREATE INDEX products_gone ON products (tenant_id, deleted_at) WHERE deleted_at IS NOT NULL;
