//! Works off what waits: deliveries into sayings, sayings into products.

use super::make::{Categories, make};
use super::read::{NotAThing, saying};
use super::sync::{ShopSync, Wish};
use crate::Engine;
use crate::import::transform::Rules;
use crate::to_problem;
use contract::{Problem, Tenant, Timestamp};
use serde_json::Value;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use store::upstream::{
    DeliveryId, Key, Kind, Made, Outcome, Root, Saying, Verdict, Waiting, Worked,
};
use store::{Origin, PublishOutcome, PublishProducts, Store, TakeSayings};
use tokio::time::{Instant, timeout_at};

/// Deliveries taken in at once; each may say two things.
const DELIVERIES: i64 = 200;
/// Products made at once.
const PRODUCTS: i64 = 200;
/// How often is looked when nobody says that there is something: for what another node took in and
/// could not finish, and for sales that begin or end.
const PAUSE: Duration = Duration::from_secs(1);
/// What one shop may cost all others in waiting for its answers, per round.
const LONGEST_ASKING: Duration = Duration::from_secs(3);

/// What could not be settled by asking for it.
const COMPARED: Wish = Wish { reconcile: true, webhooks: false };

/// Goes on until dropped.
pub(crate) async fn keep_working(engine: Arc<Engine>) {
    loop {
        match work(&engine).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(problem) => {
                tracing::warn!(title = %problem.title, "What the shops said cannot be worked off; trying again.");
            }
        }
        tokio::select! {
            () = engine.said.notified() => {}
            () = tokio::time::sleep(PAUSE) => {}
        }
    }
}

/// One round over all shops. Answers whether anything was done.
pub(crate) async fn work(engine: &Engine) -> Result<bool, Problem> {
    let mut any = false;
    let now = engine.clock.now();
    for id in engine.store.busy_tenants(now).await.map_err(to_problem)? {
        let Ok(tenant) = engine.tenant(&id.to_string()) else {
            continue;
        };
        // One shop's trouble is not its neighbours'.
        match work_for(engine, &tenant).await {
            Ok(done) => any |= done,
            Err(problem) => {
                tracing::warn!(tenant = %id, title = %problem.title, "What the shop said cannot be worked off; trying again.");
            }
        }
    }
    Ok(any)
}

async fn work_for(engine: &Engine, tenant: &Tenant) -> Result<bool, Problem> {
    let trace = take(engine, tenant).await?;
    let mut any = trace.is_some();
    any |= publish(engine, tenant, trace).await?;
    if any {
        count_what_waits(engine, tenant).await?;
    }
    Ok(any)
}

