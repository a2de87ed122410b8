//! Follows every tenant's feed and brings the views up to date.
//!
//! Per stretch of events, always in this order: the provider forgets, critical data is replaced,
//! the window is made anew, cached pages are dropped, frames go out, and last the position is
//! announced. So a reader who waited for a position finds every view at it, and a page rendered
//! after a frame was sent shows what the frame said.

use crate::critical::{Access, Tenants, load_filled, load_placements};
use crate::frames::{board_frames, header_frame, products_frame, window_frame};
use crate::hub::Audience;
use crate::keys;
use crate::runtime::{Engine, Shelves};
use crate::to_problem;
use crate::touched::Touched;
use crate::trade::Authorities;
use crate::view::ViewChange;
use crate::window::Placements;
use contract::ports::PageTag;
use contract::{CartId, Frame, Problem, ProductId, Seq, ShopWindow, TenantId, Timestamp};
use std::collections::HashSet;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, PoisonError};
use std::time::Duration;
use store::Event;

/// Events taken in one stretch.
const STRETCH: i64 = 500;
/// Between being told of a position and looking for it: anyone may name one.
const LULL: Duration = Duration::from_millis(10);

/// Says that a feed may have grown. A lost word costs one poll interval, nothing else.
#[async_trait::async_trait]
pub trait WakeUp: Send {
    async fn woken(&mut self);
}

/// Hears the commits of this process.
struct InProcess(tokio::sync::watch::Receiver<u64>);

#[async_trait::async_trait]
impl WakeUp for InProcess {
    async fn woken(&mut self) {
        if self.0.changed().await.is_err() {
            // The store is closed; polling goes on until the engine stops.
            std::future::pending::<()>().await;
        }
    }
}

pub(crate) async fn follow(engine: Arc<Engine>) {
    let mut wake_up: Box<dyn WakeUp> = Box::new(InProcess(engine.store.commits()));
    let mut failing = Failing::default();
    loop {
        let heads = engine.store.feed_heads().await.map_err(to_problem);
        engine.following.store(heads.is_ok(), Relaxed);
        match &heads {
            Ok(heads) => {
                failing.ends(None);
                for (tenant, head) in heads {
                    // One shop's trouble is not its neighbours'.
                    match catch_up(&engine, *tenant, *head).await {
                        Ok(()) => failing.ends(Some(*tenant)),
                        Err(problem) => failing.begins(Some(*tenant), &problem),
                    }
                }
            }
            Err(problem) => failing.begins(None, problem),
        }
        // Either way the feed is looked at; a timeout is the poll.
        let mut patience = engine.options.poll;
        if !failing.0.is_empty() {
            patience = patience.min(Duration::from_secs(1));
        }
        let told = async {
            engine.grown.notified().await;
            tokio::time::sleep(LULL).await;
        };
        tokio::select! {
            () = wake_up.woken() => {}
            () = told => {}
            () = tokio::time::sleep(patience) => {}
        }
    }
}

/// The feeds that could not be followed when last tried, `None` for all of them; said once each.
#[derive(Default)]
struct Failing(HashSet<Option<TenantId>>);

impl Failing {
    fn begins(&mut self, feed: Option<TenantId>, problem: &Problem) {
        if self.0.insert(feed) {
            tracing::warn!(tenant = ?feed, %problem, "The feed cannot be followed; trying again.");
        }
    }

    fn ends(&mut self, feed: Option<TenantId>) {
        if self.0.remove(&feed) {
            tracing::info!(tenant = ?feed, "The feed is followed again.");
        }
    }
}

async fn catch_up(engine: &Arc<Engine>, tenant: TenantId, head: Seq) -> Result<(), Problem> {
    let shelves = match engine.shelves(tenant) {
        Some(shelves) => shelves,
        None => engine.open_shop(tenant, Seq(0)).await?,
    };
    shelves.head.store(head.0, Relaxed);
    loop {
        let applied = *shelves.applied.borrow();
        if applied >= head {
            return Ok(());
        }
        let events = engine.store.feed_after(tenant, applied, STRETCH).await;
        let events = match events {
            Ok(events) if !events.is_empty() => events,
            // Nothing, or not what follows: it may be that it is kept no longer.
            events => {
                let floor = engine.store.feed_floor(tenant).await.map_err(to_problem)?;
                if applied < floor {
                    return start_over(engine, tenant, &shelves, head).await;
                }
                return events.map(drop).map_err(to_problem);
            }
        };
        apply(engine, tenant, &shelves, &events).await?;
    }
}

/// The feed no longer reaches back to where this node stands: take the state, then follow on.
async fn start_over(
    engine: &Arc<Engine>,
    tenant: TenantId,
    shelves: &Shelves,
    head: Seq,
) -> Result<(), Problem> {
    tracing::warn!(%tenant, %head, "This node fell behind the feed's retention; starting over from the tables.");
    engine.provider.invalidate_all();
    engine.tenants.set(Tenants::load(&engine.store).await?);
    engine.access.set(Access::load(&engine.store).await?);
    engine.keys.known.set(keys::Known::load(&engine.store).await?);
    engine.authorities.set(Authorities::load(&engine.store).await?);
    shelves.placements.set(load_placements(&engine.store, tenant).await?);
    shelves.forget_window(head);
    let change = ViewChange { tenant, seq: head, everything: true, ..Default::default() };
    tell_views(engine, &change);
    let cursor = contract::live::Cursor { seq: head, at: engine.clock.now() };
    engine.hub.publish(tenant, head, &[Frame::Reset(cursor)], &[], &[]);
    shelves.announce(None);
    shelves.applied.send_replace(head);
    engine.rescheduled.notify_one();
    Ok(())
}

