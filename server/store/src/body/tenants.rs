//! Shops, the moments of their schedules, and the dropping of their pages.

use super::{Connection, reads::Reads};
use crate::command::{NoteBoundary, Revalidate, SaveTenant};
use crate::effect::{Effect, NOTHING};
use crate::event::Change;
use crate::{Result, StoreError, TenantDraft};
use contract::hold::HOLD_MINUTES_RANGE;
use contract::{Currency, Language, OrganisationId, Tenant, TenantId};

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    slug: String,
    name: String,
    tagline: String,
    about: String,
    organisation_id: Option<i64>,
    organisation_name: Option<String>,
    logo_url: Option<String>,
    accent: String,
    currency: String,
    locale: String,
    languages: String,
    time_zone: String,
    hold_minutes: i64,
}

impl TryFrom<Row> for Tenant {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self> {
        let currency = Currency::parse(&row.currency);
        let unknown = || StoreError::corrupt(format!("shop {} has no known currency", row.id));
        Ok(Self {
            id: TenantId(row.id),
            currency: currency.ok_or_else(unknown)?,
            slug: row.slug,
            name: row.name,
            tagline: row.tagline,
            about: row.about,
            organisation_id: row.organisation_id.map(OrganisationId),
            organisation_name: row.organisation_name,
            logo_url: row.logo_url,
            accent: row.accent,
            locale: row.locale,
            // One that only a newer version speaks is passed over.
            languages: row.languages.split(' ').filter_map(Language::parse).collect(),
            time_zone: row.time_zone,
            hold_minutes: row.hold_minutes,
        })
    }
}

macro_rules! tenants {
    ($rest:literal) => {
        concat!(
            "SELECT t.id, t.slug, t.name, t.tagline, t.about, t.organisation_id, ",
            "o.name AS organisation_name, t.logo_url, t.accent, t.currency, t.locale, ",
            "t.languages, t.time_zone, t.hold_minutes ",
            "FROM tenants t LEFT JOIN organisations o ON o.id = t.organisation_id ",
            $rest
        )
    };
}

impl Reads {
    pub async fn tenants(&self) -> Result<Vec<Tenant>> {
        let rows: Vec<Row> =
            sqlx::query_as(tenants!("ORDER BY t.id")).fetch_all(self.pool()).await?;
        rows.into_iter().map(Tenant::try_from).collect()
    }
}

/// Makes sure the shop exists, and keeps other processes from its catalogue and shelves until the
/// commit. Whoever changes them takes this first: with one lock per shop nobody waits in a circle.
pub(super) async fn lock(connection: &mut Connection, tenant: TenantId) -> Result<()> {
    let query = sqlx::query_scalar(concat!("SELECT id FROM tenants WHERE id = $1", locked!()));
    let found: Option<i64> = query.bind(tenant.0).fetch_optional(connection).await?;
    found.map(|_| ()).ok_or(StoreError::NotFound("shop"))
}

const CHANGE: &str = "UPDATE tenants SET name = $2, tagline = $3, about = $4, \
    organisation_id = $5, logo_url = $6, accent = $7, currency = $8, locale = $9, time_zone = $10, \
    languages = $11, hold_minutes = $12 WHERE slug = $1 RETURNING id";
const CREATE: &str = "INSERT INTO tenants (slug, name, tagline, about, organisation_id, logo_url, \
    accent, currency, locale, time_zone, languages, hold_minutes) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id";

