//! Work that many ask for at once and one does.

use contract::{Problem, Result};
use futures::FutureExt;
use futures::future::{BoxFuture, Shared};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

type Flight<T> = Shared<BoxFuture<'static, Result<T>>>;

pub struct Flights<T: Clone> {
    most: usize,
    under_way: Mutex<HashMap<String, Flight<T>>>,
}

impl<T: Clone + Send + Sync + 'static> Flights<T> {
    /// No more than `most` at a time, whatever is asked for.
    pub fn new(most: usize) -> Arc<Self> {
        Arc::new(Self { most, under_way: Mutex::default() })
    }

    /// Joins the work of that name, or begins it. It runs in a task of its own: one who goes away
    /// does not take it along.
    pub async fn join<F>(self: &Arc<Self>, name: String, begin: impl FnOnce() -> F) -> Result<T>
    where
        F: Future<Output = Result<T>> + Send + 'static,
    {
        let flight = {
            let mut under_way = self.lock();
            match under_way.get(&name) {
                Some(flight) => flight.clone(),
                None if under_way.len() >= self.most => return Err(Problem::unavailable()),
                None => {
                    let flight = self.begin(name.clone(), begin());
                    under_way.insert(name, flight.clone());
                    flight
                }
            }
        };
        flight.await
    }

    fn begin<F>(self: &Arc<Self>, name: String, work: F) -> Flight<T>
    where
        F: Future<Output = Result<T>> + Send + 'static,
    {
        let landing = Landing { flights: self.clone(), name };
        let task = tokio::spawn(async move {
            // Also when the work panics.
            let _landing = landing;
            work.await
        });
        async move { task.await.unwrap_or_else(|_| Err(Problem::internal())) }.boxed().shared()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Flight<T>>> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes a flight off the list when it is over.
struct Landing<T: Clone + Send + Sync + 'static> {
    flights: Arc<Flights<T>>,
    name: String,
}

impl<T: Clone + Send + Sync + 'static> Drop for Landing<T> {
    fn drop(&mut self) {
        self.flights.lock().remove(&self.name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
    use tokio::sync::Notify;

    #[tokio::test]
    async fn many_askers_cost_one_flight_and_the_list_is_bounded() {
        let flights = Flights::<usize>::new(1);
        let (begun, go) = (Arc::new(AtomicUsize::new(0)), Arc::new(Notify::new()));
        let work = || {
            let (begun, go) = (begun.clone(), go.clone());
            async move {
                go.notified().await;
                Ok(begun.fetch_add(1, Relaxed))
            }
        };
        let many = (0..20).map(|_| flights.join("a".into(), work));
        let release = async {
            tokio::task::yield_now().await;
            assert_eq!(flights.join("b".into(), work).await, Err(Problem::unavailable()));
            go.notify_one();
        };
        let (answers, ()) = tokio::join!(futures::future::join_all(many), release);
        assert!(answers.iter().all(|answer| *answer == Ok(0)));
        // Over: another begins.
        go.notify_one();
        assert_eq!(flights.join("b".into(), work).await, Ok(1));
    }

    #[tokio::test]
    async fn what_panics_is_over_too() {
        let flights = Flights::<usize>::new(1);
        let failed = flights.join("a".into(), || async { panic!("on purpose") }).await;
        assert_eq!(failed, Err(Problem::internal()));
        assert_eq!(flights.join("a".into(), || async { Ok(1) }).await, Ok(1));
    }
}