async fn apply(
    engine: &Arc<Engine>,
    tenant: TenantId,
    shelves: &Shelves,
    events: &[Event],
) -> Result<(), Problem> {
    let Some(last) = events.last() else {
        return Ok(());
    };
    let touched = Touched::by(tenant, events);
    let records = touched.records();

    engine.provider.invalidate(tenant, &records);
    if touched.reread || touched.tenant {
        engine.provider.invalidate_shop(tenant);
    }
    if touched.tenant {
        engine.tenants.set(Tenants::load(&engine.store).await?);
    }
    if touched.access {
        engine.access.set(Access::load(&engine.store).await?);
        engine.hub.close(Audience::Board);
    }
    if touched.connections {
        engine.authorities.set(Authorities::load(&engine.store).await?);
    }
    if touched.keys {
        engine.keys.known.set(keys::Known::load(&engine.store).await?);
    }
    let before = shelves.placements.get();
    let header = before.header.clone();
    if touched.placements || touched.reread {
        let mut changed = load_placements(&engine.store, tenant).await?;
        let unread = touched.reread && !touched.placements;
        changed.changed_at = if unread { shelves.placements.get().changed_at } else { last.at };
        shelves.placements.set(changed);
    }
    let is_loaded = touched.placements || touched.reread;
    let has_other_products = !touched.products.is_empty() || !touched.removed.is_empty();
    let is_refilled =
        !is_loaded && has_other_products && refill(engine, tenant, shelves, last.at).await?;
    if let Some(boundary) = touched.boundary {
        shelves.reach(boundary);
    }
    let placed: HashSet<ProductId> = shelves.placements.get().product_ids().into_iter().collect();
    let window_touched = touched.placements
        || is_refilled
        || touched.boundary.is_some()
        || touched.tenant
        || records.iter().any(|id| placed.contains(id));
    if window_touched || touched.reread {
        shelves.forget_window(last.seq);
    }

    let mut change = ViewChange {
        tenant,
        seq: last.seq,
        tags: touched.tags.clone(),
        records: records.clone(),
        paths: touched.paths.clone(),
        everything: touched.everything,
    };
    change.tags.extend(records.iter().map(|id| PageTag::Product(tenant, *id)));
    if touched.synonyms {
        change.tags.push(PageTag::Synonyms(tenant));
    }
    if touched.relisted {
        change.tags.push(PageTag::Categories(tenant));
    }
    if window_touched {
        change.tags.push(PageTag::Window(tenant));
    }
    if !before.has_same_looks(&shelves.placements.get()) {
        change.tags.push(PageTag::Looks(tenant));
    }
    if touched.tenant {
        change.tags.push(PageTag::Tenant(tenant));
        // The directory follows the house's feed, and this position is not one of it.
        let tags = vec![PageTag::Directory];
        tell_views(engine, &ViewChange { tenant: TenantId::HOUSE, tags, ..Default::default() });
    }
    tell_views(engine, &change);

    let carts: Vec<CartId> = touched.carts.iter().copied().collect();
    if engine.hub.pass(tenant, last.seq, &carts) {
        shelves.announce(None);
    } else {
        // The window is read as of the position it is about to be announced at.
        let mut public = Vec::new();
        public.extend(products_frame(engine, tenant, last.seq, &touched).await?);
        let before = shelves.announced();
        let mut after = before.clone();
        if window_touched || touched.reread {
            let window = engine.window(tenant).await?;
            let same = |before: &Arc<ShopWindow>| before.featured_types == window.featured_types;
            if !before.as_ref().is_some_and(same) {
                public.push(window_frame(last.seq, before.as_deref(), &window));
            }
            // Where nothing was told yet, open pages show it as it was before this stretch.
            let is_other = match &before {
                Some(before) => before.header != window.header,
                None => {
                    let placements = shelves.placements.get();
                    placements.header != header || touched.reaches_header(&placements)
                }
            };
            if is_other {
                public.push(header_frame(last.seq, &window));
            }
            after = Some(window);
        }
        let board = board_frames(&touched, window_touched, last.seq);
        engine.hub.publish(tenant, last.seq, &public, &board, &carts);
        shelves.announce(after);
    }
    *shelves.last_event_at.lock().unwrap_or_else(PoisonError::into_inner) = Some(last.at);
    shelves.applied.send_replace(last.seq);
    if touched.orders {
        engine.ordered.notify_one();
        engine.written.notify_one();
    }
    if touched.placements {
        engine.rescheduled.notify_one();
    }
    Ok(())
}

/// Asks the rules of shelves again. Answers whether one of them adds something else now.
async fn refill(
    engine: &Arc<Engine>,
    tenant: TenantId,
    shelves: &Shelves,
    at: Timestamp,
) -> Result<bool, Problem> {
    let placements = shelves.placements.get();
    if placements.types.iter().all(|kind| kind.rule.is_none()) {
        return Ok(false);
    }
    let filled = load_filled(&engine.store, tenant, &placements.types).await?;
    if filled == placements.filled {
        return Ok(false);
    }
    shelves.placements.set(Placements { filled, changed_at: at, ..(*placements).clone() });
    Ok(true)
}

pub(crate) fn tell_views(engine: &Engine, change: &ViewChange) {
    for view in engine.views.get().into_iter().flatten() {
        view.apply(change);
    }
}
