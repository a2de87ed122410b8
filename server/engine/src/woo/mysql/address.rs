//! Where a shop's database is, as operators write it.

use super::DatabaseError;
use reqwest::Url;
use sqlx::mysql::MySqlConnectOptions;
use std::fmt;
use std::str::FromStr;

/// What WordPress is installed with unless somebody says otherwise.
pub const USUAL_PREFIX: &str = "wp_";
/// A name of a table has 64 characters at most, and the longest of ours 35.
const LONGEST_PREFIX: usize = 29;

/// A shop's database and the beginning of its tables' names. What it shows of itself is without user
/// and password.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseAddress {
    url: String,
    prefix: String,
}

impl DatabaseAddress {
    /// `url` is `mysql://user:password@host:port/database`, with `?ssl-mode=…&ssl-ca=…` where the
    /// line is to be secured.
    ///
    /// # Errors
    /// [`DatabaseError::Address`], [`DatabaseError::Prefix`]
    pub fn new(url: &str, prefix: &str) -> Result<Self, DatabaseError> {
        let it = Self { url: url.trim().to_owned(), prefix: prefix.trim().to_owned() };
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        let is_sound = (1..=LONGEST_PREFIX).contains(&it.prefix.len());
        if !is_sound || !it.prefix.bytes().all(plain) {
            return Err(DatabaseError::Prefix);
        }
        let parsed = it.parsed().ok_or(DatabaseError::Address)?;
        let names_all = parsed.has_host() && parsed.path().len() > 1;
        if !matches!(parsed.scheme(), "mysql" | "mariadb") || !names_all {
            return Err(DatabaseError::Address);
        }
        it.options()?;
        Ok(it)
    }

    fn parsed(&self) -> Option<Url> {
        Url::parse(&self.url).ok()
    }

    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// For the sealed secret only.
    pub fn url(&self) -> &str {
        &self.url
    }

    pub(super) fn options(&self) -> Result<MySqlConnectOptions, DatabaseError> {
        // What the library says of a wrong address repeats it, with the password.
        let options = MySqlConnectOptions::from_str(&self.url);
        Ok(options.map_err(|_| DatabaseError::Address)?.charset("utf8mb4"))
    }
}

impl fmt::Display for DatabaseAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(url) = self.parsed() else {
            return f.write_str("mysql://?");
        };
        let (host, port) = (url.host_str().unwrap_or_default(), url.port().unwrap_or(3306));
        write!(f, "mysql://{host}:{port}{} ({}*)", url.path(), self.prefix)
    }
}

impl fmt::Debug for DatabaseAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseAddress({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_it_shows_of_itself_holds_no_password() {
        let url = "mysql://reader:s3cr%40t@db.example/shop?ssl-mode=REQUIRED";
        let address = DatabaseAddress::new(url, "wp_").unwrap();
        assert_eq!(address.to_string(), "mysql://db.example:3306/shop (wp_*)");
        assert!(!format!("{address:?}").contains("s3cr"));
        assert_eq!(address.url(), url);
    }

    #[test]
    fn what_cannot_be_an_address_or_a_prefix_is_refused() {
        for wrong in
            ["", "shop", "postgres://db.example/shop", "mysql://db.example", "mysql:///shop"]
        {
            let refused = DatabaseAddress::new(wrong, "wp_").unwrap_err();
            assert!(matches!(refused, DatabaseError::Address), "{wrong}");
        }
        for wrong in ["", "wp-", "wp_`; DROP TABLE wp_posts; --", "wp posts", &"w".repeat(30)] {
            let refused = DatabaseAddress::new("mysql://db.example/shop", wrong).unwrap_err();
            assert!(matches!(refused, DatabaseError::Prefix), "{wrong}");
        }
        assert!(DatabaseAddress::new("mysql://db.example/shop", "Kontor24_7_").is_ok());
    }
}
