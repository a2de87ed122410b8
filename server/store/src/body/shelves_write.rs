//! What stands on a shelf, in which order and when: one thing at a time.

use super::Connection;
use super::board_load::{Opened, open};
use crate::command::{Feature, Unfeature};
use crate::effect::{Effect, note};
use crate::event::Change;
use crate::record::Origin;
use crate::{Result, StoreError};
use contract::edit::Place;
use contract::{Assignment, AssignmentId, FeaturedTypeId, ProductId, TenantId};

type Key = (FeaturedTypeId, ProductId);

/// One placement on its way to be another.
struct Handled {
    opened: Opened,
    key: Key,
    /// As the audit names it.
    subject: String,
    before: Option<Assignment>,
}

async fn take_up(connection: &mut Connection, tenant: TenantId, key: Key) -> Result<Handled> {
    let opened = open(connection, tenant, [key.0], [key.1]).await?;
    let shelf = &opened.bench.featured_type(key.0)?.name;
    let subject = format!("{} in {shelf}", opened.bench.product(key.1)?.name);
    let before = assignment(&opened, key);
    Ok(Handled { opened, key, subject, before })
}

fn assignment(opened: &Opened, key: Key) -> Option<Assignment> {
    let bench = &opened.bench;
    let place = bench.place_of(key)?;
    let placed = &bench.shelves[&key.0][place.position as usize];
    let assignment = placed.assignment(key.0, bench.revision_of(key));
    Some(Assignment { position: place.position, ..assignment })
}

const PLACED: &str =
    "SELECT id FROM assignments WHERE tenant_id = $1 AND type_id = $2 AND product_id = $3";

impl Handled {
    /// Writes it as asked, where that is another way than it is. Answers the assignment.
    async fn put(
        mut self,
        connection: &mut Connection,
        (tenant, origin): (TenantId, &Origin),
        after: Option<Place>,
        change: impl FnOnce(crate::Note) -> Change,
        effects: &mut Vec<Effect>,
    ) -> Result<AssignmentId> {
        if !self.opened.bench.set(self.key, after)? {
            return Ok(self.before.map(|before| before.id).unwrap_or_default());
        }
        self.opened.keep(connection, tenant, origin, None).await?;
        let mut after = assignment(&self.opened, self.key);
        if let Some(after) = after.as_mut().filter(|after| after.id == AssignmentId::default()) {
            let query = sqlx::query_scalar(PLACED).bind(tenant.0).bind(self.key.0.0);
            after.id = AssignmentId(query.bind(self.key.1.0).fetch_one(connection).await?);
        }
        let id = after.as_ref().map(|after| after.id).unwrap_or_default();
        let change = change(note(origin, &self.subject));
        let effect = Effect::new(tenant, origin, change);
        let effect = effect.audited(self.subject, self.before, after)?;
        effects.push(effect.of_revision(self.opened.bench.revision));
        Ok(id)
    }
}

pub(super) async fn feature(
    connection: &mut Connection,
    command: &Feature,
    effects: &mut Vec<Effect>,
) -> Result<AssignmentId> {
    let (tenant, product, request) = (command.tenant, command.product, &command.request);
    let featured_type = request.type_id;
    let key = (featured_type, product);
    let handled = take_up(connection, tenant, key).await?;
    let bench = &handled.opened.bench;
    if !bench.product(product)?.is_listed {
        return Err(StoreError::NotFound("product"));
    }
    let position = bench.slot(key, request.position);
    let after = Place { position, starts_at: request.starts_at, ends_at: request.ends_at };
    let change = |note| Change::ProductFeatured { product, featured_type, note };
    handled.put(connection, (tenant, &command.origin), Some(after), change, effects).await
}

pub(super) async fn unfeature(
    connection: &mut Connection,
    command: &Unfeature,
    effects: &mut Vec<Effect>,
) -> Result<()> {
    let Unfeature { tenant, origin, product, featured_type } = command;
    let (product, featured_type) = (*product, *featured_type);
    let handled = take_up(connection, *tenant, (featured_type, product)).await?;
    if handled.before.is_none() {
        return Err(StoreError::NotFound("placement"));
    }
    let change = |note| Change::ProductUnfeatured { product, featured_type, note };
    handled.put(connection, (*tenant, origin), None, change, effects).await?;
    Ok(())
}
