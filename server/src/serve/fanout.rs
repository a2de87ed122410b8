//! One frame to many sockets.
//!
//! A task per stream would have each frame wake ten thousand of them: the processor would go
//! through its whole queue of tasks before the next click or page has its turn, and half of what
//! a delivery costs outside the kernel would be the waking. So the streams of a channel are
//! written to by a few crews, one per processor, each in a loop that steps aside after every few
//! hundred sockets; frames that came meanwhile travel together. A socket that takes nothing is left
//! to its stream's own task, which sleeps otherwise.

use super::batch::Batch;
use crate::stream::{EventQueue, StreamGuard};
use bytes::{Buf, Bytes};
use engine::wire::{Encoded, Subscription};
use futures::task::AtomicWaker;
use socket2::SockRef;
use std::collections::{HashMap, VecDeque};
use std::future::poll_fn;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::thread::available_parallelism;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::broadcast::{self, error::RecvError, error::TryRecvError};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Sockets written to before others have their turn, some two milliseconds' worth of small frames.
const TURN: usize = 256;
/// Batches a socket may have waiting before its stream is ended.
const WAITING: usize = 256;

/// All event streams that are plain sockets.
#[derive(Clone)]
pub(super) struct Fanout(Arc<Shared>);

struct Shared {
    crews: Mutex<HashMap<CrewId, mpsc::UnboundedSender<Word>>>,
    /// Crews per channel.
    width: usize,
    /// For a client that takes nothing of what is sent to it.
    stall_deadline: Duration,
    cut: CancellationToken,
    tasks: TaskTracker,
}

/// A channel, and which of its crews.
type CrewId = (u64, usize);

impl Fanout {
    pub(super) fn new(
        stall_deadline: Duration,
        cut: CancellationToken,
        tasks: TaskTracker,
    ) -> Self {
        let width = available_parallelism().map_or(1, usize::from);
        Self(Arc::new(Shared { crews: Mutex::default(), width, stall_deadline, cut, tasks }))
    }

    /// Sends what `queue` holds and what follows until either side ends it. Nothing but the head
    /// of the answer was sent before.
    pub(super) async fn follow(&self, io: TcpStream, queue: EventQueue) -> io::Result<()> {
        let EventQueue { subscription, stop: _, mut guard } = queue;
        let Subscription { replay, frames, since, ticket } = subscription;
        let socket = Arc::new(Socket::new(io));
        let mut batch = Batch::default();
        for frame in &replay {
            batch.push(frame);
            if batch.is_full() {
                socket.send_some(batch.take());
            }
        }
        socket.send_some(batch.take());
        let recruit = Recruit { socket: socket.clone(), frames, since };
        let crew = self.join(ticket.wire(), recruit);
        let _membership = Membership { crew, socket: socket.clone() };
        let _ticket = ticket;
        let kept = keep(&socket, self.0.stall_deadline, &mut *guard);
        self.0.cut.run_until_cancelled(kept).await.unwrap_or(Ok(()))
    }

    fn join(&self, wire: u64, recruit: Recruit) -> mpsc::UnboundedSender<Word> {
        // By chance: in turn, the streams of two wires that open in pairs would each have one crew.
        let id = (wire, rand::random_range(0..self.0.width));
        let mut crews = self.crews();
        if let Some(crew) = crews.get(&id).filter(|crew| !crew.is_closed()) {
            let _ = crew.send(Word::Joins(recruit));
            return crew.clone();
        }
        let (crew, words) = mpsc::unbounded_channel();
        crews.insert(id, crew.clone());
        let work = Crew::new(recruit, words).work(self.clone(), id);
        self.0.tasks.spawn(self.0.cut.clone().run_until_cancelled_owned(work));
        crew
    }

