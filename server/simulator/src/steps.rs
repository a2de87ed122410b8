//! One task at a time, in an order made of the seed.
//!
//! A task stops before and after each thing it asks of the store, and goes on when it is told to. So
//! between any two of these another task may go first, or all of them end at once, as in a crash.

use async_trait::async_trait;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::testing::{Cut, Steps};
use tokio::sync::{Notify, oneshot};

tokio::task_local! {
    /// Which task this is. What has no number is not held.
    static TASK: usize;
}

#[derive(Default)]
struct State {
    waiting: BTreeMap<usize, oneshot::Sender<()>>,
    running: usize,
    /// Where the power goes next.
    cut: Option<Cut>,
    is_down: bool,
}

/// Where all tasks wait for their turn.
#[derive(Clone, Default)]
pub struct Turns(Arc<(Mutex<State>, Notify)>);

impl Turns {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs a task up to its end, with its turns.
    pub async fn take_part<T>(&self, task: usize, work: impl Future<Output = T>) -> T {
        let done = TASK.scope(task, work).await;
        self.rest();
        done
    }

    /// A task begins.
    pub fn begin(&self) {
        self.state().running += 1;
    }

    fn rest(&self) {
        self.state().running -= 1;
        self.0.1.notify_one();
    }

    /// Until every task waits or is done. Answers those that wait.
    pub async fn settled(&self) -> Vec<usize> {
        loop {
            {
                let state = self.state();
                if state.running == 0 {
                    return state.waiting.keys().copied().collect();
                }
            }
            self.0.1.notified().await;
        }
    }

    /// Lets one of those that wait go on.
    pub fn go(&self, task: usize) {
        let mut state = self.state();
        if let Some(waiting) = state.waiting.remove(&task) {
            state.running += 1;
            // One that was ended meanwhile wants no turn.
            if waiting.send(()).is_err() {
                state.running -= 1;
            }
        }
    }

    /// The power goes at the next transaction.
    pub fn cut(&self, at: Cut) {
        self.state().cut = Some(at);
    }

    pub fn is_about_to_be_cut(&self) -> bool {
        self.state().cut.is_some()
    }

    pub fn is_down(&self) -> bool {
        self.state().is_down
    }

    /// After a crash nobody waits, and nothing is cut.
    pub fn reset(&self) {
        *self.state() = State::default();
    }
}

#[async_trait]
impl Steps for Turns {
    async fn pause(&self) {
        let Ok(task) = TASK.try_with(|task| *task) else { return };
        let (go, turn) = oneshot::channel();
        {
            let mut state = self.state();
            state.waiting.insert(task, go);
            state.running -= 1;
        }
        self.0.1.notify_one();
        if turn.await.is_err() {
            // The house is down; nobody goes on.
            std::future::pending::<()>().await;
        }
    }

    fn is_cut(&self, at: Cut) -> bool {
        let mut state = self.state();
        let is_here = state.cut == Some(at);
        if is_here {
            (state.cut, state.is_down) = (None, true);
        }
        is_here || state.is_down
    }
}
