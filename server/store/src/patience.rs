//! How long the database may take. One that refuses is told at once; one that falls silent, behind
//! a broken line or a frozen machine, would keep everybody waiting.

use crate::{Result, StoreError};
use std::io;
use std::time::Duration;
use tokio::time::timeout;

/// An answer, or [`StoreError::Unavailable`] after `patience`.
pub(crate) async fn within<T>(
    patience: Duration,
    work: impl Future<Output = Result<T>>,
) -> Result<T> {
    timeout(patience, work).await.unwrap_or_else(|_| {
        let silence = format!("no answer within {} ms", patience.as_millis());
        Err(StoreError::Unavailable(silence.into()))
    })
}

/// The same for what speaks to the driver itself: silence is a lost connection.
pub(crate) async fn in_time<T, E: From<sqlx::Error>>(
    patience: Duration,
    work: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    let silence = |_| Err(sqlx::Error::Io(io::ErrorKind::TimedOut.into()).into());
    timeout(patience, work).await.unwrap_or_else(silence)
}
