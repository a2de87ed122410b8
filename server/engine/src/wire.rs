//! One line of frames to many listeners: who listens hears everything sent since, in order, or is
//! told that it fell behind.

use bytes::Bytes;
use contract::Seq;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use tokio::sync::broadcast;

/// A frame as sent, with the position it brings its reader to. All streams share its bytes.
#[derive(Clone, Debug)]
pub struct Encoded {
    pub seq: Seq,
    /// Its place on its wire, from 1; 0 before it was sent.
    number: u64,
    chunk: Bytes,
}

impl Encoded {
    /// `message` is a whole SSE message, or several.
    pub fn new(seq: Seq, message: &str) -> Self {
        let chunk = Bytes::from(format!("{:x}\r\n{message}\r\n", message.len()));
        Self { seq, number: 0, chunk }
    }

    pub fn number(&self) -> u64 {
        self.number
    }

    /// The SSE message.
    pub fn message(&self) -> Bytes {
        let size = self.chunk.iter().position(|byte| *byte == b'\n').unwrap_or(0) + 1;
        self.chunk.slice(size..self.chunk.len() - 2)
    }

    /// The message as a chunk of an HTTP/1.1 body, so that one write of shared bytes delivers it.
    pub fn chunk(&self) -> &Bytes {
        &self.chunk
    }
}

/// What a stream begins with, and goes on with.
pub struct Subscription {
    /// Sent first, in order.
    pub replay: Vec<Encoded>,
    /// Everything sent after `since`.
    pub frames: broadcast::Receiver<Encoded>,
    /// The number of the last frame sent before.
    pub since: u64,
    pub ticket: Ticket,
}

/// A listener's hold on its wire; listeners are counted by them.
#[derive(Clone)]
pub struct Ticket(Arc<u64>);

impl Ticket {
    /// Which wire it is of: unlike any other's in this process.
    pub fn wire(&self) -> u64 {
        *self.0
    }
}

pub struct Wire {
    sender: broadcast::Sender<Encoded>,
    sent: u64,
    ticket: Ticket,
}

impl Wire {
    /// `backlog` is how many frames a listener may fall behind.
    pub fn new(backlog: usize) -> Self {
        static WIRES: AtomicU64 = AtomicU64::new(0);
        let ticket = Ticket(Arc::new(WIRES.fetch_add(1, Relaxed)));
        Self { sender: broadcast::channel(backlog).0, sent: 0, ticket }
    }

    /// Answers how many listen.
    pub fn send(&mut self, frame: &Encoded) -> usize {
        self.sent += 1;
        // Nobody listening is no failure.
        let _ = self.sender.send(Encoded { number: self.sent, ..frame.clone() });
        self.listeners()
    }

    pub fn listeners(&self) -> usize {
        Arc::strong_count(&self.ticket.0) - 1
    }

    pub fn subscribe(&self, replay: Vec<Encoded>) -> Subscription {
        let frames = self.sender.subscribe();
        Subscription { replay, frames, since: self.sent, ticket: self.ticket.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chunk_is_its_message_and_how_long_that_is() {
        let frame = Encoded::new(Seq(1), "data: x\n\n");
        assert_eq!(frame.message(), "data: x\n\n");
        assert_eq!(frame.chunk(), "9\r\ndata: x\n\n\r\n");
    }

    #[test]
    fn listeners_are_counted_and_know_where_they_began() {
        let mut wire = Wire::new(4);
        assert_eq!(wire.send(&Encoded::new(Seq(1), "x")), 0);
        let mut first = wire.subscribe(vec![]);
        assert_eq!(wire.send(&Encoded::new(Seq(2), "x")), 1);
        let second = wire.subscribe(vec![]);
        assert_eq!((first.since, second.since, wire.listeners()), (1, 2, 2));
        assert_eq!(first.frames.try_recv().unwrap().number(), first.since + 1);
        assert_ne!(first.ticket.wire(), Wire::new(4).ticket.wire());
        drop((first, second));
        assert_eq!(wire.listeners(), 0);
    }
}
