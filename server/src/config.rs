//! What can be set from outside. Every field names its variable, its default and its unit; the
//! same text makes the command line's help, `etalage config` and the configuration page.
//!
//! To add a setting: add a field with `env` and `default_value_t` to the group it belongs to. The
//! list in [`Config::effective`] follows by itself.

use crate::security::address::{Network, TrustedProxies};
use anyhow::Context;
use clap::{Args, CommandFactory, FromArgMatches, ValueEnum};
use engine::Bus;
use engine::pictures::{PictureHost, PictureOptions, Reach};
use engine::trade::letters::Post;
use engine::woo::mysql::{DatabaseAddress, DatabaseError, USUAL_PREFIX};
use serde::{Serialize, Serializer};
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// Everything one node is told. A flag wins over its variable, a variable over the default.
#[derive(Args, Clone, Debug, Serialize)]
pub struct Config {
    #[command(flatten)]
    #[serde(flatten)]
    pub http: HttpConfig,
    #[command(flatten)]
    #[serde(flatten)]
    pub limits: LimitConfig,
    #[command(flatten)]
    #[serde(flatten)]
    pub storage: StorageConfig,
    #[command(flatten)]
    #[serde(flatten)]
    pub pictures: PictureConfig,
    #[command(flatten)]
    #[serde(flatten)]
    pub sources: SourceConfig,
    #[command(flatten)]
    #[serde(flatten)]
    pub letters: LetterConfig,
    #[command(flatten)]
    #[serde(flatten)]
    pub operation: OperationConfig,
}

/// Where the node listens and how it is reached.
#[derive(Args, Clone, Debug, Serialize)]
#[command(next_help_heading = "Address")]
pub struct HttpConfig {
    /// Address and port to listen on.
    #[arg(long, env = "ETALAGE_ADDRESS", default_value = "127.0.0.1:3000", value_name = "ADDRESS")]
    pub address: SocketAddr,

    /// The address people and programs reach this shop at, for example https://shop.example.
    /// Without it, pages name ETALAGE_ADDRESS as theirs, changes are taken from whatever address the
    /// request was sent to, and cookies are marked secure only where the node speaks TLS.
    #[arg(long, env = "ETALAGE_BASE_URL", value_name = "URL", value_parser = base_url)]
    pub base_url: Option<String>,

    /// Networks of the proxies in front, separated by commas, for example 10.0.0.0/8,::1.
    /// X-Forwarded-For is believed only from them.
    #[arg(long, env = "ETALAGE_TRUSTED_PROXIES", value_name = "NETWORKS", value_delimiter = ',')]
    pub trusted_proxies: Vec<Network>,

    /// PEM file with the certificate chain. With it the node speaks TLS itself.
    #[arg(long, env = "ETALAGE_TLS_CERTIFICATE", value_name = "FILE", requires = "tls_key")]
    pub tls_certificate: Option<PathBuf>,

    /// PEM file with the certificate's private key.
    #[arg(long, env = "ETALAGE_TLS_KEY", value_name = "FILE", requires = "tls_certificate")]
    pub tls_key: Option<PathBuf>,
}

/// How letters to customers are sent.
#[derive(Args, Clone, Debug, Serialize)]
#[command(next_help_heading = "Letters")]
pub struct LetterConfig {
    /// The mail server letters to customers go through, smtp://user:password@host:port, with what is
    /// special in user and password percent-encoded. TLS is asked for before anything else, except of
    /// a server on this machine; ?tls=opportunistic does without where there is none, and smtps:// is
    /// TLS from the beginning. Without a mail server, letters are kept to be read at the back of the
    /// shop.
    #[arg(
        long,
        env = "ETALAGE_SMTP_URL",
        value_name = "URL",
        hide_env_values = true,
        requires = "mail_from"
    )]
    #[serde(serialize_with = "without_password")]
    pub smtp_url: Option<String>,

    /// Whom they are from, for example Maren & Vale <orders@shop.example>.
    #[arg(long, env = "ETALAGE_MAIL_FROM", value_name = "SENDER")]
    pub mail_from: Option<String>,
}

/// The shop system behind the first shop, for set-ups nobody attends.
#[derive(Args, Clone, Debug, Serialize)]
#[command(next_help_heading = "Shop system")]
pub struct SourceConfig {
    /// Address of the WooCommerce behind the first shop, for example https://shop.example. Its
    /// webhooks are known by it, and with keys its catalogue is followed over REST.
    #[arg(long, env = "WC_API_URL", value_name = "URL")]
    pub wc_api_url: Option<String>,

