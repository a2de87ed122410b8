//! The end of a session loses no work: what is on its way waits until the person has said their
//! password again, in place, and then goes on.

mod dialog;
#[cfg(feature = "hydrate")]
mod forms;

pub use dialog::SignInAgain;

use crate::AppError;
use crate::api::Refused;
use contract::{ProblemKind, Refusal};

/// What a call may fail with because nobody is signed in any more.
pub trait Failure {
    fn is_of_ended_session(&self) -> bool;
}

impl Failure for AppError {
    fn is_of_ended_session(&self) -> bool {
        self.0.kind == ProblemKind::Unauthenticated
    }
}

impl Failure for Refused {
    fn is_of_ended_session(&self) -> bool {
        matches!(&self.0, Refusal::Problem(problem) if problem.kind == ProblemKind::Unauthenticated)
    }
}

/// Makes a call; where the session has ended, again once the person has signed in. Fails with its
/// end where they would rather not.
pub async fn kept<T, E, F>(call: impl Fn() -> F) -> Result<T, E>
where
    E: Failure,
    F: Future<Output = Result<T, E>>,
{
    loop {
        match call().await {
            Err(error) if error.is_of_ended_session() && is_renewed().await => {}
            outcome => return outcome,
        }
    }
}

/// Asks for the password. Answers whether there is a session again.
async fn is_renewed() -> bool {
    #[cfg(feature = "hydrate")]
    return door::knock().await;
    #[cfg(not(feature = "hydrate"))]
    false
}

/// Where those who wait for a session stand; one dialog serves them all.
#[cfg(feature = "hydrate")]
mod door {
    use futures::channel::oneshot;
    use leptos::prelude::{ArcRwSignal, Set};
    use std::cell::RefCell;

    #[derive(Default)]
    struct Door {
        waiting: Vec<oneshot::Sender<bool>>,
        /// The dialog's, once it is awake.
        is_asking: Option<ArcRwSignal<bool>>,
    }

    thread_local! {
        static DOOR: RefCell<Door> = RefCell::default();
    }

    pub async fn knock() -> bool {
        let (tell, told) = oneshot::channel();
        let asking = DOOR.with_borrow_mut(|door| {
            door.waiting.push(tell);
            door.is_asking.clone()
        });
        if let Some(asking) = asking {
            asking.set(true);
        }
        told.await.unwrap_or(false)
    }

    /// The dialog is awake. Somebody may have been quicker.
    pub fn attend(asking: ArcRwSignal<bool>) {
        let is_awaited = DOOR.with_borrow_mut(|door| {
            door.is_asking = Some(asking.clone());
            !door.waiting.is_empty()
        });
        asking.set(is_awaited);
    }

    /// Lets everybody go on, or give up.
    pub fn open(is_renewed: bool) {
        let waiting = DOOR.with_borrow_mut(|door| std::mem::take(&mut door.waiting));
        for tell in waiting {
            // Who has gone away meanwhile need not know.
            let _ = tell.send(is_renewed);
        }
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use contract::Problem;
    use std::cell::Cell;

    #[tokio::test]
    async fn other_failures_and_successes_are_answered_as_they_are() {
        let calls = Cell::new(0);
        let answer = |outcome: Result<u8, AppError>| {
            calls.set(calls.get() + 1);
            std::future::ready(outcome)
        };
        assert_eq!(kept(|| answer(Ok(1))).await, Ok(1));
        let conflict = AppError(Problem::conflict("Somebody was faster."));
        assert_eq!(kept(|| answer(Err(conflict.clone()))).await, Err(conflict));
        // Outside of a browser there is nobody to ask.
        let ended = AppError(Problem::unauthenticated());
        assert_eq!(kept(|| answer(Err(ended.clone()))).await, Err(ended));
        assert_eq!(calls.get(), 3);
    }
}