    fn crews(&self) -> MutexGuard<'_, HashMap<CrewId, mpsc::UnboundedSender<Word>>> {
        self.0.crews.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A socket that was sent everything up to `since`.
struct Recruit {
    socket: Arc<Socket>,
    frames: broadcast::Receiver<Encoded>,
    since: u64,
}

/// What a crew is told.
enum Word {
    Joins(Recruit),
    Leaves(Arc<Socket>),
}

/// Tells the crew when the stream ends, however it does.
struct Membership {
    crew: mpsc::UnboundedSender<Word>,
    socket: Arc<Socket>,
}

impl Drop for Membership {
    fn drop(&mut self) {
        // A crew that has ended has nothing to let go of.
        let _ = self.crew.send(Word::Leaves(self.socket.clone()));
    }
}

/// Writes the frames of a channel to its share of the sockets.
struct Crew {
    frames: broadcast::Receiver<Encoded>,
    /// The number of the last frame taken from there.
    heard: u64,
    /// Each knows its place here.
    sockets: Vec<Arc<Socket>>,
    words: mpsc::UnboundedReceiver<Word>,
    /// Those who have heard more than the crew; they wait until it has caught up.
    ahead: Vec<Recruit>,
}

impl Crew {
    fn new(first: Recruit, words: mpsc::UnboundedReceiver<Word>) -> Self {
        let Recruit { socket, frames, since } = first;
        Self { frames, heard: since, sockets: vec![socket], words, ahead: Vec::new() }
    }

    async fn work(mut self, fanout: Fanout, id: CrewId) {
        let over = loop {
            tokio::select! {
                // Where frames never end, as many would join as frames are sent, and the others
                // fall behind while they wait.
                biased;
                Some(word) = self.words.recv() => match word {
                    Word::Joins(recruit) => self.admit(recruit),
                    Word::Leaves(socket) => self.let_go(&socket),
                },
                frame = self.frames.recv() => match frame {
                    Ok(frame) => match self.deliver(&frame).await {
                        Ok(()) => {}
                        Err(over) => break over,
                    },
                    Err(RecvError::Closed) => break Over::Ended,
                    Err(RecvError::Lagged(_)) => break Over::Lagged,
                },
            }
            if self.sockets.is_empty() && self.ahead.is_empty() {
                let mut crews = fanout.crews();
                if self.words.is_empty() {
                    crews.remove(&id);
                    return;
                }
            }
        };
        {
            // Who joins from here on makes a crew of their own, which ends at once.
            let mut crews = fanout.crews();
            crews.remove(&id);
            self.words.close();
        }
        while let Ok(word) = self.words.try_recv() {
            if let Word::Joins(recruit) = word {
                self.ahead.push(recruit);
            }
        }
        let ahead = self.ahead.iter().map(|recruit| &recruit.socket);
        self.sockets.iter().chain(ahead).for_each(|socket| socket.end(over));
    }

    /// Sends the frame, and those that are there by now, to every socket.
    async fn deliver(&mut self, frame: &Encoded) -> Result<(), Over> {
        let mut batch = Batch::default();
        batch.push(frame);
        self.heard = frame.number();
        while !batch.is_full() {
            match self.frames.try_recv() {
                Ok(frame) => {
                    batch.push(&frame);
                    self.heard = frame.number();
                }
                Err(TryRecvError::Empty | TryRecvError::Closed) => break,
                // Said once; what is asked for next would come with a gap before it.
                Err(TryRecvError::Lagged(_)) => return Err(Over::Lagged),
            }
        }
        let Some(chunks) = batch.take() else {
            return Ok(());
        };
        for some in self.sockets.chunks(TURN) {
            // Looked at together: with ten thousand of them each look misses the cache, and so the
            // misses are waited for together too.
            let lines: Vec<_> = some.iter().map(|socket| socket.line()).collect();
            for (socket, line) in some.iter().zip(lines) {
                socket.send(line, &chunks);
            }
            tokio::task::yield_now().await;
        }
        for recruit in std::mem::take(&mut self.ahead) {
            self.admit(recruit);
        }
        Ok(())
    }