    /// Key of its REST interface. It has to read; where it may write as well, webhooks are made in
    /// the shop.
    #[arg(long, env = "WC_API_KEY", value_name = "KEY", hide_env_values = true)]
    #[serde(serialize_with = "hidden")]
    pub wc_api_key: Option<String>,

    /// Secret of that key.
    #[arg(long, env = "WC_API_SECRET", value_name = "SECRET", hide_env_values = true)]
    #[serde(serialize_with = "hidden")]
    pub wc_api_secret: Option<String>,

    /// What that WooCommerce signs its webhooks with.
    #[arg(long, env = "WC_WEBHOOK_SECRET", value_name = "SECRET", hide_env_values = true)]
    #[serde(serialize_with = "hidden")]
    pub wc_webhook_secret: Option<String>,

    /// The WooCommerce's own database, mysql://user:password@host/database, for a user that may read
    /// its tables. With it the first shop's catalogue is followed there, and `etalage import woo-mysql`
    /// brings one in. ?ssl-mode=VERIFY_IDENTITY secures the line.
    #[arg(long, env = "WC_DATABASE_URL", value_name = "URL", hide_env_values = true)]
    #[serde(serialize_with = "without_password")]
    pub wc_database_url: Option<String>,

    /// What the names of its tables begin with.
    #[arg(long, env = "WC_TABLE_PREFIX", default_value = USUAL_PREFIX, value_name = "PREFIX")]
    pub wc_table_prefix: String,

    /// Hosts of shop systems that stand in networks of your own, separated by commas, with their port
    /// where it is not the usual one, for example shop.lan,10.0.0.7:8080; `*` is any port. Without, only
    /// shops on the public internet can be connected at the back of a shop.
    #[arg(long, env = "ETALAGE_SOURCE_HOSTS", value_name = "HOSTS", value_delimiter = ',')]
    pub source_hosts: Vec<String>,

    /// Address of the back office behind the first shop, for example https://stock.example: any system
    /// that speaks the inventory protocol, such as another Etalage. It takes the place of a WooCommerce
    /// that stood there.
    #[arg(long, env = "ETALAGE_UPSTREAM_URL", value_name = "URL")]
    pub upstream_url: Option<String>,

    /// The key it gave out for that shop; it need only read the catalogue.
    #[arg(long, env = "ETALAGE_UPSTREAM_KEY", value_name = "KEY", hide_env_values = true)]
    #[serde(serialize_with = "hidden")]
    pub upstream_key: Option<String>,

    /// What secrets of shop systems are sealed with in the database: 32 bytes in base64 or
    /// hexadecimal digits, the same on every node. Without it, secret.key in the data folder, which is
    /// made at the first start.
    #[arg(long, env = "ETALAGE_SECRET_KEY", value_name = "KEY", hide_env_values = true)]
    #[serde(serialize_with = "hidden")]
    pub secret_key: Option<String>,
}

impl SourceConfig {
    /// Whether there is a secret to keep.
    pub fn is_named(&self) -> bool {
        self.names_a_shop() || self.upstream_url.is_some()
    }

    /// Whether it is a WooCommerce.
    pub fn names_a_shop(&self) -> bool {
        self.wc_api_url.is_some() || self.wc_database_url.is_some()
    }

    /// The database of the WooCommerce, where one is named.
    ///
    /// # Errors
    /// What is wrong with its address or prefix.
    pub fn database(&self) -> Result<Option<DatabaseAddress>, DatabaseError> {
        let address = |url: &String| DatabaseAddress::new(url, &self.wc_table_prefix);
        self.wc_database_url.as_ref().map(address).transpose()
    }
}

/// How much one node, or one address, may take.
#[derive(Args, Clone, Debug, Serialize)]
#[command(next_help_heading = "Limits")]
pub struct LimitConfig {
    /// Open connections in all.
    #[arg(long, env = "ETALAGE_CONNECTIONS", default_value_t = 20_000)]
    pub connections: usize,

    /// Open connections per client address; trusted proxies are exempt. 0 for no limit.
    #[arg(long, env = "ETALAGE_CONNECTIONS_PER_ADDRESS", default_value_t = 256)]
    pub connections_per_address: usize,

