//! What goes on without anybody asking: pictures of the window are made before they are asked for,
//! and what was found is written down.

use super::{Finding, Pictures, Studio, WIDTHS};
use crate::runtime::Engine;
use crate::to_problem;
use crate::view::{View, ViewChange};
use contract::ports::PageTag;
use contract::{Problem, ProductId, TenantId, UniversalProduct};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use store::{NotePictures, Origin, PictureRecord};
use tokio::sync::mpsc;

/// Findings of so long make one event.
const GATHERING: Duration = Duration::from_millis(300);
/// The most of them.
const AT_ONCE: usize = 200;
/// What cards are shown in; wider ones are made when a product's own page asks.
const WIDEST_CARD: i64 = 720;
/// Sources that failed are tried again.
const AGAIN: Duration = Duration::from_secs(5 * 60);

/// Hears of changes to the window.
pub struct Stirred(pub Arc<Pictures>);

impl View for Stirred {
    fn apply(&self, change: &ViewChange) {
        if let Some(studio) = &self.0.0
            && (change.everything || change.tags.contains(&PageTag::Window(change.tenant)))
        {
            studio.stirred.notify_one();
        }
    }
}

/// Makes the pictures of every shop's window, now and whenever one changes.
pub async fn prepare(engine: Arc<Engine>) {
    let Some(studio) = engine.pictures.0.clone() else {
        return;
    };
    loop {
        for (tenant, _) in engine.shops() {
            if let Ok(window) = engine.window(tenant).await {
                for product in &window.featured_products {
                    studio.prepare(product).await;
                }
            }
        }
        // Whoever stirs meanwhile is heard at once.
        let _ = tokio::time::timeout(AGAIN, studio.stirred.notified()).await;
    }
}

impl Studio {
    /// One at a time: people who wait come first.
    async fn prepare(self: &Arc<Self>, product: &UniversalProduct) {
        let source = product.image_url.as_deref();
        let Some(wanted) = source.and_then(|source| self.wanted_source(product, source)) else {
            return;
        };
        let is_missing = |width: &i64| {
            let content = wanted.content.as_ref();
            !content.is_some_and(|content| self.files.has(&wanted.names(content).of_width(*width)))
        };
        let missing: Vec<i64> =
            WIDTHS.into_iter().filter(|width| *width <= WIDEST_CARD).filter(is_missing).collect();
        if !missing.is_empty() {
            // Said where it failed; shoppers see the ground behind.
            let _ = self.make(&wanted, &missing).await;
        }
    }
}

/// Writes down what was found, many findings at a time.
pub async fn write_down(engine: Arc<Engine>, mut found: mpsc::Receiver<Finding>) {
    while let Some(first) = found.recv().await {
        let mut gathered = vec![first];
        let gather = async {
            while gathered.len() < AT_ONCE
                && let Some(next) = found.recv().await
            {
                gathered.push(next);
            }
        };
        let _ = tokio::time::timeout(GATHERING, gather).await;
        let mut by_shop: HashMap<TenantId, Vec<(ProductId, PictureRecord)>> = HashMap::new();
        for (tenant, product, record) in gathered {
            by_shop.entry(tenant).or_default().push((product, record));
        }
        for (tenant, pictures) in by_shop {
            if let Err(problem) = note(&engine, tenant, pictures).await {
                tracing::warn!(%tenant, %problem, "What pictures were found to be could not be written down; they are looked at again.");
            }
        }
    }
}

async fn note(
    engine: &Engine,
    tenant: TenantId,
    pictures: Vec<(ProductId, PictureRecord)>,
) -> Result<(), Problem> {
    let origin = Origin {
        actor: "pictures".into(),
        user_id: None,
        trace_id: crate::accounts::random_hex(16),
        producer_id: "pictures".into(),
        at: engine.clock.now(),
    };
    let note = NotePictures { tenant, origin, pictures };
    engine.store.write(note).await.map_err(to_problem)?;
    Ok(())
}