    /// Takes a socket on once both have heard the same.
    fn admit(&mut self, mut recruit: Recruit) {
        if recruit.since > self.heard {
            self.ahead.push(recruit);
            return;
        }
        let mut batch = Batch::default();
        while recruit.since < self.heard {
            match recruit.frames.try_recv() {
                Ok(frame) => {
                    recruit.since = frame.number();
                    batch.push(&frame);
                }
                Err(_lagged) => return recruit.socket.end(Over::Lagged),
            }
        }
        recruit.socket.send_some(batch.take());
        recruit.socket.place.store(self.sockets.len(), Relaxed);
        self.sockets.push(recruit.socket);
    }

    fn let_go(&mut self, socket: &Arc<Socket>) {
        let place = socket.place.load(Relaxed);
        if self.sockets.get(place).is_some_and(|there| Arc::ptr_eq(there, socket)) {
            self.sockets.swap_remove(place);
            if let Some(moved) = self.sockets.get(place) {
                moved.place.store(place, Relaxed);
            }
        } else {
            self.ahead.retain(|recruit| !Arc::ptr_eq(&recruit.socket, socket));
        }
    }
}

#[derive(Clone, Copy, Debug)]
enum Over {
    Ended,
    Lagged,
}

/// An event stream's socket.
struct Socket {
    io: TcpStream,
    state: Mutex<State>,
    /// Wakes the stream's own task when there is something for it to do.
    changed: AtomicWaker,
    /// Its place in its crew, who alone looks at it.
    place: AtomicUsize,
    /// Whether something may be waiting. For whoever sends, without the lock: the stream's own task
    /// and then its crew.
    is_behind: AtomicBool,
}

#[derive(Default)]
struct State {
    /// What the socket did not take, in order. While there is any, everything queues here.
    waiting: VecDeque<Bytes>,
    over: Option<Over>,
}

impl Socket {
    fn new(io: TcpStream) -> Self {
        let (state, changed, place, is_behind) = Default::default();
        Self { io, state, changed, place, is_behind }
    }

    fn send_some(&self, chunks: Option<Bytes>) {
        if let Some(chunks) = chunks {
            self.send(self.line(), &chunks);
        }
    }

    fn send(&self, line: Option<SockRef<'_>>, chunks: &Bytes) {
        match line {
            Some(line) => self.write(line, chunks),
            None => self.queue(chunks),
        }
    }

    /// Where to write, unless something may be waiting. Past the runtime's notes on what is ready,
    /// which are one more look; they are kept right by the stream's own task.
    fn line(&self) -> Option<SockRef<'_>> {
        (!self.is_behind.load(Relaxed)).then(|| SockRef::from(&self.io))
    }

    /// What the socket does not take is left to the stream's own task.
    fn write(&self, line: SockRef<'_>, chunks: &Bytes) {
        let sent = match line.send(chunks) {
            Ok(all) if all == chunks.len() => return,
            Ok(some) => some,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => 0,
            // The stream's own task sees that the client has gone.
            Err(_) => return,
        };
        self.is_behind.store(true, Relaxed);
        self.state().waiting.push_back(chunks.slice(sent..));
        self.changed.wake();
    }

    /// Behind what waits, if anything still does.
    fn queue(&self, chunks: &Bytes) {
        let mut state = self.state();
        if state.over.is_some() {
            return;
        }
        if state.waiting.is_empty() {
            drop(state);
            self.is_behind.store(false, Relaxed);
            return self.write(SockRef::from(&self.io), chunks);
        }
        if state.waiting.len() == WAITING {
            state.over = Some(Over::Lagged);
            return;
        }
        state.waiting.push_back(chunks.clone());
        drop(state);
        self.changed.wake();
    }

