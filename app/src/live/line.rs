//! The line to the server, and how it is rebuilt.
//!
//! A line that is refused or falls silent for longer than the server's heartbeats allow is built
//! anew with backoff: the browser's own EventSource gives up for good on anything but a 200.

use super::LiveState;
use super::backoff::{PATIENCE, delay};
use super::connection::{Connection, Feed, SILENCE_MS};
use super::relay::{self, Relay};
use super::ring::Ring;
use contract::Seq;
use contract::live::Frame;
use futures::StreamExt;
use gloo_net::eventsource::State as Line;
use gloo_net::eventsource::futures::EventSource;
use leptos::prelude::set_timeout;
use leptos::task::spawn_local;
use std::time::Duration;

/// How long a line may take to open.
const OPENING_MS: f64 = 8_000.0;

pub struct OpenLine {
    source: EventSource,
    since: f64,
    was_open: bool,
    /// What the server is told that the page has seen.
    seen: Seq,
}

impl Connection {
    /// Opens a line after what has been received, in place of the one there is.
    pub(super) fn open(&self) {
        let seen = self.seen();
        let (generation, seq) = {
            let mut state = self.0.state.borrow_mut();
            state.generation += 1;
            (state.generation, state.position.resume().to_string())
        };
        let Feed { tenant, audience, .. } = &self.0.feed;
        let tenant = tenant.to_string();
        let begin = ["&lastEventId=", &seq, "&seen=", &seen.to_string()].concat();
        let url = ["/api/events?tenantId=", &tenant, "&topics=", audience, &begin].concat();
        let Ok(mut source) = EventSource::new(&url) else {
            return self.failed(generation);
        };
        let names = [
            Frame::WINDOW,
            Frame::HEADER,
            Frame::PRODUCTS,
            Frame::BOARD,
            Frame::OWN,
            Frame::RESET,
            Frame::HEARTBEAT,
        ];
        for name in names {
            let Ok(mut messages) = source.subscribe(name) else {
                return self.failed(generation);
            };
            let this = self.clone();
            spawn_local(async move {
                while let Some(Ok((_, event))) = messages.next().await {
                    let data = event.data().as_string().unwrap_or_default();
                    // Not the event's id: that names a position when its last frame is there.
                    let seq = Frame::seq_of(&data).unwrap_or_default();
                    this.received(generation, name, seq, &data);
                }
                this.failed(generation);
            });
        }
        let since = js_sys::Date::now();
        let mut state = self.0.state.borrow_mut();
        state.heard = since;
        state.line = Some(OpenLine { source, since, was_open: false, seen });
    }

    /// The highest position the page knows of.
    fn seen(&self) -> Seq {
        self.0.state.borrow().position.seen().max(self.0.listener.newest())
    }

    /// The line broke, was refused, or fell silent.
    fn failed(&self, generation: u32) {
        let (wait, generation, failures) = {
            let mut state = self.0.state.borrow_mut();
            if state.generation != generation {
                return;
            }
            // Closing ends the subscriptions, which come back here with a generation that is void.
            state.line = None;
            state.generation += 1;
            state.failures += 1;
            let wait = delay(state.failures, js_sys::Math::random());
            (wait, state.generation, state.failures)
        };
        self.show(if failures >= PATIENCE { LiveState::Paused } else { LiveState::Connecting });
        let this = self.clone();
        let again = move || {
            if this.0.state.borrow().generation == generation {
                this.open();
            }
        };
        set_timeout(again, Duration::from_millis(u64::from(wait)));
    }

    /// Says at once what the line would only show by its silence.
    pub(super) fn lose_network(&self) {
        if !self.leads() {
            return self.show(LiveState::Paused);
        }
        let generation = {
            let mut state = self.0.state.borrow_mut();
            state.failures = state.failures.max(PATIENCE - 1);
            state.generation
        };
        self.failed(generation);
    }

    fn received(&self, generation: u32, name: &str, seq: Seq, data: &str) {
        let seen = self.seen();
        {
            let mut state = self.0.state.borrow_mut();
            if state.generation != generation {
                return;
            }
            state.failures = 0;
            if let Some(line) = &mut state.line {
                // While the browser tried to open it the page has read on: the server does not
                // know whom it answers.
                if !std::mem::replace(&mut line.was_open, true) && line.seen < seen {
                    drop(state);
                    return self.open();
                }
            }
            let message = Relay::Message { name, seq, data }.encode();
            if let Some(channel) = &state.channel {
                relay::post(channel, &message);
            }
            if let Some(ring) = &mut state.ring {
                match name {
                    Frame::HEARTBEAT => {}
                    Frame::RESET => *ring = Ring::new(seq),
                    _ => ring.push(seq, message),
                }
            }
        }
        self.take(name, seq, data);
    }

    pub(super) fn check_line(&self) {
        let (broken, generation) = {
            let state = self.0.state.borrow();
            let now = js_sys::Date::now();
            let silent = now - state.heard > SILENCE_MS;
            let broken = state.line.as_ref().is_some_and(|line| match line.source.state() {
                Line::Open => silent,
                // The browser would try again by itself, from a position half received.
                Line::Connecting => line.was_open || now - line.since > OPENING_MS,
                Line::Closed => true,
            });
            (broken, state.generation)
        };
        if broken {
            self.failed(generation);
        }
    }
}
