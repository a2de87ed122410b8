//! Follows every tenant's feed and brings the views up to date.
//!
//! Per stretch of events, always in this order: the provider forgets, critical data is replaced,
//! the window is made anew, cached pages are dropped, frames go out, and last the position is
//! announced. So a reader who waited for a position finds every view at it, and a page rendered
//! after a frame was sent shows what the frame said.

use crate::critical::{Access, Tenants, load_placements};
use crate::hub::Audience;
use crate::runtime::{Engine, Shelves};
use crate::to_problem;
use crate::view::ViewChange;
use crate::window::{changed_shelves, order};
use contract::live::{BoardChanged, FACTS_PER_FRAME, ProductsChanged, WindowChanged};
use contract::ports::PageTag;
use contract::{Frame, Problem, ProductId, Seq, ShopWindow, TenantId};
use std::collections::BTreeSet;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, PoisonError};
use std::time::Duration;
use store::{Change, Event, Note};

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
    let mut failing = false;
    loop {
        match catch_up(&engine).await {
            Ok(()) => {
                engine.following.store(true, Relaxed);
                if std::mem::take(&mut failing) {
                    tracing::info!("The feed is followed again.");
                }
            }
            Err(problem) => {
                engine.following.store(false, Relaxed);
                if !std::mem::replace(&mut failing, true) {
                    tracing::warn!(%problem, "The feed cannot be followed; trying again.");
                }
                tokio::time::sleep(engine.options.poll.min(Duration::from_secs(1))).await;
                continue;
            }
        }
        let told = async {
            engine.grown.notified().await;
            tokio::time::sleep(LULL).await;
        };
        tokio::select! {
            () = wake_up.woken() => {}
            () = told => {}
            () = tokio::time::sleep(engine.options.poll) => {}
        }
    }
}

async fn catch_up(engine: &Arc<Engine>) -> Result<(), Problem> {
    for (tenant, head) in engine.store.feed_heads().await.map_err(to_problem)? {
        let shelves = match engine.shelves(tenant) {
            Some(shelves) => shelves,
            None => engine.open_shop(tenant, Seq(0)).await?,
        };
        shelves.head.store(head.0, Relaxed);
        while *shelves.applied.borrow() < head {
            let applied = *shelves.applied.borrow();
            let floor = engine.store.feed_floor(tenant).await.map_err(to_problem)?;
            if applied < floor {
                start_over(engine, tenant, &shelves, head).await?;
                break;
            }
            let events =
                engine.store.feed_after(tenant, applied, STRETCH).await.map_err(to_problem)?;
            if events.is_empty() {
                break;
            }
            apply(engine, tenant, &shelves, &events).await?;
        }
    }
    Ok(())
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
    shelves.placements.set(load_placements(&engine.store, tenant).await?);
    shelves.forget_window(head);
    let change = ViewChange { tenant, seq: head, everything: true, ..Default::default() };
    tell_views(engine, &change);
    let cursor = contract::live::Cursor { seq: head, at: engine.clock.now() };
    engine.hub.publish(tenant, head, &[Frame::Reset(cursor)], &[]);
    shelves.applied.send_replace(head);
    engine.rescheduled.notify_one();
    Ok(())
}

/// What a stretch of events touches, gathered before anything is done.
#[derive(Default)]
pub(crate) struct Touched {
    /// Changed records.
    pub products: BTreeSet<ProductId>,
    pub removed: BTreeSet<ProductId>,
    /// Some of them stand elsewhere in the lists than before.
    relisted: bool,
    placements: bool,
    boundary: bool,
    tenant: bool,
    access: bool,
    paths: Vec<String>,
    tags: Vec<PageTag>,
    everything: bool,
    notes: Vec<(Seq, &'static str, Note)>,
}

impl Touched {
    pub fn by(tenant: TenantId, events: &[Event]) -> Self {
        let mut touched = Self::default();
        for event in events {
            let kind = event.change.kind();
            match &event.change {
                Change::ProductsChanged { ids, relisted } => {
                    touched.products.extend(ids);
                    touched.removed.retain(|id| !ids.contains(id));
                    touched.relisted |= relisted;
                }
                Change::ProductsRemoved { ids } => {
                    touched.removed.extend(ids);
                    touched.products.retain(|id| !ids.contains(id));
                    touched.relisted = true;
                }
                Change::TenantChanged { .. } => touched.tenant = true,
                Change::ProductFeatured { product, note, .. }
                | Change::ProductUnfeatured { product, note, .. }
                | Change::ProductRescheduled { product, note, .. } => {
                    touched.tags.push(PageTag::Product(tenant, *product));
                    touched.placed(event.seq, kind, note);
                }
                Change::FeaturedTypeChanged { note, .. }
                | Change::FeaturedTypeDeleted { note, .. }
                | Change::ShelfReordered { note, .. } => touched.placed(event.seq, kind, note),
                Change::ScheduleReached { .. } => touched.boundary = true,
                Change::PagesRevalidated { paths, tags } => {
                    touched.paths.extend(paths.iter().cloned());
                    let tags = tags.iter().filter_map(|text| parse_tag(tenant, text));
                    touched.tags.extend(tags);
                    touched.everything |= paths.is_empty() && touched.tags.is_empty();
                }
                Change::AccountsChanged { .. } => touched.access = true,
            }
        }
        touched
    }

