-- Who says where products come from, and which other systems have keys.
INSERT INTO role_permissions (role_id, permission)
SELECT id, 'sources_manage' FROM roles WHERE name IN ('tenant_admin', 'org_admin');
