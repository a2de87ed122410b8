//! Fans frames out to open streams.
//!
//! One channel per tenant and audience; a frame is encoded once and every stream holds the same
//! bytes. A channel keeps its latest frames, so a stream that returns with the position it has
//! seen is replayed from there; what is older is rebuilt from the feed by the caller.

use crate::wire::{Encoded, Subscription, Wire};
use contract::live::Cursor;
use contract::live::OwnChanged;
use contract::statistics::StreamStatistics;
use contract::{CartId, Frame, Seq, TenantId, Timestamp};
use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Who a stream is for. A merchandiser's stream carries the public frames too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Audience {
    Public,
    Board,
    /// Those who share a cart; nothing public is on their stream.
    Cart(CartId),
}

/// Frames a channel remembers for replay, and bytes of them.
const RING: usize = 512;
const RING_BYTES: usize = 2 * 1024 * 1024;
/// Frames a slow stream may lag behind before it is closed, and replayed when it returns.
const BACKLOG: usize = 256;
/// The same for those who share a cart. Room for it is taken at once, and here not shared by many.
const OWN_BACKLOG: usize = 16;
/// Heartbeats after which a channel nobody listens to is let go.
const FORGOTTEN: u32 = 8;

/// How a stream's wish to begin at a position was met.
pub enum Joined {
    /// Everything after the position is in hand.
    Ready(Subscription),
    /// The channel does not reach back that far. It covers everything after `from`; what lies
    /// between is the caller's to rebuild.
    Gap { from: Seq, subscription: Subscription },
    /// The position lies ahead of this node's.
    Ahead(Subscription),
}

struct Channel {
    wire: Wire,
    ring: VecDeque<Encoded>,
    ring_bytes: usize,
    /// Every frame after this position is in the ring.
    floor: Seq,
    /// When its streams last heard anything.
    told: Instant,
    /// When somebody was last seen to listen.
    listened: Instant,
}

impl Channel {
    fn remember(&mut self, frame: Encoded) {
        self.ring_bytes += frame.chunk().len();
        self.ring.push_back(frame);
        while self.ring.len() > RING || self.ring_bytes > RING_BYTES {
            let Some(forgotten) = self.ring.pop_front() else {
                return;
            };
            self.ring_bytes -= forgotten.chunk().len();
            self.floor = forgotten.seq;
        }
    }
}

#[derive(Default)]
struct Channels {
    /// How far each tenant's feed has been published.
    cursors: HashMap<TenantId, Seq>,
    open: HashMap<(TenantId, Audience), Channel>,
    /// The node stops: streams end, and those that still begin end at once.
    stopped: bool,
}

#[derive(Default)]
pub struct Hub {
    channels: Mutex<Channels>,
    counters: Counters,
}

/// Counted here and by whoever serves the streams.
#[derive(Default)]
pub struct Counters {
    pub open: AtomicU64,
    pub opened: AtomicU64,
    pub delivered: AtomicU64,
    pub replayed: AtomicU64,
    pub resets: AtomicU64,
    pub closed_slow: AtomicU64,
}

impl Hub {
    /// Publishes what one stretch of a tenant's feed became and moves its cursor there. `public`
    /// goes to shoppers and merchandisers, `board` to merchandisers, and those who share one of the
    /// `carts` hear that something of theirs changed.
    pub fn publish(
        &self,
        tenant: TenantId,
        seq: Seq,
        public: &[Frame],
        board: &[Frame],
        carts: &[CartId],
    ) {
        let (nameless, last) = match public.is_empty() {
            // The public frames come after them and name the position.
            false => (board, &[][..]),
            true => board.split_at(board.len().saturating_sub(1)),
        };
        let board = nameless.iter().map(|frame| encode_within(seq, frame));
        let board: Vec<Encoded> =
            board.chain(last.iter().map(|frame| encode(seq, frame))).collect();
        let public = encode_all(seq, public);
        let mut channels = self.lock();
        channels.cursors.insert(tenant, seq);
        if let Some(channel) = channels.open.get_mut(&(tenant, Audience::Public)) {
            self.send(channel, public.iter());
        }
        if let Some(channel) = channels.open.get_mut(&(tenant, Audience::Board)) {
            self.send(channel, board.iter().chain(&public));
        }
        for cart in carts {
            if let Some(channel) = channels.open.get_mut(&(tenant, Audience::Cart(*cart))) {
                self.send(channel, [encode(seq, &Frame::Own(OwnChanged { seq }))].iter());
            }
        }
    }