/// Takes deliveries in. Answers the trace of the last, where there were any.
async fn take(engine: &Engine, shop: &Tenant) -> Result<Option<String>, Problem> {
    let (tenant, slug) = (shop.id, &shop.slug);
    let waiting =
        engine.store.inbox(tenant, DeliveryId(0), DELIVERIES).await.map_err(to_problem)?;
    let Some(last) = waiting.last() else {
        return Ok(None);
    };
    let trace = last.trace_id.clone();
    let shop = engine.followed(tenant);
    let until = Instant::now() + LONGEST_ASKING;
    let (mut sayings, mut worked) = (Vec::new(), Vec::new());
    for delivery in &waiting {
        let heard = match (heard(delivery), &shop) {
            (Ok(Heard::Said(said)), _) => Ok(vec![said]),
            (Ok(Heard::End(id)), None) => Ok(ends(id, delivery)),
            // Anyone may have kept an old delivery: only the shop knows whether it is still so.
            (Ok(Heard::End(id)), Some(shop)) => {
                let answer = timeout_at(until, confirmed(engine, shop, id, delivery)).await;
                answer.unwrap_or_else(|_| Err((Worked::UNCONFIRMED, "no answer yet".into())))
            }
            (Err(error), _) => Err((Worked::UNREADABLE, error.to_string())),
        };
        match heard {
            Ok(said) => sayings.extend(said),
            Err((outcome, detail)) => {
                tracing::warn!(
                    tenant = slug,
                    trace_id = delivery.trace_id,
                    topic = delivery.topic,
                    outcome,
                    detail,
                    "A delivery came to nothing; it can be tried again."
                );
                metrics::counter!("etalage_deliveries_total", "shop" => slug.clone(), "outcome" => outcome).increment(1);
                worked.push(Worked {
                    id: delivery.id,
                    root: None,
                    outcome: outcome.into(),
                    detail: Some(detail),
                    changed_at: None,
                });
            }
        }
    }
    if let Some(shop) = &shop
        && worked.iter().any(|it: &Worked| it.outcome == Worked::UNCONFIRMED)
    {
        shop.wishes.add(COMPARED);
    }
    let said: Vec<(Key, Root, Option<DeliveryId>)> =
        sayings.iter().map(|it| (it.key, it.root, it.delivery)).collect();
    let command = TakeSayings { tenant, sayings, worked, at: engine.clock.now() };
    let verdicts = engine.store.write(command).await.map_err(to_problem)?.value;
    let traces: HashMap<DeliveryId, &str> =
        waiting.iter().map(|it| (it.id, it.trace_id.as_str())).collect();
    let mut tied = Vec::new();
    for ((key, root, delivery), verdict) in said.into_iter().zip(verdicts) {
        if verdict == Verdict::Tied {
            tied.push((key, root));
        }
        // What a delivery says besides its own thing is no decision of its own.
        let Some(delivery) = delivery else { continue };
        let (outcome, trace_id) = (verdict.as_str(), traces.get(&delivery).copied());
        tracing::info!(
            tenant = slug,
            trace_id,
            kind = key.kind.as_str(),
            id = key.id,
            outcome,
            "A delivery was taken in."
        );
        metrics::counter!("etalage_deliveries_total", "shop" => slug.clone(), "outcome" => outcome)
            .increment(1);
    }
    if let Some(shop) = shop.filter(|_| !tied.is_empty())
        && !matches!(timeout_at(until, shop.ask_for(tied)).await, Ok(Ok(_)))
    {
        // What was chosen by its content stays until it is compared.
        shop.wishes.add(COMPARED);
    }
    Ok(Some(trace))
}

/// What a delivery says.
enum Heard {
    Said(Saying),
    /// That the thing with this id is gone. It says no more than that: neither when, nor whether it
    /// was a product or a variation of one; ids are of both.
    End(i64),
}

fn heard(delivery: &Waiting) -> Result<Heard, NotAThing> {
    let value: Value = serde_json::from_str(&delivery.body)
        .map_err(|error| NotAThing::NotJson(error.to_string()))?;
    let is_end = value.as_object().is_some_and(|fields| fields.len() == 1);
    if is_end && let Some(id) = value.get("id").and_then(Value::as_i64).filter(|id| *id > 0) {
        return Ok(Heard::End(id));
    }
    let saying = saying(&value, None)?;
    Ok(Heard::Said(Saying { delivery: Some(delivery.id), ..saying }))
}

/// Of the moment it was heard: there is nobody to ask.
fn ends(id: i64, delivery: &Waiting) -> Vec<Saying> {
    let end = |kind| Saying {
        key: Key { kind, id },
        root: Root(id),
        version: Some(delivery.received_at),
        content: None,
        asked_at: None,
        delivery: None,
    };
    vec![end(Kind::Variation), Saying { delivery: Some(delivery.id), ..end(Kind::Product) }]
}

/// What the shop itself says of something it said was gone. Where it cannot be asked, the next
/// comparison with it finds out.
async fn confirmed(
    engine: &Engine,
    shop: &ShopSync,
    id: i64,
    delivery: &Waiting,
) -> Result<Vec<Saying>, (&'static str, String)> {
    let asked_at = engine.clock.now();
    let answer = shop.client.one(&format!("products/{id}")).await;
    let answer = answer.map_err(|error| (Worked::UNCONFIRMED, error.to_string()))?;
    let Some(value) = answer else {
        let end = |kind| shop.gone(Key { kind, id }, Root(id), asked_at);
        let product = Saying { delivery: Some(delivery.id), ..end(Kind::Product) };
        return Ok(vec![end(Kind::Variation), product]);
    };
    let saying = saying(&value, Some(asked_at));
    let saying = saying.map_err(|error| (Worked::UNREADABLE, error.to_string()))?;
    Ok(vec![Saying { delivery: Some(delivery.id), ..saying }])
}

