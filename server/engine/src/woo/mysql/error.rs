//! Why a shop's database does not tell what it is asked, and what can be done about it.

use std::time::Duration;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DatabaseError {
    /// Nothing will come of it until somebody corrects the address.
    #[error("that is not the address of a database: mysql://user:password@host/database")]
    Address,
    /// Nothing will come of it until somebody corrects the prefix.
    #[error("a prefix of tables is made of letters, digits and _, such as wp_")]
    Prefix,
    /// Nothing will come of it until the user may read the shop's tables.
    #[error("the database refuses its user, or does not let it read (error {code})")]
    Refused { code: u16 },
    /// Another database, or another prefix, is meant; or the shop is being set up.
    #[error("the database has no table of this name; is the prefix right? (error {code})")]
    NoTable { code: u16 },
    /// The tables are a WordPress's, and there is no WooCommerce in it.
    #[error("there is no WooCommerce in these tables")]
    NotAShop,
    /// Prices would be wrong: another shop is meant.
    #[error("that shop's prices are in {theirs}, and this one's in {ours}")]
    Currency { theirs: String, ours: String },
    /// A table is other than every WooCommerce's.
    #[error("the database answers otherwise than a WooCommerce: {said}")]
    Strange { said: String },
    /// It can be asked again later.
    #[error("the database does not answer: {said}")]
    Away { said: String },
    /// It can be asked again later.
    #[error("the database took longer than {} s for an answer", after.as_secs())]
    Slow { after: Duration },
    /// It can be asked again later; products are not taken away meanwhile.
    #[error(
        "of {known} products the database shows {listed}; none is taken away until it has said so for a while"
    )]
    Shrunk { known: u64, listed: u64 },
}

impl DatabaseError {
    /// Whether it may answer later without anybody doing anything.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Away { .. } | Self::Slow { .. } | Self::Shrunk { .. })
    }
}

impl From<sqlx::Error> for DatabaseError {
    fn from(error: sqlx::Error) -> Self {
        if let sqlx::Error::Database(said) = &error {
            let said = said.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>();
            return match said.map(|said| said.number()).unwrap_or_default() {
                code @ (1044 | 1045 | 1142 | 1143 | 1227 | 1698) => Self::Refused { code },
                code @ (1049 | 1146) => Self::NoTable { code },
                code @ (1054 | 1064) => Self::Strange { said: format!("error {code}") },
                code => Self::Away { said: format!("error {code}") },
            };
        }
        match error {
            sqlx::Error::Io(error) => Self::Away { said: error.kind().to_string() },
            sqlx::Error::Tls(_) => Self::Away { said: "the line cannot be secured".into() },
            sqlx::Error::ColumnDecode { index, .. } => {
                Self::Strange { said: format!("column {index} cannot be read") }
            }
            // Of what it sends rather than of what it says.
            _ => Self::Away { said: "the line broke".into() },
        }
    }
}