    /// Open event streams per client address. 0 for no limit.
    #[arg(long, env = "ETALAGE_STREAMS_PER_ADDRESS", default_value_t = 64)]
    pub streams_per_address: usize,

    /// Requests per second a client address may sustain. 0 for no limit.
    #[arg(long, env = "ETALAGE_REQUESTS_PER_SECOND", default_value_t = 200)]
    pub requests_per_second: u32,

    /// Requests a client address may make at once before the rate above counts.
    #[arg(long, env = "ETALAGE_REQUEST_BURST", default_value_t = 1000)]
    pub request_burst: u32,

    /// Searches per second a client address may sustain, with ten times as many at once. 0 for no
    /// limit.
    #[arg(long, env = "ETALAGE_SEARCHES_PER_SECOND", default_value_t = 20)]
    pub searches_per_second: u32,

    /// Requests per second another system may sustain with one key, with ten times as many at once.
    /// 0 for no limit.
    #[arg(long, env = "ETALAGE_KEY_REQUESTS_PER_SECOND", default_value_t = 20)]
    pub key_requests_per_second: u32,

    /// Seconds a client has for the head of a request, TLS handshake included; an idle
    /// connection is closed after the same time. A proxy in front should give up sooner.
    #[arg(long, env = "ETALAGE_HEADER_SECONDS", default_value_t = 30)]
    pub header_seconds: u64,

    /// Seconds a client has for the body of a request.
    #[arg(long, env = "ETALAGE_BODY_SECONDS", default_value_t = 30)]
    pub body_seconds: u64,

    /// Seconds after which a client that takes nothing of an answer is cut off.
    #[arg(long, env = "ETALAGE_STALL_SECONDS", default_value_t = 30)]
    pub stall_seconds: u64,

    /// Bytes a request's body may have.
    #[arg(long, env = "ETALAGE_BODY_BYTES", default_value_t = 2 * 1024 * 1024)]
    pub body_bytes: usize,

    /// Seconds running requests have to finish when the node is stopped.
    #[arg(long, env = "ETALAGE_SHUTDOWN_SECONDS", default_value_t = 10)]
    pub shutdown_seconds: u64,
}

/// Where things are kept, and how long.
#[derive(Args, Clone, Debug, Serialize)]
#[command(next_help_heading = "Storage")]
pub struct StorageConfig {
    /// Folder for the database and generated secrets.
    #[arg(long, env = "ETALAGE_DATA", default_value = "./data", value_name = "FOLDER")]
    pub data: PathBuf,

    /// sqlite: or postgres: address of the database. Without it, etalage.db in the data folder.
    #[arg(long, env = "DATABASE_URL", value_name = "URL", hide_env_values = true)]
    #[serde(serialize_with = "without_password")]
    pub database_url: Option<String>,

    /// redis: or rediss: address. With it several nodes tell each other of changes at once; without
    /// it, or while it is gone, they look for them every ETALAGE_FEED_POLL_MS.
    #[arg(long, env = "REDIS_URL", value_name = "URL", hide_env_values = true)]
    #[serde(serialize_with = "without_password")]
    pub redis_url: Option<String>,

    /// What the names of channels in Redis begin with: installations that share a server need
    /// different ones.
    #[arg(long, env = "ETALAGE_REDIS_PREFIX", default_value = "", value_name = "PREFIX")]
    pub redis_prefix: String,

    /// Seconds the database has for an answer; then it counts as gone, and requests that need it
    /// are answered 503.
    #[arg(long, env = "ETALAGE_DATABASE_SECONDS", default_value_t = 10)]
    pub database_seconds: u64,

    /// Bytes of rendered pages kept in memory. 0 renders every page afresh.
    #[arg(long, env = "ETALAGE_PAGE_CACHE_BYTES", default_value_t = 64 * 1024 * 1024)]
    pub page_cache_bytes: usize,

    /// Folder for the scratch files of search, about a kilobyte for each product. They are made
    /// anew at each start. Without it, the system's temporary folder; where that is in memory,
    /// name one on a disk.
    #[arg(long, env = "ETALAGE_SEARCH_FOLDER", value_name = "FOLDER")]
    pub search_folder: Option<PathBuf>,

