//! Faults on demand: what shops and the ways to them do on bad days.

use crate::change::Change;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Each lasts for so many requests or deliveries, then it is over.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum Fault {
    /// Answers with this status instead; 429 and 503 perhaps with `Retry-After` in seconds.
    Status {
        times: u32,
        status: u16,
        retry_after: Option<u64>,
    },
    /// Answers late.
    Slow {
        times: u32,
        millis: u64,
    },
    /// Takes the request and says nothing, for a minute.
    Hang {
        times: u32,
    },
    /// Sends a page of HTML, as a host does that is being maintained.
    Html {
        times: u32,
    },
    /// `X-WP-Total` and `X-WP-TotalPages` of lists of products are off by so many things.
    WrongTotals {
        times: u32,
        off_by: isize,
    },
    /// Changes right after a page of a list of products was answered.
    BetweenPages {
        changes: Vec<Change>,
    },
    /// Deliveries that never arrive.
    DropDeliveries {
        times: u32,
    },
    DuplicateDeliveries {
        times: u32,
    },
    /// Orders are made, and their answers lost.
    LoseOrderAnswers {
        times: u32,
    },
    /// Orders are answered with this status, and not made.
    RefuseOrders {
        times: u32,
        status: u16,
    },
    /// Orders are made right away, and answered late.
    SlowOrders {
        times: u32,
        millis: u64,
    },
    /// So many deliveries are kept, then sent the last first.
    ReverseDeliveries {
        times: u32,
    },
}

/// What becomes of a request before the shop looks at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ill {
    Status { status: u16, retry_after: Option<u64> },
    Late(Duration),
    Html,
}

/// What becomes of an order that is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderIll {
    Lost,
    Refused(u16),
    Late(Duration),
}

/// Those that are still to come.
#[derive(Debug, Default)]
pub struct Faults {
    pending: Vec<Fault>,
}

fn spent(times: &mut u32) -> bool {
    *times = times.saturating_sub(1);
    *times == 0
}

impl Faults {
    pub fn add(&mut self, fault: Fault) {
        self.pending.push(fault);
    }

    pub fn clear(&mut self) {
        self.pending.clear();
    }

    /// The first that answers something, used once.
    fn take<T>(&mut self, mut look: impl FnMut(&mut Fault) -> Option<(T, bool)>) -> Option<T> {
        let found = self.pending.iter_mut().enumerate().find_map(|(at, fault)| {
            let (found, over) = look(fault)?;
            Some((at, found, over))
        });
        let (at, found, over) = found?;
        if over {
            self.pending.remove(at);
        }
        Some(found)
    }

    pub fn of_request(&mut self) -> Option<Ill> {
        self.take(|fault| match fault {
            Fault::Status { times, status, retry_after } => {
                let ill = Ill::Status { status: *status, retry_after: *retry_after };
                Some((ill, spent(times)))
            }
            Fault::Slow { times, millis } => {
                Some((Ill::Late(Duration::from_millis(*millis)), spent(times)))
            }
            Fault::Hang { times } => Some((Ill::Late(Duration::from_secs(60)), spent(times))),
            Fault::Html { times } => Some((Ill::Html, spent(times))),
            _ => None,
        })
    }

    pub fn of_order(&mut self) -> Option<OrderIll> {
        self.take(|fault| match fault {
            Fault::LoseOrderAnswers { times } => Some((OrderIll::Lost, spent(times))),
            Fault::RefuseOrders { times, status } => {
                Some((OrderIll::Refused(*status), spent(times)))
            }
            Fault::SlowOrders { times, millis } => {
                Some((OrderIll::Late(Duration::from_millis(*millis)), spent(times)))
            }
            _ => None,
        })
    }

    pub fn off_by(&mut self) -> isize {
        let off = self.take(|fault| match fault {
            Fault::WrongTotals { times, off_by } => Some((*off_by, spent(times))),
            _ => None,
        });
        off.unwrap_or_default()
    }

    pub fn between_pages(&mut self) -> Vec<Change> {
        let changes = self.take(|fault| match fault {
            Fault::BetweenPages { changes } => Some((std::mem::take(changes), true)),
            _ => None,
        });
        changes.unwrap_or_default()
    }

    pub fn drops_delivery(&mut self) -> bool {
        let dropped = self.take(|fault| match fault {
            Fault::DropDeliveries { times } => Some(((), spent(times))),
            _ => None,
        });
        dropped.is_some()
    }

    pub fn doubles_delivery(&mut self) -> bool {
        let doubled = self.take(|fault| match fault {
            Fault::DuplicateDeliveries { times } => Some(((), spent(times))),
            _ => None,
        });
        doubled.is_some()
    }

    /// How many deliveries are to be reversed, all at once.
    pub fn reverses(&mut self) -> Option<u32> {
        self.take(|fault| match fault {
            Fault::ReverseDeliveries { times } => Some((*times, true)),
            _ => None,
        })
    }
}
