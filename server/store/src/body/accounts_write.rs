//! Accounts, and the roles they hold.

use super::{Connection, accounts_read};
use crate::command::{Grant, Revoke, SaveUser};
use crate::effect::{Effect, NOTHING};
use crate::event::Change;
use crate::record::Origin;
use crate::{Result, Scope, StoreError, UserRecord};
use contract::{TenantId, UserId};

pub(super) async fn save_user(
    connection: &mut Connection,
    command: &SaveUser,
    effects: &mut Vec<Effect>,
) -> Result<UserId> {
    let email = command.email.trim().to_lowercase();
    let query = sqlx::query_as(accounts_read::BY_EMAIL).bind(&email);
    let before: Option<accounts_read::UserRow> = query.fetch_optional(&mut *connection).await?;
    let before = before.map(UserRecord::from);
    let hash = command.password_hash.as_ref();
    if let Some(before) = &before
        && before.name == command.name
        && (hash.is_none() || hash == before.password_hash.as_ref())
    {
        return Ok(before.id);
    }
    let id: i64 = sqlx::query_scalar(
        "INSERT INTO users (email, name, password_hash) VALUES ($1, $2, $3) \
         ON CONFLICT (email) DO UPDATE SET name = excluded.name, \
         password_hash = COALESCE(excluded.password_hash, users.password_hash) RETURNING id",
    )
    .bind(&email)
    .bind(&command.name)
    .bind(hash)
    .fetch_one(connection)
    .await?;
    // The audit says that the password changed, never to what.
    let described = |name: &str, password: &str| serde_json::json!({ "email": email, "name": name, "password": password });
    let earlier = before.as_ref().map(|before| described(&before.name, "set"));
    let later = described(&command.name, if hash.is_some() { "changed" } else { "set" });
    let effect = accounts_changed(&command.origin, UserId(id));
    effects.push(effect.audited(&email, earlier, Some(later))?);
    Ok(UserId(id))
}

fn accounts_changed(origin: &Origin, user: UserId) -> Effect {
    Effect::new(TenantId::HOUSE, origin, Change::AccountsChanged { user })
}

pub(super) async fn grant(
    connection: &mut Connection,
    command: &Grant,
    effects: &mut Vec<Effect>,
) -> Result<()> {
    let (email, role) = find(connection, command.user, &command.role).await?;
    let (scope, scope_id) = command.scope.columns();
    check_scope(connection, command.scope).await?;
    let query = sqlx::query(
        "INSERT INTO user_roles (user_id, role_id, scope, scope_id) VALUES ($1, $2, $3, $4) \
         ON CONFLICT DO NOTHING",
    );
    let query = query.bind(command.user.0).bind(role).bind(scope).bind(scope_id);
    if query.execute(connection).await?.rows_affected() > 0 {
        let subject = subject(&command.role, &email, command.scope);
        let effect = accounts_changed(&command.origin, command.user);
        effects.push(effect.audited(subject, NOTHING, Some(&command.role))?);
    }
    Ok(())
}

pub(super) async fn revoke(
    connection: &mut Connection,
    command: &Revoke,
    effects: &mut Vec<Effect>,
) -> Result<()> {
    let (email, role) = find(connection, command.user, &command.role).await?;
    let (scope, scope_id) = command.scope.columns();
    let query = sqlx::query(
        "DELETE FROM user_roles \
         WHERE user_id = $1 AND role_id = $2 AND scope = $3 AND scope_id = $4",
    );
    let query = query.bind(command.user.0).bind(role).bind(scope).bind(scope_id);
    if query.execute(connection).await?.rows_affected() > 0 {
        let subject = subject(&command.role, &email, command.scope);
        let effect = accounts_changed(&command.origin, command.user);
        effects.push(effect.audited(subject, Some(&command.role), NOTHING)?);
    }
    Ok(())
}

fn subject(role: &str, email: &str, scope: Scope) -> String {
    match scope {
        Scope::House => format!("{role} for {email} in the house"),
        Scope::Organisation(id) => format!("{role} for {email} in organisation {id}"),
        Scope::Tenant(id) => format!("{role} for {email} in shop {id}"),
    }
}

/// The account's address and the role's id.
async fn find(connection: &mut Connection, user: UserId, role: &str) -> Result<(String, i64)> {
    let query = sqlx::query_scalar("SELECT email FROM users WHERE id = $1").bind(user.0);
    let email: Option<String> = query.fetch_optional(&mut *connection).await?;
    let query = sqlx::query_scalar("SELECT id FROM roles WHERE name = $1").bind(role);
    let id: Option<i64> = query.fetch_optional(connection).await?;
    let email = email.ok_or(StoreError::NotFound("account"))?;
    Ok((email, id.ok_or(StoreError::NotFound("role"))?))
}

async fn check_scope(connection: &mut Connection, scope: Scope) -> Result<()> {
    let (sql, id, what) = match scope {
        Scope::House => return Ok(()),
        Scope::Organisation(id) => {
            ("SELECT id FROM organisations WHERE id = $1", id.0, "organisation")
        }
        Scope::Tenant(id) => ("SELECT id FROM tenants WHERE id = $1", id.0, "shop"),
    };
    let found: Option<i64> = sqlx::query_scalar(sql).bind(id).fetch_optional(connection).await?;
    found.map(|_| ()).ok_or(StoreError::NotFound(what))
}