    /// Milliseconds between looks at the change feed when nothing wakes the node.
    #[arg(long, env = "ETALAGE_FEED_POLL_MS", default_value_t = 1000)]
    pub feed_poll_ms: u64,

    /// Hours an event stays in the change feed; a page away for longer reloads its state.
    #[arg(long, env = "ETALAGE_FEED_RETENTION_HOURS", default_value_t = 24)]
    pub feed_retention_hours: u64,

    /// Days a change of the board can be taken back; each shop's newest 500 always can.
    #[arg(long, env = "ETALAGE_BOARD_HISTORY_DAYS", default_value_t = 180)]
    pub board_history_days: u64,
}

/// Which pictures are served in the widths pages ask for, from this address. All others are shown
/// from where their source has them.
#[derive(Args, Clone, Debug, Serialize)]
#[command(next_help_heading = "Pictures")]
pub struct PictureConfig {
    /// Hosts that pictures of products may be fetched from, separated by commas, for example
    /// cdn.example,*.files.example:8443. Nothing is fetched from anywhere else.
    #[arg(long, env = "ETALAGE_PICTURE_HOSTS", value_name = "HOSTS", value_delimiter = ',')]
    pub picture_hosts: Vec<PictureHost>,

    /// Bytes of made pictures kept in the data folder; the longest unused go first.
    #[arg(long, env = "ETALAGE_PICTURE_CACHE_BYTES", default_value_t = 1024 * 1024 * 1024)]
    pub picture_cache_bytes: u64,

    /// Bytes a source may send for one picture.
    #[arg(long, env = "ETALAGE_PICTURE_SOURCE_BYTES", default_value_t = 16 * 1024 * 1024)]
    pub picture_source_bytes: usize,

    /// Seconds a source has for one picture.
    #[arg(long, env = "ETALAGE_PICTURE_SECONDS", default_value_t = 10)]
    pub picture_seconds: u64,

    /// Lets the hosts above be this machine, for development and tests.
    #[arg(long, env = "ETALAGE_PICTURE_LOOPBACK")]
    pub picture_loopback: bool,
}

/// How the node is watched.
#[derive(Args, Clone, Debug, Serialize)]
#[command(next_help_heading = "Operation")]
pub struct OperationConfig {
    /// Address for /metrics. Without it there are no metrics over HTTP.
    #[arg(long, env = "ETALAGE_METRICS_ADDRESS", value_name = "ADDRESS")]
    pub metrics_address: Option<SocketAddr>,

    /// How log lines look.
    #[arg(long, env = "ETALAGE_LOG_FORMAT", value_enum, default_value_t = LogFormat::Text)]
    pub log_format: LogFormat,

    /// Which log lines are written, as tracing's filter: a level, or target=level pairs.
    #[arg(long, env = "ETALAGE_LOG", default_value = "info", value_name = "FILTER")]
    pub log: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    Text,
    Json,
}

/// One setting as it stands now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Setting {
    pub variable: String,
    pub value: String,
    /// Empty when there is none.
    pub default: String,
    pub about: String,
}

/// The command line's view of the groups above, for defaults and for the list of settings.
#[derive(clap::Parser)]
struct Settings {
    #[command(flatten)]
    config: Config,
}

impl Config {
    /// Reads the environment alone, as tests and helpers do.
    pub fn from_env() -> Result<Self, clap::Error> {
        Self::from_flags(&[])
    }

    pub fn from_flags(flags: &[&str]) -> Result<Self, clap::Error> {
        let matches = Settings::command().no_binary_name(true).try_get_matches_from(flags)?;
        Settings::from_arg_matches(&matches).map(|settings| settings.config)
    }

    /// The database's address, the one in the data folder unless told otherwise.
    pub fn database_url(&self) -> String {
        self.storage.database_url.clone().unwrap_or_else(|| {
            let file = self.storage.data.join("etalage.db");
            format!("sqlite:{}", file.display())
        })
    }

    pub fn trusted_proxies(&self) -> TrustedProxies {
        TrustedProxies::new(self.http.trusted_proxies.clone())
    }

    pub fn database_patience(&self) -> Duration {
        Duration::from_secs(self.storage.database_seconds.max(1))
    }

