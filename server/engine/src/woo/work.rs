//! Works off what waits: deliveries into sayings, sayings into products.

use super::make::{Categories, make};
use super::read::{NotAThing, saying};
use crate::Engine;
use crate::import::transform::Rules;
use crate::to_problem;
use contract::{Problem, Tenant, TenantId};
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use store::upstream::{
    DeliveryId, Key, Kind, Made, Outcome, Root, Saying, Verdict, Waiting, Worked,
};
use store::{Origin, PublishProducts, TakeSayings};

/// Deliveries taken in at once; each may say two things.
const DELIVERIES: i64 = 200;
/// Products made at once.
const PRODUCTS: i64 = 200;
/// How often is looked when nobody says that there is something: for what another node took in and
/// could not finish, and for sales that begin or end.
const PAUSE: Duration = Duration::from_secs(1);

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
        let trace = take(engine, id).await?;
        any |= trace.is_some();
        any |= publish(engine, &tenant, trace).await?;
    }
    Ok(any)
}

/// Takes deliveries in. Answers the trace of the last, where there were any.
async fn take(engine: &Engine, tenant: TenantId) -> Result<Option<String>, Problem> {
    let waiting =
        engine.store.inbox(tenant, DeliveryId(0), DELIVERIES).await.map_err(to_problem)?;
    let Some(last) = waiting.last() else {
        return Ok(None);
    };
    let trace = last.trace_id.clone();
    let (mut sayings, mut worked) = (Vec::new(), Vec::new());
    for delivery in &waiting {
        match heard(delivery) {
            Ok(said) => sayings.extend(said),
            Err(error) => {
                tracing::warn!(%tenant, trace_id = delivery.trace_id, topic = delivery.topic, %error, "A delivery is not understood; it stands in quarantine.");
                worked.push(Worked {
                    id: delivery.id,
                    root: None,
                    outcome: Worked::UNREADABLE.into(),
                    detail: Some(error.to_string()),
                });
            }
        }
    }
    let at = engine.clock.now();
    let said: Vec<(Key, Option<DeliveryId>)> =
        sayings.iter().map(|saying| (saying.key, saying.delivery)).collect();
    let command = TakeSayings { tenant, sayings, worked, at };
    let verdicts: Vec<Verdict> = engine.store.write(command).await.map_err(to_problem)?.value;
    for ((key, delivery), verdict) in said.iter().zip(verdicts) {
        let trace_id = waiting.iter().find(|it| Some(it.id) == *delivery).map(|it| &it.trace_id);
        tracing::debug!(%tenant, kind = key.kind.as_str(), id = key.id, verdict = verdict.as_str(), trace_id, "The shop said something.");
    }
    Ok(Some(trace))
}

/// What a delivery says.
fn heard(delivery: &Waiting) -> Result<Vec<Saying>, NotAThing> {
    let value: Value = serde_json::from_str(&delivery.body)
        .map_err(|error| NotAThing::NotJson(error.to_string()))?;
    let is_end = value.as_object().is_some_and(|fields| fields.len() == 1);
    if is_end && let Some(id) = value.get("id").and_then(Value::as_i64).filter(|id| *id > 0) {
        // It says no more than that, neither when nor whether it was a product or a variation of
        // one: ids are of both.
        let end = |kind, delivery_id| Saying {
            key: Key { kind, id },
            root: Root(id),
            version: Some(delivery.received_at),
            content: None,
            asked_at: None,
            delivery: delivery_id,
        };
        return Ok(vec![end(Kind::Variation, None), end(Kind::Product, Some(delivery.id))]);
    }
    let saying = saying(&value, None)?;
    Ok(vec![Saying { delivery: Some(delivery.id), ..saying }])
}

/// Makes the products that were stirred, or are due. Answers whether there were any.
async fn publish(engine: &Engine, tenant: &Tenant, trace: Option<String>) -> Result<bool, Problem> {
    let now = engine.clock.now();
    let stirred = engine.store.stirred(tenant.id, Root(0), PRODUCTS, now);
    let stirred = stirred.await.map_err(to_problem)?;
    if stirred.is_empty() {
        return Ok(false);
    }
    let kept = engine.store.upstream_categories(tenant.id).await.map_err(to_problem)?;
    let rules = Rules { currency: tenant.currency, now };
    // Reading HTML is work for a processor, not for the tasks that answer.
    let made = tokio::task::spawn_blocking(move || {
        let categories = Categories::new(&kept);
        stirred.iter().map(|stirred| make(stirred, &categories, &rules)).collect::<Vec<Made>>()
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
    let origin = Origin {
        actor: "WooCommerce".into(),
        user_id: None,
        trace_id: trace.unwrap_or_else(|| crate::accounts::random_hex(16)),
        producer_id: "woocommerce".into(),
        at: now,
    };
    let command = PublishProducts { tenant: tenant.id, origin, made };
    engine.store.write(command).await.map_err(to_problem)?;
    Ok(true)
}