    fn placed(&mut self, seq: Seq, kind: &'static str, note: &Note) {
        self.placements = true;
        self.notes.push((seq, kind, note.clone()));
    }
}

/// The tags an operator may name when dropping pages: `window`, `tenant`, `categories`,
/// `product:{id}`, `category:{id}`.
pub fn parse_tag(tenant: TenantId, text: &str) -> Option<PageTag> {
    match text.split_once(':') {
        None if text == "window" => Some(PageTag::Window(tenant)),
        None if text == "tenant" => Some(PageTag::Tenant(tenant)),
        None if text == "categories" => Some(PageTag::Categories(tenant)),
        Some(("product", id)) => Some(PageTag::Product(tenant, id.parse().ok()?)),
        Some(("category", id)) => Some(PageTag::Category(tenant, id.parse().ok()?)),
        _ => None,
    }
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
    let records: Vec<ProductId> = touched.products.union(&touched.removed).copied().collect();

    engine.provider.invalidate(tenant, &records);
    if touched.tenant {
        engine.tenants.set(Tenants::load(&engine.store).await?);
    }
    if touched.access {
        engine.access.set(Access::load(&engine.store).await?);
        engine.hub.close(Audience::Board);
    }
    let before = shelves.known_window().window;
    let mut placements = shelves.placements.get();
    if touched.placements {
        let mut changed = load_placements(&engine.store, tenant).await?;
        changed.changed_at = last.at;
        shelves.placements.set(changed);
        placements = shelves.placements.get();
    }
    let in_window =
        records.iter().any(|id| placements.assignments.iter().any(|a| a.product_id == *id));
    let window_touched = touched.placements || touched.boundary || touched.tenant || in_window;
    if window_touched {
        shelves.forget_window(last.seq);
    }

    let mut change = ViewChange {
        tenant,
        seq: last.seq,
        tags: touched.tags.clone(),
        paths: touched.paths.clone(),
        everything: touched.everything,
    };
    change.tags.extend(records.iter().map(|id| PageTag::Product(tenant, *id)));
    if touched.relisted {
        change.tags.push(PageTag::Categories(tenant));
    }
    if window_touched {
        change.tags.push(PageTag::Window(tenant));
    }
    if touched.tenant {
        change.tags.extend([PageTag::Tenant(tenant), PageTag::Directory]);
    }
    tell_views(engine, &change);

    let (public, board) = if engine.hub.has_listeners(tenant) {
        // The window is read as of the position it is about to be announced at.
        let public =
            public_frames(engine, tenant, last.seq, &touched, window_touched, before).await?;
        (public, board_frames(&touched, window_touched, last.seq))
    } else {
        (Vec::new(), Vec::new())
    };
    engine.hub.publish(tenant, last.seq, &public, &board);
    *shelves.last_event_at.lock().unwrap_or_else(PoisonError::into_inner) = Some(last.at);
    shelves.applied.send_replace(last.seq);
    if touched.placements {
        engine.rescheduled.notify_one();
    }
    Ok(())
}

fn tell_views(engine: &Engine, change: &ViewChange) {
    for view in engine.views.get().into_iter().flatten() {
        view.apply(change);
    }
}

async fn public_frames(
    engine: &Arc<Engine>,
    tenant: TenantId,
    seq: Seq,
    touched: &Touched,
    window_touched: bool,
    before: Option<Arc<ShopWindow>>,
) -> Result<Vec<Frame>, Problem> {
    let mut frames = Vec::new();
    if !touched.products.is_empty() || !touched.removed.is_empty() {
        let changed: Vec<ProductId> = touched.products.iter().copied().collect();
        let removed: Vec<ProductId> = touched.removed.iter().copied().collect();
        frames.push(products_frame(engine, tenant, seq, &changed, removed).await?);
    }
    if window_touched {
        let after = engine.window(tenant).await?;
        let unchanged = before.as_ref().is_some_and(|b| b.featured_types == after.featured_types);
        if !unchanged {
            frames.push(window_frame(seq, before.as_deref(), &after));
        }
    }
    Ok(frames)
}

/// The shelves that differ from `before`; all of them when that is not known.
pub(crate) fn window_frame(seq: Seq, before: Option<&ShopWindow>, after: &ShopWindow) -> Frame {
    let shelves = match before {
        Some(before) => changed_shelves(before, after),
        None => after.featured_types.clone(),
    };
    Frame::Window(WindowChanged { seq, order: order(after), shelves })
}

/// Facts for the first products, ids for the rest.
pub(crate) async fn products_frame(
    engine: &Arc<Engine>,
    tenant: TenantId,
    seq: Seq,
    changed: &[ProductId],
    removed: Vec<ProductId>,
) -> Result<Frame, Problem> {
    let (described, more) = changed.split_at(changed.len().min(FACTS_PER_FRAME));
    let products = engine.provider.get_many(tenant, described).await?;
    Ok(Frame::Products(ProductsChanged {
        seq,
        products: products.iter().map(|product| product.summary()).collect(),
        removed,
        more: more.to_vec(),
    }))
}

fn board_frames(touched: &Touched, window_touched: bool, last: Seq) -> Vec<Frame> {
    let frame = |seq, actor: &str, action: &str, subject: &str| {
        Frame::Board(BoardChanged {
            seq,
            actor: actor.to_owned(),
            action: action.to_owned(),
            subject: subject.to_owned(),
        })
    };
    let mut frames: Vec<Frame> = touched
        .notes
        .iter()
        .map(|(seq, kind, note)| frame(*seq, &note.actor, kind, &note.subject))
        .collect();
    if frames.is_empty() && window_touched {
        // No hand did this: a schedule, or the catalogue.
        frames.push(frame(last, "", "window_changed", ""));
    }
    frames
}
