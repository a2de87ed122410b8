//! One task at a time, in an order made of the seed.
//!
//! A task stops before and after each thing it asks of a store, and goes on when it is told to. So
//! between any two of these another task may go first, or all of them end at once, as in a crash.
//!
//! There are two houses with a store each, and a task of one may ask the other: it is still that task
//! then, so whatever arrives there belongs to the one that was let go last.

use async_trait::async_trait;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::testing::{Cut, Steps, TASK};
use tokio::sync::{Notify, oneshot};

/// Whose power it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Where people shop.
    House,
    /// Where the stock is, if that is not the house.
    Office,
}

/// One that waits for its turn, and where.
struct Waiting {
    side: Side,
    go: oneshot::Sender<()>,
}

#[derive(Default)]
struct Power {
    /// How often it has gone. What is left of an earlier life does nothing any more.
    life: u64,
    /// Where it goes next.
    cut: Option<Cut>,
    is_down: bool,
}

#[derive(Default)]
struct State {
    waiting: BTreeMap<usize, Waiting>,
    running: usize,
    /// The one that was let go last.
    current: Option<usize>,
    power: [Power; 2],
    /// Tasks of the house that are at the office, with what ends that.
    visits: BTreeMap<usize, oneshot::Sender<()>>,
    /// Visits of tasks that are no more.
    orphans: BTreeSet<usize>,
}

/// Where all tasks wait for their turn.
#[derive(Clone, Default)]
pub struct Turns(Arc<(Mutex<State>, Notify)>);

impl Turns {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A task begins.
    pub fn begin(&self, task: usize) {
        let mut state = self.state();
        state.running += 1;
        state.current = Some(task);
    }

    /// Runs a task up to its end, with its turns.
    pub async fn take_part<T>(&self, task: usize, work: impl Future<Output = T>) -> T {
        let done = TASK.scope(task, work).await;
        self.state().running -= 1;
        self.0.1.notify_one();
        done
    }

    /// Until every task waits or is done. Answers those that wait.
    pub async fn settled(&self) -> Vec<usize> {
        loop {
            {
                let mut state = self.state();
                if state.running == 0 {
                    state.current = None;
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
            state.current = Some(task);
            // One that was ended meanwhile wants no turn.
            if waiting.go.send(()).is_err() {
                state.running -= 1;
            }
        }
    }

    /// Until it is this task's turn again.
    async fn pause(&self, side: Side) {
        let Ok(task) = TASK.try_with(|task| *task) else { return };
        let (go, turn) = oneshot::channel();
        {
            let mut state = self.state();
            let other = state.waiting.insert(task, Waiting { side, go });
            assert!(other.is_none(), "task {task} does two things at once");
            state.running -= 1;
        }
        self.0.1.notify_one();
        if turn.await.is_err() {
            // The power is gone; nobody goes on.
            std::future::pending::<()>().await;
        }
    }

    /// Does at the office what the running task asked for; it waits its turn before and after. Nothing
    /// where the office goes down in the middle. Whoever asked may go: it is done all the same.
    pub async fn visit<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Option<T> {
        let (end, ended) = oneshot::channel::<()>();
        let task = {
            let mut state = self.state();
            let task = state.current?;
            state.visits.insert(task, end);
            task
        };
        let turns = self.clone();
        let visit = tokio::spawn(TASK.scope(task, async move {
            let work = async {
                turns.pause(Side::Office).await;
                let done = work.await;
                turns.pause(Side::Office).await;
                done
            };
            let done = tokio::select! {
                done = work => Some(done),
                _ = ended => None,
            };
            turns.leave(task);
            done
        }));
        visit.await.ok().flatten()
    }

    fn leave(&self, task: usize) {
        let mut state = self.state();
        state.visits.remove(&task);
        if state.orphans.remove(&task) {
            state.running -= 1;
            self.0.1.notify_one();
        }
    }

    /// Whether nobody waits for what this task does at the office.
    pub fn is_orphan(&self, task: usize) -> bool {
        self.state().orphans.contains(&task)
    }

    /// The line breaks on which a task asks the office; whatever is left of the task goes on.
    pub fn end_visit(&self, task: usize) {
        let mut state = self.state();
        if let Some(end) = state.visits.remove(&task) {
            state.waiting.remove(&task);
            state.running += 1;
            state.current = Some(task);
            let _ = end.send(());
        }
    }

    /// The power goes at the next transaction.
    pub fn cut(&self, side: Side, at: Cut) {
        self.state().power[side as usize].cut = Some(at);
    }

    pub fn spare(&self) {
        for power in &mut self.state().power {
            power.cut = None;
        }
    }

    pub fn is_about_to_be_cut(&self) -> bool {
        self.state().power.iter().any(|power| power.cut.is_some())
    }

    pub fn is_down(&self, side: Side) -> bool {
        self.state().power[side as usize].is_down
    }

    pub fn life(&self, side: Side) -> u64 {
        self.state().power[side as usize].life
    }

    /// Everything on that side ends, and nothing is cut any more. Its tasks have to be ended before;
    /// those of the house that are at the office break off there, one after the other, or are left
    /// alone there.
    pub async fn crash(&self, side: Side) {
        let visits: Vec<usize> = {
            let mut state = self.state();
            let life = state.power[side as usize].life + 1;
            state.power[side as usize] = Power { life, ..Power::default() };
            let visits: Vec<usize> = state.visits.keys().copied().collect();
            match side {
                Side::House => {
                    state.orphans.extend(&visits);
                    state.waiting.retain(|_, waiting| waiting.side == Side::Office);
                }
                Side::Office => state
                    .waiting
                    .retain(|task, waiting| waiting.side == Side::House || visits.contains(task)),
            }
            visits
        };
        if side == Side::Office {
            for task in visits {
                self.end_visit(task);
                self.settled().await;
            }
        }
    }

    /// What holds a store's tasks on that side, up to its next crash.
    pub fn door(&self, side: Side) -> Door {
        Door { turns: self.clone(), side, life: self.life(side) }
    }
}

/// The turns as one opened store sees them.
pub struct Door {
    turns: Turns,
    side: Side,
    life: u64,
}

#[async_trait]
impl Steps for Door {
    async fn pause(&self) {
        if TASK.try_with(|_| ()).is_ok() && self.turns.life(self.side) != self.life {
            // What was begun before the crash.
            std::future::pending::<()>().await;
        }
        self.turns.pause(self.side).await;
    }

    fn is_cut(&self, at: Cut) -> bool {
        let mut state = self.turns.state();
        let power = &mut state.power[self.side as usize];
        if power.life != self.life {
            return true;
        }
        if power.cut == Some(at) {
            (power.cut, power.is_down) = (None, true);
        }
        power.is_down
    }
}
