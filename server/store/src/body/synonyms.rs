//! What a shop's search takes for each other. How long and how many, the engine says.

use super::{Connection, reads::Reads, tenants};
use crate::command::{AddSynonyms, RemoveSynonyms};
use crate::effect::{Effect, NOTHING, from_json, json, note};
use crate::event::Change;
use crate::{Result, StoreError};
use contract::search::Synonyms;
use contract::{SynonymsId, TenantId};

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    words: String,
}

impl TryFrom<Row> for Synonyms {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self> {
        Ok(Self { id: SynonymsId(row.id), words: from_json(&row.words, "synonyms")? })
    }
}

const LISTED: &str = "SELECT id, words FROM synonyms WHERE tenant_id = $1 ORDER BY id";
const ONE: &str = "SELECT id, words FROM synonyms WHERE tenant_id = $1 AND id = $2";

impl Reads {
    pub async fn synonyms(&self, tenant: TenantId) -> Result<Vec<Synonyms>> {
        let rows: Vec<Row> = sqlx::query_as(LISTED).bind(tenant.0).fetch_all(self.pool()).await?;
        rows.into_iter().map(Synonyms::try_from).collect()
    }
}

pub(super) async fn add(
    connection: &mut Connection,
    command: &AddSynonyms,
    effects: &mut Vec<Effect>,
) -> Result<SynonymsId> {
    let tenant = command.tenant;
    tenants::lock(connection, tenant).await?;
    let rows: Vec<Row> = sqlx::query_as(LISTED).bind(tenant.0).fetch_all(&mut *connection).await?;
    if rows.len() >= command.most {
        return Err(StoreError::Conflict("There are as many groups as a shop can have.".into()));
    }
    for row in rows {
        let known = Synonyms::try_from(row)?;
        if known.words == command.words {
            return Ok(known.id);
        }
    }
    let query =
        sqlx::query_scalar("INSERT INTO synonyms (tenant_id, words) VALUES ($1, $2) RETURNING id");
    let query = query.bind(tenant.0).bind(json(&command.words)?);
    let id = SynonymsId(query.fetch_one(connection).await?);
    let subject = command.words.join(", ");
    let change = Change::SynonymsChanged { id, note: note(&command.origin, &subject) };
    let effect = Effect::new(tenant, &command.origin, change);
    effects.push(effect.audited(subject, NOTHING, Some(&command.words))?);
    Ok(id)
}

pub(super) async fn remove(
    connection: &mut Connection,
    command: &RemoveSynonyms,
    effects: &mut Vec<Effect>,
) -> Result<()> {
    let (tenant, id) = (command.tenant, command.id);
    tenants::lock(connection, tenant).await?;
    let query = sqlx::query_as(ONE).bind(tenant.0).bind(id.0);
    let row: Option<Row> = query.fetch_optional(&mut *connection).await?;
    let known = Synonyms::try_from(row.ok_or(StoreError::NotFound("group of synonyms"))?)?;
    let query = sqlx::query("DELETE FROM synonyms WHERE tenant_id = $1 AND id = $2");
    query.bind(tenant.0).bind(id.0).execute(connection).await?;
    let subject = known.words.join(", ");
    let change = Change::SynonymsChanged { id, note: note(&command.origin, &subject) };
    let effect = Effect::new(tenant, &command.origin, change);
    effects.push(effect.audited(subject, Some(known.words), NOTHING)?);
    Ok(())
}