    /// Nothing more will come.
    fn end(&self, over: Over) {
        self.state().over.get_or_insert(over);
        self.changed.wake();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ready when something waits or the stream is over; an error when the client has gone.
    fn poll_work(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        // Nothing is expected; reading is how a connection's end is noticed.
        while self.io.poll_read_ready(cx)?.is_ready() {
            match self.io.try_read(&mut [0; 32]) {
                Ok(0) => return Poll::Ready(Err(io::ErrorKind::UnexpectedEof.into())),
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
        self.changed.register(cx.waker());
        let state = self.state();
        match state.waiting.is_empty() && state.over.is_none() {
            true => Poll::Pending,
            false => Poll::Ready(Ok(())),
        }
    }

    /// Writes what waits until the socket takes no more. Answers whether nothing is left.
    fn flush(&self) -> io::Result<bool> {
        loop {
            // Not under the lock, which the crew may wait for; what is written stays in front
            // meanwhile, so that everything else queues behind it.
            let Some(mut chunks) = self.state().waiting.front().cloned() else {
                return Ok(true);
            };
            match self.io.try_write(&chunks) {
                Ok(sent) => chunks.advance(sent),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(false),
                Err(error) => return Err(error),
            }
            let mut state = self.state();
            match state.waiting.front_mut() {
                Some(front) if !chunks.is_empty() => *front = chunks,
                _ => drop(state.waiting.pop_front()),
            }
        }
    }

    /// Until nothing waits.
    async fn drain(&self, stall_deadline: Duration) -> io::Result<()> {
        while !self.flush()? {
            timeout(stall_deadline, self.io.writable()).await??;
        }
        Ok(())
    }
}

/// What the stream's own task does: sees the client go, writes what the crew could not, and
/// closes.
async fn keep(
    socket: &Socket,
    stall_deadline: Duration,
    guard: &mut dyn StreamGuard,
) -> io::Result<()> {
    loop {
        poll_fn(|cx| socket.poll_work(cx)).await?;
        socket.drain(stall_deadline).await?;
        let Some(over) = socket.state().over else {
            continue;
        };
        if let Over::Lagged = over {
            guard.lagged();
        }
        socket.state().waiting.push_back(Bytes::from_static(b"0\r\n\r\n"));
        return socket.drain(stall_deadline).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::Seq;
    use engine::wire::Wire;
    use tokio::io::AsyncReadExt;
    use tokio::net::TcpListener;

    /// Both ends of a connection.
    async fn pair() -> (TcpStream, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        (listener.accept().await.unwrap().0, client)
    }

    fn frame() -> Encoded {
        Encoded::new(Seq(1), "data: x\n\n")
    }

    #[tokio::test]
    async fn a_crew_that_misses_a_frame_while_it_gathers_says_so() {
        let mut wire = Wire::new(2);
        let Subscription { frames, since, ticket: _ticket, .. } = wire.subscribe(vec![]);
        let socket = Arc::new(Socket::new(pair().await.0));
        let mut crew = Crew::new(Recruit { socket, frames, since }, mpsc::unbounded_channel().1);
        wire.send(&frame());
        let first = crew.frames.recv().await.unwrap();
        for _ in 0..3 {
            wire.send(&frame());
        }
        assert!(matches!(crew.deliver(&first).await, Err(Over::Lagged)));
    }

    struct Patient;

    impl StreamGuard for Patient {
        fn lagged(&mut self) {
            panic!("nobody was slow");
        }
    }

    #[tokio::test]
    async fn a_crowd_that_joins_while_frames_never_end_is_taken_on_at_once() {
        const CROWD: usize = 200;
        let (cut, tasks) = (CancellationToken::new(), TaskTracker::new());
        let fanout = Fanout::new(Duration::from_secs(10), cut, tasks.clone());
        let mut wire = Wire::new(8);
        let mut ends = Vec::new();
        for _ in 0..CROWD {
            ends.push(pair().await);
        }
        let follow = |(io, client)| {
            let queue = EventQueue {
                subscription: wire.subscribe(vec![]),
                stop: None,
                guard: Box::new(Patient),
            };
            let fanout = fanout.clone();
            (tasks.spawn(async move { fanout.follow(io, queue).await }), client)
        };
        let streams: Vec<_> = ends.into_iter().map(follow).collect();
        for _ in 0..CROWD {
            wire.send(&frame());
            tokio::task::yield_now().await;
        }
        drop(wire);
        for (stream, mut client) in streams {
            stream.await.unwrap().unwrap();
            let mut said = String::new();
            client.read_to_string(&mut said).await.unwrap();
            assert_eq!(said.matches("data: x").count(), CROWD);
            assert!(said.ends_with("0\r\n\r\n"));
        }
    }
}