    /// Where pictures come from and are kept.
    pub fn pictures(&self) -> PictureOptions {
        let Self { pictures, storage, .. } = self;
        PictureOptions {
            hosts: pictures.picture_hosts.clone(),
            reach: if pictures.picture_loopback { Reach::Loopback } else { Reach::Public },
            folder: storage.data.join("pictures"),
            folder_bytes: pictures.picture_cache_bytes,
            source_bytes: pictures.picture_source_bytes,
            patience: Duration::from_secs(pictures.picture_seconds.max(1)),
            ..PictureOptions::default()
        }
    }

    /// The line to other nodes, where one is configured.
    ///
    /// # Errors
    /// When the address is none.
    pub fn bus(&self) -> anyhow::Result<Option<Arc<Bus>>> {
        let Some(url) = &self.storage.redis_url else {
            return Ok(None);
        };
        let bus = Bus::new(url, &self.storage.redis_prefix).context("REDIS_URL is no address")?;
        Ok(Some(Arc::new(bus)))
    }

    /// What sends letters, where a mail server is configured.
    ///
    /// # Errors
    /// When its address or the sender is none.
    pub fn post(&self) -> anyhow::Result<Option<Arc<Post>>> {
        let Some((url, from)) = self.letters.smtp_url.as_ref().zip(self.letters.mail_from.as_ref())
        else {
            return Ok(None);
        };
        let post = Post::new(url, from);
        let post = post.context("ETALAGE_SMTP_URL or ETALAGE_MAIL_FROM cannot be used")?;
        Ok(Some(Arc::new(post)))
    }

    pub fn feed_poll(&self) -> Duration {
        Duration::from_millis(self.storage.feed_poll_ms.max(10))
    }

    pub fn feed_retention(&self) -> Duration {
        Duration::from_secs(self.storage.feed_retention_hours.saturating_mul(3600))
    }

    pub fn board_history(&self) -> Duration {
        Duration::from_secs(self.storage.board_history_days.saturating_mul(24 * 3600))
    }

    /// Whether browsers reach this shop over TLS, so that cookies may insist on it.
    pub fn is_secure(&self) -> bool {
        match &self.http.base_url {
            Some(url) => url.starts_with("https:"),
            None => self.http.tls_certificate.is_some(),
        }
    }

    /// Every setting with its value, secrets left out, in the order of the help.
    pub fn effective(&self) -> Vec<Setting> {
        let values = serde_json::to_value(self).unwrap_or_default();
        let command = Settings::command();
        let setting = |arg: &clap::Arg| {
            let text = |text: &std::ffi::OsStr| text.to_string_lossy().into_owned();
            Some(Setting {
                variable: text(arg.get_env()?),
                value: plain(values.get(arg.get_id().as_str())?),
                default: arg.get_default_values().iter().map(|value| text(value)).collect(),
                about: arg.get_help().map(ToString::to_string).unwrap_or_default(),
            })
        };
        command.get_arguments().filter_map(setting).collect()
    }

