//! Following a feed: one stream per browser, tenant and audience.
//!
//! The tab that leads reads the stream ([`super::line`]) and passes each message on; the others
//! listen. While nothing is heard the state is polled, and the page says that it is not live.

use super::LiveState;
use super::line::OpenLine;
use super::position::Position;
use super::relay::Relay;
use super::ring::Ring;
use super::{leader, relay};
use contract::live::Frame;
use contract::{Seq, TenantId};
use js_sys::Function;
use leptos::prelude::{set_interval, window_event_listener_untyped};
use leptos::task::spawn_local;
use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{BroadcastChannel, MessageEvent, VisibilityState};

/// A stream hears something at least every 15 s; after two missed beats and some the line counts as
/// broken.
pub const SILENCE_MS: f64 = 40_000.0;
/// Of a line that is well something is heard within this time.
const BEAT_MS: f64 = 16_000.0;
const POLL_MS: f64 = 30_000.0;
/// Between attempts to take the state anew after a reset.
const STALE_MS: f64 = 5_000.0;
const TICK: Duration = Duration::from_secs(1);

/// What a stream is followed for.
pub trait Listener {
    /// A frame, by [`Frame::name`] and the JSON of its content.
    fn frame(&self, name: &str, data: &str);
    fn state(&self, state: LiveState);
    /// The highest position shown, also of what was asked for and not heard on the stream.
    fn newest(&self) -> Seq;
    /// Takes the state anew; false when it could not be had. `reset` says that positions seen so
    /// far mean nothing any more.
    fn refresh(&self, reset: bool) -> Pin<Box<dyn Future<Output = bool>>>;
}

/// The stream to follow.
pub struct Feed {
    pub tenant: TenantId,
    /// The topics asked for, and a part of the name the tabs have for the stream.
    pub audience: &'static str,
    /// Where the page's rendering left off.
    pub seq: Seq,
}

#[derive(Clone)]
pub(super) struct Connection(pub(super) Rc<Inner>);

pub(super) struct Inner {
    pub feed: Feed,
    pub listener: Rc<dyn Listener>,
    pub state: RefCell<State>,
}

pub(super) struct State {
    /// Grows with each start and stop: a lead granted to an earlier one is void.
    session: u32,
    /// Grows with each line: what an earlier one says is void.
    pub generation: u32,
    pub position: Position,
    pub shown: LiveState,
    pub failures: u32,
    pub heard: f64,
    polled: f64,
    /// A reset came, and the state could not be had yet.
    stale: bool,
    pub line: Option<OpenLine>,
    /// What tabs that join are replayed from; only the leader has one.
    pub ring: Option<Ring>,
    give_up_lead: Option<Function>,
    pub channel: Option<BroadcastChannel>,
    on_message: Option<Closure<dyn FnMut(MessageEvent)>>,
}

/// Follows a feed for as long as the page lives.
pub fn follow(feed: Feed, listener: Rc<dyn Listener>) {
    let state = State {
        session: 0,
        generation: 0,
        position: Position::at(feed.seq),
        shown: LiveState::Connecting,
        failures: 0,
        heard: js_sys::Date::now(),
        polled: 0.0,
        stale: false,
        line: None,
        ring: None,
        give_up_lead: None,
        channel: None,
        on_message: None,
    };
    let this = Connection(Rc::new(Inner { feed, listener, state: RefCell::new(state) }));
    this.start();
    let ticking = this.clone();
    set_interval(move || ticking.tick(), TICK);
    this.follow_the_page();
}

