//! Accounts and what they may do.

use super::reads::Reads;
use crate::effect::json;
use crate::{AccessRow, Result, Scope, StoreError, UserRecord};
use contract::{Permission, UserId};

#[derive(sqlx::FromRow)]
pub(super) struct UserRow {
    id: i64,
    email: String,
    name: String,
    password_hash: Option<String>,
}

impl From<UserRow> for UserRecord {
    fn from(row: UserRow) -> Self {
        let UserRow { id, email, name, password_hash } = row;
        Self { id: UserId(id), email, name, password_hash }
    }
}

macro_rules! users {
    ($rest:literal) => {
        concat!("SELECT id, email, name, password_hash FROM users ", $rest)
    };
}

pub(super) const BY_EMAIL: &str = users!("WHERE email = $1");
const AMONG: &str = concat!(users!("WHERE id "), among_ids!("$1"));

#[derive(sqlx::FromRow)]
struct GrantRow {
    user_id: i64,
    role: String,
    scope: String,
    scope_id: i64,
    permission: Option<String>,
}

const ACCESS: &str = "SELECT u.user_id, r.name AS role, u.scope, u.scope_id, p.permission \
    FROM user_roles u JOIN roles r ON r.id = u.role_id \
    LEFT JOIN role_permissions p ON p.role_id = r.id \
    ORDER BY u.user_id, r.name, u.scope, u.scope_id, p.permission";

impl Reads {
    pub async fn user_by_email(&self, email: &str) -> Result<Option<UserRecord>> {
        let query = sqlx::query_as(BY_EMAIL).bind(email.to_lowercase());
        let row: Option<UserRow> = query.fetch_optional(self.pool()).await?;
        Ok(row.map(UserRecord::from))
    }

    pub async fn user(&self, id: UserId) -> Result<Option<UserRecord>> {
        let query = sqlx::query_as(users!("WHERE id = $1")).bind(id.0);
        let row: Option<UserRow> = query.fetch_optional(self.pool()).await?;
        Ok(row.map(UserRecord::from))
    }

    pub async fn users_among(&self, ids: &[UserId]) -> Result<Vec<UserRecord>> {
        let query = sqlx::query_as(AMONG).bind(json(ids)?);
        let rows: Vec<UserRow> = query.fetch_all(self.pool()).await?;
        Ok(rows.into_iter().map(UserRecord::from).collect())
    }

    pub async fn users(&self) -> Result<Vec<UserRecord>> {
        let rows: Vec<UserRow> =
            sqlx::query_as(users!("ORDER BY email")).fetch_all(self.pool()).await?;
        Ok(rows.into_iter().map(UserRecord::from).collect())
    }

    pub async fn access(&self) -> Result<Vec<AccessRow>> {
        let rows: Vec<GrantRow> = sqlx::query_as(ACCESS).fetch_all(self.pool()).await?;
        let mut access: Vec<AccessRow> = Vec::new();
        for row in rows {
            let scope = Scope::from_columns(&row.scope, row.scope_id)
                .ok_or_else(|| StoreError::corrupt(format!("a grant for {:?}", row.scope)))?;
            let user_id = UserId(row.user_id);
            let same = |last: &&mut AccessRow| {
                last.user_id == user_id && last.role == row.role && last.scope == scope
            };
            // A right this program does not know is nobody's: a newer node may have stored it.
            let permission = row.permission.as_deref().and_then(Permission::parse);
            match access.last_mut().filter(same) {
                Some(last) => last.permissions.extend(permission),
                None => access.push(AccessRow {
                    user_id,
                    scope,
                    permissions: permission.into_iter().collect(),
                    role: row.role,
                }),
            }
        }
        Ok(access)
    }
}
