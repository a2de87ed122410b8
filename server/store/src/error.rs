//! What can go wrong, and what a caller can do about it.

pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// Why the store did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No such thing in this tenant. A foreign id answers the same as a missing one; the word says
    /// what was looked for. Ask for something else.
    #[error("no such {0}")]
    NotFound(&'static str),
    /// The state has moved on since the caller looked. Read again, decide again.
    #[error("{0}")]
    Conflict(String),
    /// Others have changed the same placements since. Look at what they did, decide again.
    #[error("others have changed this in the meantime")]
    Clashes(Vec<contract::Clash>),
    /// Not all pieces can be had; none was taken.
    #[error("not all pieces can be had")]
    Short(Vec<contract::Shortage>),
    /// The idempotency key belongs to another request. Use a new one.
    #[error("this idempotency key belongs to another request")]
    KeyReused,
    /// The hold has ended. Make a new one.
    #[error("the hold is over: it is {}", .0.as_str())]
    Over(contract::HoldState),
    /// Pieces have left since the count that was brought along. Count again.
    #[error("pieces have left since they were counted")]
    Stale,
    /// The command can never work as it is. Mend the field.
    #[error("{field}: {reason}")]
    Invalid { field: &'static str, reason: &'static str },
    /// The database cannot be reached, is too busy, or went away while the change was being
    /// committed: then it may or may not have happened. Try again later; commands are made so that
    /// repeating them does no harm.
    #[error("the database is not available: {0}")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// What is stored contradicts what this program writes. An operator must look at it.
    #[error("the database is corrupt: {0}")]
    Corrupt(String),
    /// The database refused a statement for a reason that is this program's fault.
    #[error("the database refused: {0}")]
    Database(#[source] sqlx::Error),
    /// The store was closed. Nothing more can be asked of it.
    #[error("the store is closed")]
    Closed,
}

impl StoreError {
    pub(crate) fn corrupt(what: impl std::fmt::Display) -> Self {
        Self::Corrupt(what.to_string())
    }

    fn is_unstorable(error: &sqlx::Error) -> bool {
        let code = error.as_database_error().and_then(|error| error.code());
        code.is_some_and(|code| UNSTORABLE.contains(&code.as_ref()))
    }

    /// Whether the connection is of no more use.
    pub(crate) fn is_connection_lost(error: &sqlx::Error) -> bool {
        match error {
            sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::Protocol(_) => true,
            sqlx::Error::WorkerCrashed | sqlx::Error::PoolTimedOut => true,
            // 57P: the server is shutting down or starting; 08: connection exceptions; 53: it is
            // out of something; 25P03: it took us for dead in the middle of a transaction.
            sqlx::Error::Database(error) => error.code().is_some_and(|code| {
                ["57P", "08", "53", "25P03"].iter().any(|prefix| code.starts_with(prefix))
            }),
            _ => false,
        }
    }
}

/// PostgreSQL's `character_not_in_repertoire` and `untranslatable_character`: a text with a NUL.
const UNSTORABLE: [&str; 2] = ["22021", "22P05"];

/// SQLite's primary result codes that pass by themselves: busy, locked, I/O error, full.
const SQLITE_PASSING: [i64; 4] = [5, 6, 10, 13];

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let passing = match &error {
            sqlx::Error::Database(database)
                if database.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some() =>
            {
                // The extended code carries the primary one in its low byte.
                let code = database.code().and_then(|code| code.parse::<i64>().ok());
                code.is_some_and(|code| SQLITE_PASSING.contains(&(code & 0xff)))
            }
            _ => Self::is_connection_lost(&error),
        };
        match error {
            sqlx::Error::PoolClosed => Self::Closed,
            sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => Self::corrupt(error),
            error if passing => Self::Unavailable(Box::new(error)),
            error if Self::is_unstorable(&error) => Self::Invalid {
                field: "text",
                reason: "contains a character that cannot be stored",
            },
            error => Self::Database(error),
        }
    }
}

impl From<sqlx::migrate::MigrateError> for StoreError {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        use sqlx::migrate::MigrateError;
        match error {
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => error.into(),
            error => Self::corrupt(format!("its tables do not fit this program: {error}")),
        }
    }
}