async fn publish(engine: &Engine, tenant: &Tenant, trace: Option<String>) -> Result<bool, Problem> {
    let now = engine.clock.now();
    let (actor, producer) = match engine.inventory(tenant.id) {
        Some(_) => ("Back office", "inventory"),
        None => ("WooCommerce", "woocommerce"),
    };
    let origin = Origin {
        actor: actor.into(),
        user_id: None,
        trace_id: trace.unwrap_or_else(|| crate::accounts::random_hex(16)),
        producer_id: producer.into(),
        at: now,
    };
    let Some(outcome) = publish_some(&engine.store, tenant, origin).await? else {
        return Ok(false);
    };
    let seconds = |since: Timestamp| (now.0 - since.0).max(0) as f64 / 1000.0;
    for (changed_at, received_at) in &outcome.ways {
        let shop = tenant.slug.clone();
        metrics::histogram!("etalage_delivery_shown_seconds", "shop" => shop.clone())
            .record(seconds(*received_at));
        if let Some(changed_at) = changed_at {
            metrics::histogram!("etalage_source_lag_seconds", "shop" => shop)
                .record(seconds(*changed_at));
        }
    }
    tracing::info!(
        tenant = tenant.slug,
        created = outcome.products.created,
        updated = outcome.products.updated,
        hidden = outcome.hidden,
        refused = outcome.refused,
        "Products were made of what the shop said."
    );
    Ok(true)
}

/// Makes some of the products that were stirred, or are due; none where there are none.
pub(super) async fn publish_some(
    store: &Store,
    tenant: &Tenant,
    origin: Origin,
) -> Result<Option<PublishOutcome>, Problem> {
    let now = origin.at;
    let stirred = store.stirred(tenant.id, Root(0), PRODUCTS, now);
    let stirred = stirred.await.map_err(to_problem)?;
    if stirred.is_empty() {
        return Ok(None);
    }
    let kept = store.upstream_categories(tenant.id).await.map_err(to_problem)?;
    let rules = Rules { currency: tenant.currency, now };
    // Reading HTML is work for a processor, not for the tasks that answer.
    let made = tokio::task::spawn_blocking(move || {
        let categories = Categories::new(&kept);
        let made = |stirred| {
            let of_inventory = crate::inventory::make(stirred, &rules);
            of_inventory.unwrap_or_else(|| make(stirred, &categories, &rules))
        };
        stirred.iter().map(made).collect::<Vec<Made>>()
    });
    let made = made.await.map_err(|error| {
        tracing::error!(%error, "Products could not be made.");
        Problem::internal()
    })?;
    for made in &made {
        if let Outcome::Refused(reasons) = &made.product
            && let Some(first) = reasons.first()
        {
            tracing::warn!(tenant = %tenant.id, product = made.root.0, field = first.field, reason = first.reason, "A product cannot be made; it stands in quarantine.");
        }
    }
    let command = PublishProducts { tenant: tenant.id, origin, made };
    Ok(Some(store.write(command).await.map_err(to_problem)?.value))
}

/// For whoever watches the node.
pub(crate) async fn count_what_waits(engine: &Engine, tenant: &Tenant) -> Result<(), Problem> {
    let counts = engine.store.upstream_counts(tenant.id).await.map_err(to_problem)?;
    let gauge = |name: &'static str, count: i64| {
        metrics::gauge!(name, "shop" => tenant.slug.clone()).set(count as f64);
    };
    gauge("etalage_deliveries_waiting", counts.waiting);
    gauge("etalage_source_products", counts.shown);
    gauge("etalage_source_quarantined", counts.refused);
    Ok(())
}
