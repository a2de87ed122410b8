//! Work that goes on by itself, for whoever began it.

/// For work that is given to a task of its own and waited for: a simulation goes on counting it as
/// its asker's. Otherwise it is just that work.
#[cfg(feature = "testing")]
pub fn carried<T>(work: impl Future<Output = T>) -> impl Future<Output = T> {
    use crate::testing::TASK;

    let task = TASK.try_with(|task| *task);
    async move {
        match task {
            Ok(task) => TASK.scope(task, work).await,
            Err(_) => work.await,
        }
    }
}

/// For work that is given to a task of its own and waited for: a simulation goes on counting it as
/// its asker's. Otherwise it is just that work.
#[cfg(not(feature = "testing"))]
pub fn carried<T>(work: impl Future<Output = T>) -> impl Future<Output = T> {
    work
}