impl Connection {
    /// Joins the other tabs, and stands for the lead.
    fn start(&self) {
        let name = {
            let Feed { tenant, audience, .. } = &self.0.feed;
            ["etalage:", &tenant.to_string(), ":", audience].concat()
        };
        let session = {
            let mut state = self.0.state.borrow_mut();
            state.session += 1;
            state.heard = js_sys::Date::now();
            state.session
        };
        if let Ok(channel) = BroadcastChannel::new(&name) {
            let this = self.clone();
            let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
                if let Some(text) = event.data().as_string() {
                    this.overhear(&text);
                }
            });
            channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
            let mut state = self.0.state.borrow_mut();
            relay::post(&channel, &Relay::Join(state.position.resume()).encode());
            (state.channel, state.on_message) = (Some(channel), Some(heard));
        }
        let this = self.clone();
        leader::stand(&name, move |give_up| this.lead(session, give_up));
    }

    /// Lets go of everything, so that another tab leads at once and the page can be kept.
    fn stop(&self) {
        let mut state = self.0.state.borrow_mut();
        state.session += 1;
        state.generation += 1;
        (state.line, state.ring, state.on_message) = (None, None, None);
        if let Some(channel) = state.channel.take() {
            channel.set_onmessage(None);
            channel.close();
        }
        give_up(state.give_up_lead.take());
    }

    fn lead(&self, session: u32, lock: Option<Function>) {
        {
            let mut state = self.0.state.borrow_mut();
            if state.session != session || state.ring.is_some() {
                // The page was left while it waited for its turn.
                return give_up(lock);
            }
            state.give_up_lead = lock;
            state.ring = Some(Ring::new(state.position.resume()));
        }
        self.open();
    }

    pub(super) fn leads(&self) -> bool {
        self.0.state.borrow().ring.is_some()
    }

    /// A word from another tab.
    fn overhear(&self, text: &str) {
        let Some(relay) = Relay::decode(text) else {
            return;
        };
        match (relay, self.leads()) {
            (Relay::Join(seq), true) => self.welcome(seq),
            (Relay::Message { name, seq, data }, false) => self.take(name, seq, data),
            (Relay::Lost(floor), false) if self.0.state.borrow().position.resume() < floor => {
                self.take(Frame::RESET, floor, "");
            }
            _ => {}
        }
    }

    /// Brings a tab that joined up to date.
    fn welcome(&self, seq: Seq) {
        let state = self.0.state.borrow();
        let (Some(channel), Some(ring)) = (&state.channel, &state.ring) else {
            return;
        };
        match ring.since(seq) {
            Ok(missed) => missed.for_each(|message| relay::post(channel, message)),
            Err(floor) => relay::post(channel, &Relay::Lost(floor).encode()),
        }
        if state.shown == LiveState::Live {
            let seq = state.position.resume();
            let hello = Relay::Message { name: Frame::HEARTBEAT, seq, data: "" };
            relay::post(channel, &hello.encode());
        }
    }

    /// Takes in a message, whichever way it came.
    pub(super) fn take(&self, name: &str, seq: Seq, data: &str) {
        self.0.state.borrow_mut().heard = js_sys::Date::now();
        self.show(LiveState::Live);
        match name {
            Frame::HEARTBEAT => self.0.state.borrow_mut().position.heartbeat(seq),
            Frame::RESET => {
                {
                    let mut state = self.0.state.borrow_mut();
                    (state.position, state.stale) = (Position::at(seq), true);
                }
                self.refresh();
            }
            _ => {
                self.0.listener.frame(name, data);
                self.0.state.borrow_mut().position.frame(seq);
            }
        }
    }

    /// Takes the state anew.
    fn refresh(&self) {
        let reset = {
            let mut state = self.0.state.borrow_mut();
            state.polled = js_sys::Date::now();
            state.stale
        };
        let (this, anew) = (self.clone(), self.0.listener.refresh(reset));
        spawn_local(async move {
            if anew.await && reset {
                this.0.state.borrow_mut().stale = false;
            }
        });
    }

    pub(super) fn show(&self, now: LiveState) {
        let before = std::mem::replace(&mut self.0.state.borrow_mut().shown, now);
        if before != now {
            self.0.listener.state(now);
        }
    }

    fn tick(&self) {
        self.check_line();
        let (silent, pause, stale) = {
            let state = self.0.state.borrow();
            let now = js_sys::Date::now();
            (now - state.heard > SILENCE_MS, now - state.polled, state.stale)
        };
        if silent && !self.leads() {
            self.show(LiveState::Paused);
        }
        let paused = self.0.state.borrow().shown == LiveState::Paused;
        if (paused && pause > POLL_MS) || (stale && pause > STALE_MS) {
            self.refresh();
        }
    }

    /// A tab that is looked at again shows what is true now: timers sleep in tabs nobody sees, and
    /// so may the line.
    fn come_back(&self) {
        let is_seen = web_sys::window()
            .and_then(|window| window.document())
            .is_some_and(|page| page.visibility_state() == VisibilityState::Visible);
        let is_late = {
            let state = self.0.state.borrow();
            state.shown != LiveState::Live || js_sys::Date::now() - state.heard > BEAT_MS
        };
        if is_seen && is_late {
            self.tick();
            self.refresh();
        }
    }

    /// Hands over when the page is left, comes back with it, and does not wait out a backoff when
    /// the network returns.
    fn follow_the_page(&self) {
        let on = |name: &'static str, act: fn(&Connection)| {
            let this = self.clone();
            window_event_listener_untyped(name, move |_| act(&this));
        };
        on("pagehide", Connection::stop);
        on("pageshow", |this| {
            // A page that was kept comes back without either; a new one has begun by now.
            let kept = this.0.state.borrow().channel.is_none() && !this.leads();
            if kept {
                this.start();
            }
        });
        on("visibilitychange", Connection::come_back);
        on("offline", |this| this.lose_network());
        on("online", |this| {
            if this.leads() && this.0.state.borrow().shown != LiveState::Live {
                this.open();
            }
        });
    }
}

fn give_up(lock: Option<Function>) {
    if let Some(lock) = lock {
        let _ = lock.call0(&JsValue::UNDEFINED);
    }
}
