//! Begins a stream where its reader left off.

use crate::frames::{board_frames, header_frame, products_frame, window_frame};
use crate::hub::{Audience, Joined, encode, encode_all};
use crate::runtime::Engine;
use crate::to_problem;
use crate::touched::Touched;
use crate::window::Placements;
use crate::wire::{Encoded, Subscription};
use contract::live::{Cursor, OwnChanged};
use contract::{Frame, Result, Seq, TenantId};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

/// Events read to rebuild what a reader missed; who missed more takes the state anew.
const LONGEST_REPLAY: i64 = 500;
/// Products among them; for who missed more the state is the shorter answer.
const MOST_PRODUCTS: usize = 2_000;

impl Engine {
    /// Joins a tenant's stream after `last`, or at the present position. The replay begins with
    /// where the reader stands: a `heartbeat` when everything it missed follows, a `reset` when it
    /// must take the state anew. `seen` is the highest position the reader has heard of, be it in
    /// part: one that the feed never gave out means that the reader knows another past, as after a
    /// backup was restored.
    pub async fn join_stream(
        self: &Arc<Self>,
        tenant: TenantId,
        audience: Audience,
        last: Option<Seq>,
        seen: Option<Seq>,
    ) -> Result<Subscription> {
        let applied = self.applied(tenant);
        let is_stranger = match last.max(seen) {
            // Another node may simply be ahead of this one.
            Some(furthest) if furthest > applied => {
                furthest > self.store.feed_head(tenant).await.map_err(to_problem)?
            }
            _ => false,
        };
        let last = last.filter(|_| !is_stranger);
        // Where the reader stands. Its first frame must not claim more: should the line break
        // right after, it comes back with this.
        let stands = last.unwrap_or(applied);
        let (rebuilt, mut subscription) = match self.hub.join(tenant, audience, last, applied) {
            Joined::Gap { from, subscription } => {
                (self.rebuild(tenant, audience, stands, from).await?, subscription)
            }
            Joined::Ready(subscription) | Joined::Ahead(subscription) => {
                ((!is_stranger).then(Vec::new), subscription)
            }
        };
        let at = self.clock.now();
        let mut begin = Vec::new();
        match rebuilt {
            Some(frames) => {
                let hello = Frame::Heartbeat(Cursor { seq: stands, at });
                begin.push(encode(stands, &hello));
                begin.extend(frames);
            }
            None => {
                self.hub.counters().resets.fetch_add(1, Relaxed);
                // Nothing before what is subscribed to is told any more.
                let here = stands.max(self.applied(tenant));
                begin.push(encode(here, &Frame::Reset(Cursor { seq: here, at })));
            }
        }
        begin.append(&mut subscription.replay);
        subscription.replay = begin;
        Ok(subscription)
    }

    /// What changed after `last` up to `from`, as it stands now; `None` when the feed does not
    /// reach back that far, or too much happened.
    async fn rebuild(
        self: &Arc<Self>,
        tenant: TenantId,
        audience: Audience,
        last: Seq,
        from: Seq,
    ) -> Result<Option<Vec<Encoded>>> {
        if matches!(audience, Audience::Cart(_)) {
            let anew = Frame::Own(OwnChanged { seq: from });
            return Ok(Some(encode_all(from, &[anew])));
        }
        let floor = self.store.feed_floor(tenant).await.map_err(to_problem)?;
        let missed = from.0 - last.0;
        if last < floor || missed > LONGEST_REPLAY {
            return Ok(None);
        }
        let mut events = self.store.feed_after(tenant, last, missed).await.map_err(to_problem)?;
        events.retain(|event| event.seq <= from);
        let touched = Touched::by(tenant, &events);
        if touched.products.len() + touched.removed.len() > MOST_PRODUCTS {
            return Ok(None);
        }
        let mut frames = Vec::new();
        if audience == Audience::Board {
            frames.extend(board_frames(&touched, true, from));
        }
        frames.extend(products_frame(self, tenant, from, &touched).await?);
        if !events.is_empty() {
            let window = self.window(tenant).await?;
            frames.push(window_frame(from, None, &window));
            let placements = self.shelves(tenant).map(|shelves| shelves.placements.get());
            let is_same = |placements: &Arc<Placements>| {
                !touched.placements && !touched.reaches_header(placements)
            };
            if !placements.as_ref().is_some_and(is_same) {
                frames.push(header_frame(from, &window));
            }
        }
        self.hub.counters().replayed.fetch_add(frames.len() as u64, Relaxed);
        Ok(Some(encode_all(from, &frames)))
    }
}
