//! One line to a shop's database, which only ever reads.

use super::{DatabaseAddress, DatabaseError};
use contract::Timestamp;
use sqlx::mysql::{MySqlConnectOptions, MySqlRow};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, FromRow, MySqlConnection};
use std::time::Duration;

/// A database behind a broken line says nothing; so long is waited for it.
const CONNECTING: Duration = Duration::from_secs(10);
/// The longest of ours takes a second or two over a million rows.
const ANSWERING: Duration = Duration::from_secs(60);

/// The session reads what was there when its transaction began, and can write nothing even where its
/// user may. Times are told in UTC.
const READ_ONLY: [&str; 4] = [
    "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
    "SET SESSION TRANSACTION READ ONLY",
    "SET SESSION time_zone = '+00:00'",
    "SET SESSION sql_mode = ''",
];
const SNAPSHOT: &str = "START TRANSACTION WITH CONSISTENT SNAPSHOT";
const NOW: &str = "SELECT CAST(UTC_TIMESTAMP() AS CHAR)";

pub(super) struct Database {
    line: MySqlConnection,
    prefix: String,
}

/// Waits for an answer, and no longer than that.
async fn within<T>(
    longest: Duration,
    answer: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, DatabaseError> {
    match tokio::time::timeout(longest, answer).await {
        Ok(answer) => Ok(answer?),
        Err(_) => Err(DatabaseError::Slow { after: longest }),
    }
}

impl Database {
    pub async fn open(address: &DatabaseAddress) -> Result<Self, DatabaseError> {
        let options: MySqlConnectOptions = address.options()?.disable_statement_logging();
        let line = within(CONNECTING, MySqlConnection::connect_with(&options)).await?;
        let mut database = Self { line, prefix: address.prefix().to_owned() };
        for statement in READ_ONLY {
            database.run(statement).await?;
        }
        Ok(database)
    }

    async fn run(&mut self, statement: &'static str) -> Result<(), DatabaseError> {
        within(ANSWERING, sqlx::raw_sql(statement).execute(&mut self.line)).await?;
        Ok(())
    }

    /// What is read from here on belongs together.
    pub async fn begin(&mut self) -> Result<(), DatabaseError> {
        self.run(SNAPSHOT).await
    }

    pub async fn end(&mut self) -> Result<(), DatabaseError> {
        self.run("COMMIT").await
    }

    /// Says goodbye; a database remembers clients who do not.
    pub async fn close(self) {
        let _ = tokio::time::timeout(Duration::from_secs(1), self.line.close()).await;
    }

    /// By the database's clock, to the second.
    pub async fn now(&mut self) -> Result<Timestamp, DatabaseError> {
        let said: String =
            within(ANSWERING, sqlx::query_scalar(NOW).fetch_one(&mut self.line)).await?;
        moment(&said).ok_or_else(|| DatabaseError::Strange { said: "the time".into() })
    }

    /// A table of the shop's, quoted. The prefix was checked to be letters, digits and underscores.
    pub fn table(&self, name: &str) -> String {
        format!("`{}{name}`", self.prefix)
    }

    /// Every row of a statement into which nothing was put but names of tables and whole numbers;
    /// texts are bound. It is not kept prepared: with other numbers it is another statement.
    pub async fn rows<T>(&mut self, sql: String, texts: &[&str]) -> Result<Vec<T>, DatabaseError>
    where
        T: for<'row> FromRow<'row, MySqlRow> + Send + Unpin,
    {
        let mut query = sqlx::query_as(AssertSqlSafe(sql)).persistent(false);
        for text in texts {
            query = query.bind((*text).to_owned());
        }
        within(ANSWERING, query.fetch_all(&mut self.line)).await
    }
}

/// A moment in UTC; none where it is `0000-00-00 00:00:00`.
pub(super) fn moment(text: &str) -> Option<Timestamp> {
    Timestamp::parse(&format!("{}Z", text.get(..19)?))
}

/// Numbers as a statement lists them.
pub(super) fn listed(ids: &[i64]) -> String {
    let mut list = String::with_capacity(ids.len() * 8);
    for id in ids {
        if !list.is_empty() {
            list.push(',');
        }
        list.push_str(&id.to_string());
    }
    list
}

/// As many places for texts.
pub(super) fn places(count: usize) -> String {
    vec!["?"; count].join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_that_never_was_is_none() {
        assert_eq!(moment("0000-00-00 00:00:00"), None);
        assert_eq!(moment("2026-11-21 00:25:32"), Timestamp::parse("2026-11-21T00:25:32Z"));
        assert_eq!(moment("2026-11-21 00:25:32.000000"), Timestamp::parse("2026-11-21T00:25:32Z"));
        assert_eq!((listed(&[1, 20, 3]).as_str(), places(3).as_str()), ("1,20,3", "?,?,?"));
    }
}
