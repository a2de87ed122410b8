-- How long a change of the shop was on its way: when it was made there, and when it was shown here.
ALTER TABLE inbox ADD COLUMN changed_at BIGINT;
ALTER TABLE inbox ADD COLUMN shown_at BIGINT;
UPDATE inbox SET shown_at = worked_at WHERE outcome = 'news';
CREATE INDEX inbox_latest ON inbox (tenant_id, id);
CREATE INDEX inbox_unshown ON inbox (tenant_id, root) WHERE shown_at IS NULL AND outcome = 'news';
CREATE INDEX inbox_failed ON inbox (tenant_id, id)
    WHERE outcome IN ('unreadable', 'unconfirmed');
CREATE INDEX inbox_worked ON inbox (tenant_id, worked_at) WHERE worked_at IS NOT NULL;