    /// Pairs of settings that are unlikely to be meant, as sentences for the log at start.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        let mut warn = |wrong: bool, words: &str| {
            if wrong {
                warnings.push(words.to_owned());
            }
        };
        let http = &self.http;
        let open = !http.address.ip().is_loopback();
        let tls = http.tls_certificate.is_some();
        warn(
            open && !tls && http.base_url.is_none(),
            "The node listens beyond this machine without TLS and without ETALAGE_BASE_URL: \
             passwords would travel in clear and cookies are not marked secure.",
        );
        warn(
            http.base_url.as_deref().is_some_and(|url| url.starts_with("http:")) && (open || tls),
            "ETALAGE_BASE_URL begins with http: although the node is reached from elsewhere or \
             speaks TLS: cookies are not marked secure.",
        );
        warn(
            http.base_url.as_deref().is_some_and(|url| url.starts_with("https:"))
                && !tls
                && http.trusted_proxies.is_empty(),
            "ETALAGE_BASE_URL begins with https: but nothing here speaks TLS, so a proxy must: \
             name it in ETALAGE_TRUSTED_PROXIES, or all visitors share one address and its limits.",
        );
        warn(
            http.trusted_proxies.iter().any(Network::is_everything),
            "ETALAGE_TRUSTED_PROXIES trusts every address: any client can pretend to be another.",
        );
        warn(
            self.operation.metrics_address.is_some_and(|at| !is_private(at.ip())),
            "ETALAGE_METRICS_ADDRESS is reachable from outside: metrics tell about your business.",
        );
        warn(
            self.pictures.picture_loopback && open,
            "ETALAGE_PICTURE_LOOPBACK is set on a node that is reached from elsewhere: pictures may \
             be fetched from programs on this machine.",
        );
        let limits = &self.limits;
        warn(
            limits.connections_per_address > limits.connections,
            "ETALAGE_CONNECTIONS_PER_ADDRESS is above ETALAGE_CONNECTIONS: one client can take all.",
        );
        warn(
            limits.streams_per_address > limits.connections_per_address
                && limits.connections_per_address > 0,
            "ETALAGE_STREAMS_PER_ADDRESS is above ETALAGE_CONNECTIONS_PER_ADDRESS and is not \
             reached over HTTP/1.1.",
        );
        let sources = &self.sources;
        let named = [&sources.wc_webhook_secret, &sources.wc_api_key, &sources.wc_api_secret];
        warn(
            sources.wc_api_url.is_none() && named.iter().any(|it| it.is_some()),
            "WC_API_URL is not set: what else is said of that WooCommerce has no effect.",
        );
        warn(
            sources.wc_api_key.is_some() != sources.wc_api_secret.is_some(),
            "Of WC_API_KEY and WC_API_SECRET one is missing: the shop is not followed over REST.",
        );
        warn(
            sources.upstream_url.is_some() != sources.upstream_key.is_some(),
            "Of ETALAGE_UPSTREAM_URL and ETALAGE_UPSTREAM_KEY one is missing: no back office is \
             followed.",
        );
        warn(
            sources.upstream_url.is_some() && sources.names_a_shop(),
            "ETALAGE_UPSTREAM_URL is set, and WC_API_URL or WC_DATABASE_URL is, too: one source speaks \
             for a shop, and it is the WooCommerce.",
        );
        warn(
            sources.wc_database_url.is_none() && sources.wc_table_prefix != USUAL_PREFIX,
            "WC_TABLE_PREFIX is set and WC_DATABASE_URL is not: nothing is read from a database.",
        );
        let is_shared =
            self.storage.database_url.as_deref().is_some_and(|it| it.starts_with("postgres"));
        warn(
            sources.is_named() && is_shared && sources.secret_key.is_none(),
            "ETALAGE_SECRET_KEY is not set: other nodes on this database cannot open what this one \
             seals.",
        );
        warn(
            self.storage.feed_retention_hours == 0,
            "ETALAGE_FEED_RETENTION_HOURS is 0: every page that reconnects reloads its state.",
        );
        warnings
    }
}

fn is_private(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(ip) => ip.is_loopback() || ip.is_private() || ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local(),
    }
}

/// Scheme and authority only, without a slash at the end, so that it compares with `Origin`.
fn base_url(text: &str) -> Result<String, String> {
    let text = text.trim_end_matches('/').to_ascii_lowercase();
    let uri: http::Uri = text.parse().map_err(|_| "not an address".to_owned())?;
    match (uri.scheme_str(), uri.authority(), uri.path()) {
        (Some("http" | "https"), Some(at), "/" | "") if !at.as_str().contains('@') => Ok(text),
        _ => Err("expected http:// or https:// with a host and no path".to_owned()),
    }
}

fn plain(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Array(values) => values.iter().map(plain).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}

fn hidden<S: Serializer>(secret: &Option<String>, to: S) -> Result<S::Ok, S::Error> {
    secret.as_ref().map(|_| "***").serialize(to)
}

/// `postgres://user:***@host/name`; anything secret-looking in the query goes too.
fn without_password<S: Serializer>(url: &Option<String>, to: S) -> Result<S::Ok, S::Error> {
    url.as_deref().map(hide_password).serialize(to)
}

fn hide_password(url: &str) -> String {
    let (address, query) = url.split_once('?').unwrap_or((url, ""));
    let mut shown = match address.split_once("://") {
        Some((scheme, rest)) => match rest.rsplit_once('@') {
            Some((user, host)) => {
                let name = user.split_once(':').map_or(user, |(name, _)| name);
                format!("{scheme}://{name}:***@{host}")
            }
            None => address.to_owned(),
        },
        None => address.to_owned(),
    };
    if !query.is_empty() {
        shown.push_str("?***");
    }
    shown
}

#[cfg(test)]
mod tests;