    /// Moves a tenant's cursor when nobody would read the frames; building them costs reads.
    /// False when somebody may: then they are to be published.
    pub fn pass(&self, tenant: TenantId, seq: Seq, carts: &[CartId]) -> bool {
        let mut channels = self.lock();
        let carts = carts.iter().map(|cart| Audience::Cart(*cart));
        let mut audiences = [Audience::Public, Audience::Board].into_iter().chain(carts);
        if audiences.any(|audience| channels.open.contains_key(&(tenant, audience))) {
            return false;
        }
        channels.cursors.insert(tenant, seq);
        true
    }

    fn send<'a>(&self, channel: &mut Channel, frames: impl Iterator<Item = &'a Encoded>) {
        for frame in frames {
            channel.remember(frame.clone());
            channel.told = Instant::now();
            let listeners = channel.wire.send(frame);
            self.counters.delivered.fetch_add(listeners as u64, Relaxed);
        }
    }

    /// Begins a stream after `last`, or at the present position. `cursor` is where this node's
    /// views stand, for a tenant nothing was published of yet.
    pub fn join(
        &self,
        tenant: TenantId,
        audience: Audience,
        last: Option<Seq>,
        cursor: Seq,
    ) -> Joined {
        let mut channels = self.lock();
        let channels = &mut *channels;
        let at = *channels.cursors.entry(tenant).or_insert(cursor);
        let channel = channels.open.entry((tenant, audience)).or_insert_with(|| Channel {
            wire: Wire::new(match audience {
                Audience::Cart(_) => OWN_BACKLOG,
                Audience::Public | Audience::Board => BACKLOG,
            }),
            ring: VecDeque::new(),
            ring_bytes: 0,
            floor: at,
            told: Instant::now(),
            listened: Instant::now(),
        });
        channel.listened = Instant::now();
        let subscribe = |replay| match channels.stopped {
            false => channel.wire.subscribe(replay),
            // Its sender is gone already.
            true => Wire::new(1).subscribe(replay),
        };
        let last = last.unwrap_or(at);
        if last > at {
            return Joined::Ahead(subscribe(vec![]));
        }
        let from = last.max(channel.floor);
        let replay: Vec<Encoded> =
            channel.ring.iter().filter(|frame| frame.seq > from).cloned().collect();
        self.counters.replayed.fetch_add(replay.len() as u64, Relaxed);
        let subscription = subscribe(replay);
        if last < channel.floor {
            Joined::Gap { from: channel.floor, subscription }
        } else {
            Joined::Ready(subscription)
        }
    }

    /// Ends every stream of an audience: who still may comes back at once, with the position it has
    /// seen, and is asked again who it is.
    pub fn close(&self, audience: Audience) {
        self.lock().open.retain(|(_, open), _| *open != audience);
    }

    /// Ends every stream, for good.
    pub fn stop(&self) {
        let mut channels = self.lock();
        channels.stopped = true;
        channels.open.clear();
    }

    /// Tells streams that heard nothing for as long as `every` how far they are, so that silence
    /// means a broken line and nothing else. Answers when the next of them are due. Channels nobody
    /// listens to are let go after a while.
    pub fn beat(&self, at: Timestamp, every: Duration) -> Instant {
        let now = Instant::now();
        // Those due soon go along: many channels are not many rounds.
        let due = now + every / 16;
        let mut next = now + every;
        let mut channels = self.lock();
        let Channels { cursors, open, .. } = &mut *channels;
        open.retain(|(tenant, _), channel| {
            if channel.wire.listeners() > 0 {
                channel.listened = now;
            }
            if channel.told + every <= due {
                let seq = cursors.get(tenant).copied().unwrap_or_default();
                channel.wire.send(&encode(seq, &Frame::Heartbeat(Cursor { seq, at })));
                channel.told = now;
            }
            next = next.min(channel.told + every);
            now < channel.listened + every * FORGOTTEN
        });
        next
    }

    pub fn counters(&self) -> &Counters {
        &self.counters
    }

    pub fn statistics(&self) -> StreamStatistics {
        StreamStatistics {
            open: self.counters.open.load(Relaxed),
            opened: self.counters.opened.load(Relaxed),
            delivered: self.counters.delivered.load(Relaxed),
            replayed: self.counters.replayed.load(Relaxed),
            resets: self.counters.resets.load(Relaxed),
            closed_slow: self.counters.closed_slow.load(Relaxed),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Channels> {
        self.channels.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An SSE message: `id`, `event` and one line of JSON as `data`.
pub fn encode(seq: Seq, frame: &Frame) -> Encoded {
    Encoded::new(seq, &format!("id: {seq}\n{}", message(frame)))
}

/// All frames of one position. Only the last one names it: who loses the line between two of them
/// comes back with the position before, and gets all of them again.
pub fn encode_all(seq: Seq, frames: &[Frame]) -> Vec<Encoded> {
    let Some((last, others)) = frames.split_last() else {
        return Vec::new();
    };
    let others = others.iter().map(|frame| encode_within(seq, frame));
    others.chain([encode(seq, last)]).collect()
}

/// A frame that others of its position follow.
fn encode_within(seq: Seq, frame: &Frame) -> Encoded {
    Encoded::new(seq, &message(frame))
}

fn message(frame: &Frame) -> String {
    let data = match frame {
        Frame::Window(content) => serde_json::to_string(content),
        Frame::Header(content) => serde_json::to_string(content),
        Frame::Products(content) => serde_json::to_string(content),
        Frame::Board(content) => serde_json::to_string(content),
        Frame::Own(content) => serde_json::to_string(content),
        Frame::Reset(content) | Frame::Heartbeat(content) => serde_json::to_string(content),
    }
    .expect("frames are plain data with text keys");
    format!("event: {}\ndata: {data}\n\n", frame.name())
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::live::ProductsChanged;
    use tokio::sync::broadcast;

    const SHOP: TenantId = TenantId(1);

    fn changed(seq: i64) -> Frame {
        Frame::Products(ProductsChanged { seq: Seq(seq), ..Default::default() })
    }

    fn publish(hub: &Hub, seq: i64) {
        hub.publish(SHOP, Seq(seq), &[changed(seq)], &[], &[]);
    }

    fn ids(replay: &[Encoded]) -> Vec<i64> {
        let id = |frame: &Encoded| {
            let message = frame.message();
            let text = std::str::from_utf8(&message).unwrap();
            text.lines().next().unwrap().strip_prefix("id: ").unwrap().parse().unwrap()
        };
        replay.iter().map(id).collect()
    }

    fn ready(joined: Joined) -> Subscription {
        match joined {
            Joined::Ready(subscription) => subscription,
            _ => panic!("the ring reaches back far enough"),
        }
    }

    #[test]
    fn a_returning_stream_gets_exactly_what_it_missed() {
        let hub = Hub::default();
        drop(ready(hub.join(SHOP, Audience::Public, None, Seq(10))));
        (11..=15).for_each(|seq| publish(&hub, seq));
        let mut back = ready(hub.join(SHOP, Audience::Public, Some(Seq(13)), Seq(15)));
        assert_eq!(ids(&back.replay), [14, 15]);
        publish(&hub, 16);
        assert_eq!(back.frames.try_recv().unwrap().seq, Seq(16));
    }

    #[test]
    fn beyond_the_ring_there_is_a_gap_and_beyond_the_cursor_a_stranger() {
        let hub = Hub::default();
        drop(ready(hub.join(SHOP, Audience::Public, None, Seq(0))));
        (1..=RING as i64 + 5).for_each(|seq| publish(&hub, seq));
        match hub.join(SHOP, Audience::Public, Some(Seq(2)), Seq(0)) {
            Joined::Gap { from, subscription } => {
                assert_eq!(from, Seq(5));
                assert_eq!(ids(&subscription.replay).first(), Some(&6));
                assert_eq!(subscription.replay.len(), RING);
            }
            _ => panic!("five frames were forgotten"),
        }
        assert!(matches!(
            hub.join(SHOP, Audience::Public, Some(Seq(99_999)), Seq(0)),
            Joined::Ahead(_)
        ));
    }

    #[test]
    fn who_loses_the_line_within_a_position_gets_all_of_it_again() {
        let hub = Hub::default();
        drop(ready(hub.join(SHOP, Audience::Public, None, Seq(0))));
        hub.publish(SHOP, Seq(1), &[changed(1), changed(1)], &[], &[]);
        let again = ready(hub.join(SHOP, Audience::Public, Some(Seq(0)), Seq(1))).replay;
        let names = |frame: &Encoded| frame.message().starts_with(b"id: 1\n");
        assert_eq!(again.iter().map(names).collect::<Vec<_>>(), [false, true]);
    }

    #[test]
    fn a_channel_remembers_a_bounded_number_of_bytes() {
        let hub = Hub::default();
        drop(ready(hub.join(SHOP, Audience::Public, None, Seq(0))));
        let large = |seq| {
            let more = vec![contract::ProductId(i64::MAX); RING_BYTES / 60];
            Frame::Products(ProductsChanged { seq: Seq(seq), more, ..Default::default() })
        };
        (1..=9).for_each(|seq| hub.publish(SHOP, Seq(seq), &[large(seq)], &[], &[]));
        let joined = hub.join(SHOP, Audience::Public, Some(Seq(0)), Seq(9));
        assert!(matches!(joined, Joined::Gap { from, .. } if from > Seq(0) && from < Seq(9)));
    }

    const EVERY: Duration = Duration::from_secs(15);

    fn wait(hub: &Hub, time: Duration) {
        for channel in hub.lock().open.values_mut() {
            channel.told -= time;
            channel.listened -= time;
        }
    }

    fn names(subscription: &mut Subscription) -> Vec<String> {
        let frames = std::iter::from_fn(|| subscription.frames.try_recv().ok());
        let text = frames.map(|frame| String::from_utf8(frame.message().to_vec()).unwrap());
        let name = |text: String| {
            text.lines().find_map(|line| Some(line.strip_prefix("event: ")?.to_owned()))
        };
        text.filter_map(name).collect()
    }

    #[test]
    fn who_has_just_heard_something_needs_no_heartbeat() {
        let hub = Hub::default();
        let mut busy = ready(hub.join(SHOP, Audience::Public, None, Seq(0)));
        let mut quiet = ready(hub.join(TenantId(2), Audience::Public, None, Seq(0)));
        wait(&hub, EVERY * 2 / 3);
        publish(&hub, 1);
        wait(&hub, EVERY / 3);
        let due = hub.beat(Timestamp(0), EVERY).saturating_duration_since(Instant::now());
        assert!(due <= EVERY * 2 / 3 && due > EVERY / 3, "{due:?}");
        assert_eq!(names(&mut busy), ["products"]);
        assert_eq!(names(&mut quiet), ["heartbeat"]);
        wait(&hub, EVERY * 2 / 3);
        hub.beat(Timestamp(0), EVERY);
        assert_eq!(names(&mut busy), ["heartbeat"]);
        assert!(names(&mut quiet).is_empty());
    }

    #[test]
    fn a_channel_nobody_listens_to_is_let_go() {
        let hub = Hub::default();
        let reader = ready(hub.join(SHOP, Audience::Public, None, Seq(0)));
        wait(&hub, EVERY * FORGOTTEN * 2);
        hub.beat(Timestamp(0), EVERY);
        assert!(!hub.pass(SHOP, Seq(1), &[]), "it has a reader");
        drop(reader);
        // What is sent to nobody does not keep it.
        publish(&hub, 2);
        wait(&hub, EVERY * (FORGOTTEN - 1));
        hub.beat(Timestamp(0), EVERY);
        assert!(!hub.pass(SHOP, Seq(3), &[]));
        publish(&hub, 3);
        wait(&hub, EVERY);
        hub.beat(Timestamp(0), EVERY);
        assert!(hub.pass(SHOP, Seq(4), &[]));
    }

    #[test]
    fn when_the_node_stops_streams_end_and_none_begins() {
        let hub = Hub::default();
        let mut open = ready(hub.join(SHOP, Audience::Public, None, Seq(0)));
        hub.stop();
        let mut late = ready(hub.join(SHOP, Audience::Public, None, Seq(0)));
        for frames in [&mut open.frames, &mut late.frames] {
            assert!(matches!(frames.try_recv(), Err(broadcast::error::TryRecvError::Closed)));
        }
    }

    #[test]
    fn a_position_is_passed_over_only_while_nobody_listens() {
        let hub = Hub::default();
        assert!(hub.pass(SHOP, Seq(4), &[]));
        let reader = ready(hub.join(SHOP, Audience::Public, Some(Seq(4)), Seq(0)));
        assert!(!hub.pass(SHOP, Seq(5), &[]));
        assert!(hub.pass(TenantId(2), Seq(1), &[]));
        drop(reader);
    }

    #[test]
    fn a_carts_stream_carries_its_own_and_nothing_else() {
        let hub = Hub::default();
        let (own, other) = (CartId(1), CartId(2));
        let mut mine = ready(hub.join(SHOP, Audience::Cart(own), None, Seq(0)));
        let mut public = ready(hub.join(SHOP, Audience::Public, None, Seq(0)));
        assert!(!hub.pass(SHOP, Seq(1), &[own]));
        hub.publish(SHOP, Seq(1), &[changed(1)], &[], &[other]);
        assert!(mine.frames.try_recv().is_err());
        hub.publish(SHOP, Seq(2), &[], &[], &[own]);
        let told = mine.frames.try_recv().unwrap().message();
        assert_eq!(&*told, b"id: 2\nevent: own\ndata: {\"seq\":2}\n\n");
        public.frames.try_recv().unwrap();
        assert!(public.frames.try_recv().is_err(), "nobody else hears of it");
    }

    #[test]
    fn shoppers_do_not_hear_the_back_of_the_shop() {
        let hub = Hub::default();
        let mut public = ready(hub.join(SHOP, Audience::Public, None, Seq(0)));
        let mut board = ready(hub.join(SHOP, Audience::Board, None, Seq(0)));
        let mut other = ready(hub.join(TenantId(2), Audience::Public, None, Seq(0)));
        let note = Frame::Board(contract::live::BoardChanged {
            seq: Seq(1),
            actor: "Ines".into(),
            action: "product_featured".into(),
            subject: "Coat".into(),
        });
        hub.publish(SHOP, Seq(1), &[changed(1)], &[note], &[]);
        assert_eq!(public.frames.len(), 1);
        assert_eq!(board.frames.len(), 2);
        assert!(other.frames.try_recv().is_err());
        let shared = public.frames.try_recv().unwrap().message();
        let note = board.frames.try_recv().unwrap().message();
        assert_eq!(shared, board.frames.try_recv().unwrap().message());
        assert!(shared.starts_with(b"id: 1\nevent: products\n"));
        assert!(note.starts_with(b"event: board\n"), "what follows names the position");
    }
}