pub(super) async fn save(
    connection: &mut Connection,
    command: &SaveTenant,
    effects: &mut Vec<Effect>,
) -> Result<TenantId> {
    let draft = &command.tenant;
    // Wherever a shop is named by its slug it can be named by its id, too.
    if draft.slug.bytes().all(|byte| byte.is_ascii_digit()) || draft.slug.parse::<i64>().is_ok() {
        return Err(StoreError::Invalid { field: "slug", reason: "may not be a number" });
    }
    if !HOLD_MINUTES_RANGE.contains(&draft.hold_minutes) {
        return Err(StoreError::Invalid { field: "holdMinutes", reason: "is out of bounds" });
    }
    let query = sqlx::query_as(tenants!("WHERE t.slug = $1")).bind(&draft.slug);
    let before: Option<Row> = query.fetch_optional(&mut *connection).await?;
    let before = before.map(Tenant::try_from).transpose()?;
    if let Some(before) = &before
        && &TenantDraft::from(before.clone()) == draft
    {
        return Ok(before.id);
    }
    let organisation = match &draft.organisation {
        Some(name) => Some(organisation(connection, name).await?),
        None => None,
    };
    let id: i64 = sqlx::query_scalar(if before.is_some() { CHANGE } else { CREATE })
        .bind(&draft.slug)
        .bind(&draft.name)
        .bind(&draft.tagline)
        .bind(&draft.about)
        .bind(organisation)
        .bind(&draft.logo_url)
        .bind(&draft.accent)
        .bind(draft.currency.code())
        .bind(&draft.locale)
        .bind(&draft.time_zone)
        .bind(draft.languages.iter().map(|language| language.code()).collect::<Vec<_>>().join(" "))
        .bind(draft.hold_minutes)
        .fetch_one(&mut *connection)
        .await?;
    if before.is_none() {
        let query = sqlx::query("INSERT INTO tenant_versions (tenant_id) VALUES ($1)");
        query.bind(id).execute(connection).await?;
    }
    let tenant = TenantId(id);
    let change = Change::TenantChanged { id: tenant };
    let house = Effect::new(TenantId::HOUSE, &command.origin, change.clone());
    let before = before.map(TenantDraft::from);
    effects.push(house.audited(&draft.name, before, Some(draft))?);
    effects.push(Effect::new(tenant, &command.origin, change));
    Ok(tenant)
}

async fn organisation(connection: &mut Connection, name: &str) -> Result<i64> {
    let query = sqlx::query_scalar("SELECT id FROM organisations WHERE name = $1").bind(name);
    if let Some(id) = query.fetch_optional(&mut *connection).await? {
        return Ok(id);
    }
    let query = sqlx::query_scalar("INSERT INTO organisations (name) VALUES ($1) RETURNING id");
    Ok(query.bind(name).fetch_one(connection).await?)
}

pub(super) async fn note_boundary(
    connection: &mut Connection,
    command: &NoteBoundary,
    effects: &mut Vec<Effect>,
) -> Result<bool> {
    let query =
        sqlx::query("UPDATE tenants SET boundary_at = $2 WHERE id = $1 AND boundary_at < $2");
    let query = query.bind(command.tenant.0).bind(command.boundary.0);
    if query.execute(&mut *connection).await?.rows_affected() == 0 {
        lock(connection, command.tenant).await?;
        return Ok(false);
    }
    let change = Change::ScheduleReached { boundary: command.boundary };
    let subject = format!("Schedule at {}", command.boundary.to_rfc3339());
    let effect = Effect::new(command.tenant, &command.origin, change);
    effects.push(effect.audited(subject, NOTHING, NOTHING)?);
    Ok(true)
}

pub(super) async fn revalidate(
    connection: &mut Connection,
    command: &Revalidate,
    effects: &mut Vec<Effect>,
) -> Result<()> {
    lock(connection, command.tenant).await?;
    let (paths, tags) = (command.paths.clone(), command.tags.clone());
    let all: Vec<&str> = paths.iter().chain(&tags).map(String::as_str).collect();
    let subject = if all.is_empty() { "All pages".to_owned() } else { all.join(", ") };
    let change = Change::PagesRevalidated { paths, tags };
    let effect = Effect::new(command.tenant, &command.origin, change);
    effects.push(effect.audited(subject, NOTHING, NOTHING)?);
    Ok(())
}
