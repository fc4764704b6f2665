//! Configuration from the environment: read once, checked whole, every missing or bad value reported at once.

use std::fmt;
use std::net::SocketAddr;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use shared::signed_call::KEY_BYTES_MIN;

/// What `origin` needs to know. Built by [`Config::from_environment`].
#[derive(Clone, Debug)]
pub struct Config {
    pub database: DatabaseConfig,
    pub server: ServerConfig,
    pub jobs: JobsConfig,
}

/// How to reach PostgreSQL.
#[derive(Clone)]
pub struct DatabaseConfig {
    /// `DATABASE_URL`: the primary.
    pub writer_url: String,
    /// `DATABASE_READER_URL`: the region's replica; the primary where there is none.
    pub reader_url: String,
    /// `CRAFTBEAN_DATABASE_CONNECTIONS_MAX`, for each of the two pools.
    pub connections_max: u32,
    /// `CRAFTBEAN_STATEMENT_TIMEOUT_MS`
    pub statement_timeout: Duration,
    /// `CRAFTBEAN_CONNECTION_WAIT_MS`: whoever waits longer for a connection comes too late for most visitors, and is told so; what they would have
    /// cost serves others.
    pub connection_wait: Duration,
}

/// URLs carry passwords: they never reach a log.
impl fmt::Debug for DatabaseConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DatabaseConfig").field("connections_max", &self.connections_max).finish_non_exhaustive()
    }
}

/// How to serve.
#[derive(Clone, Debug)]
pub struct ServerConfig {
    /// `CRAFTBEAN_LISTEN`
    pub listen: SocketAddr,
    /// `CRAFTBEAN_CONCURRENCY_MAX`: reads worked on at once at most, and as many writes; more are answered 503.
    pub concurrency_max: u32,
    /// `CRAFTBEAN_ADMISSION`: whether fewer are, when the database takes longer; `fixed` is there to measure what that is worth.
    pub admission_adapts: bool,
    /// `CRAFTBEAN_REQUEST_DEADLINE_MS`
    pub request_deadline: Duration,
    /// `CRAFTBEAN_DRAIN_NOTICE_MS`: after a stop signal, how long `/readyz` says no before connections are refused.
    pub drain_notice: Duration,
    /// `CRAFTBEAN_INTERNAL_KEY`: believes signed calls of edge and operators; without it there are none.
    pub internal_key: Option<InternalKey>,
    /// `CRAFTBEAN_DRAIN_DEADLINE_MS`: after a stop signal, how long requests in flight may go on.
    pub drain_deadline: Duration,
}

/// What `origin work` needs beside the database.
#[derive(Clone, Debug)]
pub struct JobsConfig {
    /// `CRAFTBEAN_EDGE_URLS`: addresses of the site, separated by commas, one for each deployment with generations of its own.
    pub edge_urls: Vec<String>,
    pub mail: MailConfig,
}

/// How mail goes out.
#[derive(Clone)]
pub struct MailConfig {
    /// `CRAFTBEAN_SMTP_URL`: the mail server, `smtps://user:password@host`, or `log:` for our own log. Without one mail is not sent, and waits as a dead letter.
    pub smtp_url: Option<String>,
    /// `CRAFTBEAN_MAIL_FROM`
    pub from: String,
}

/// URLs carry passwords: they never reach a log.
impl fmt::Debug for MailConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MailConfig").field("from", &self.from).finish_non_exhaustive()
    }
}

/// The secret that signed calls are made with (`shared::signed_call`). Never printed.
#[derive(Clone)]
pub struct InternalKey(Arc<[u8]>);

impl InternalKey {
    /// `None` for a key that is too short to be one.
    pub fn new(key: &str) -> Option<Self> {
        (key.len() >= KEY_BYTES_MIN).then(|| Self(key.as_bytes().into()))
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for InternalKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InternalKey(…)")
    }
}

/// All that is wrong with the environment, one line each.
#[derive(Debug, PartialEq, Eq)]
pub struct ConfigError(pub Vec<String>);

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} configuration value(s) are missing or bad:", self.0.len())?;
        self.0.iter().try_for_each(|line| write!(f, "\n  - {line}"))
    }
}

impl std::error::Error for ConfigError {}

impl Config {
    /// # Errors
    /// [`ConfigError`] with every missing or bad value.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]
    pub fn from_environment() -> Result<Self, ConfigError> {
        Self::from_lookup(|name| std::env::var(name).ok())
    }

    /// The same from any source of values, for tests.
    pub fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let mut reader = Reader { lookup, faults: Vec::new() };
        let writer_url = reader.database_url("DATABASE_URL", None);
        let reader_url = reader.database_url("DATABASE_READER_URL", Some(writer_url.clone()));
        let config = Self {
            database: DatabaseConfig {
                writer_url,
                reader_url,
                connections_max: reader.number("CRAFTBEAN_DATABASE_CONNECTIONS_MAX", 10, 1..=500),
                statement_timeout: reader.milliseconds("CRAFTBEAN_STATEMENT_TIMEOUT_MS", 3_000),
                connection_wait: reader.milliseconds("CRAFTBEAN_CONNECTION_WAIT_MS", 600),
            },
            server: ServerConfig {
                listen: reader.parsed("CRAFTBEAN_LISTEN", SocketAddr::from(([127, 0, 0, 1], 8080)), "an address such as 127.0.0.1:8080"),
                concurrency_max: reader.number("CRAFTBEAN_CONCURRENCY_MAX", 256, 1..=100_000),
                admission_adapts: reader.one_of("CRAFTBEAN_ADMISSION", ["adaptive", "fixed"]) == "adaptive",
                request_deadline: reader.milliseconds("CRAFTBEAN_REQUEST_DEADLINE_MS", shared::limits::ORIGIN_DEADLINE_MS),
                drain_notice: reader.milliseconds("CRAFTBEAN_DRAIN_NOTICE_MS", 1_000),
                internal_key: reader.internal_key("CRAFTBEAN_INTERNAL_KEY"),
                drain_deadline: reader.milliseconds("CRAFTBEAN_DRAIN_DEADLINE_MS", 10_000),
            },
            jobs: JobsConfig {
                edge_urls: reader.web_addresses("CRAFTBEAN_EDGE_URLS"),
                mail: MailConfig {
                    smtp_url: reader.text("CRAFTBEAN_SMTP_URL"),
                    from: reader.text("CRAFTBEAN_MAIL_FROM").unwrap_or_else(|| "CraftBean <no-reply@localhost>".to_owned()),
                },
            },
        };
        if reader.faults.is_empty() { Ok(config) } else { Err(ConfigError(reader.faults)) }
    }
}

/// Reads values and gathers faults; a faulty value stands as its default until the end refuses the whole.
struct Reader<F> {
    lookup: F,
    faults: Vec<String>,
}

impl<F: Fn(&str) -> Option<String>> Reader<F> {
    fn parsed<T: FromStr>(&mut self, name: &str, default: T, wanted: &str) -> T {
        match (self.lookup)(name) {
            None => default,
            Some(text) => text.trim().parse().unwrap_or_else(|_unparsable| {
                self.faults.push(format!("{name} must be {wanted}, not {text:?}"));
                default
            }),
        }
    }

    fn text(&self, name: &str) -> Option<String> {
        (self.lookup)(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    fn number<T: FromStr + PartialOrd + fmt::Display + Copy>(&mut self, name: &str, default: T, range: std::ops::RangeInclusive<T>) -> T {
        let wanted = format!("a whole number from {} to {}", range.start(), range.end());
        let number = self.parsed(name, default, &wanted);
        if range.contains(&number) {
            return number;
        }
        self.faults.push(format!("{name} must be {wanted}, not {number}"));
        default
    }

    fn milliseconds(&mut self, name: &str, default: u64) -> Duration {
        Duration::from_millis(self.number(name, default, 0..=3_600_000))
    }

    /// One of two words; the first unless it is set.
    fn one_of(&mut self, name: &str, words: [&'static str; 2]) -> &'static str {
        let [default, other] = words;
        match (self.lookup)(name).as_deref().map(str::trim) {
            None | Some("") => default,
            Some(word) if word == default => default,
            Some(word) if word == other => other,
            Some(word) => {
                self.faults.push(format!("{name} must be {default} or {other}, not {word:?}"));
                default
            }
        }
    }

    fn internal_key(&mut self, name: &str) -> Option<InternalKey> {
        let text = (self.lookup)(name).filter(|text| !text.is_empty())?;
        let key = InternalKey::new(&text);
        if key.is_none() {
            self.faults.push(format!("{name} must have {KEY_BYTES_MIN} bytes or more"));
        }
        key
    }

    fn web_addresses(&mut self, name: &str) -> Vec<String> {
        let text = (self.lookup)(name).unwrap_or_default();
        let addresses: Vec<String> = text.split(',').map(|address| address.trim().trim_end_matches('/').to_owned()).filter(|address| !address.is_empty()).collect();
        for address in &addresses {
            if !reqwest::Url::parse(address).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.host().is_some() && url.path() == "/" && url.query().is_none()) {
                self.faults.push(format!("{name} has {address:?}, which is no address of a site such as https://craftbean.example"));
            }
        }
        addresses
    }

    fn database_url(&mut self, name: &str, default: Option<String>) -> String {
        let Some(url) = (self.lookup)(name).filter(|url| !url.is_empty()).or(default) else {
            self.faults.push(format!("{name} is missing: set it to postgres://user@host:port/database"));
            return String::new();
        };
        // The value may hold a password, so the fault does not repeat it.
        let has_scheme = ["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme));
        let usable = has_scheme && sqlx::postgres::PgConnectOptions::from_str(&url).is_ok();
        if !(usable || url.is_empty()) {
            self.faults.push(format!("{name} is not a PostgreSQL URL such as postgres://user@host:port/database"));
        }
        url
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_reported_at_once_and_no_password_is_repeated() {
        let error = Config::from_lookup(|name| match name {
            "DATABASE_READER_URL" => Some("http://user:hunter2@host".to_owned()),
            "CRAFTBEAN_LISTEN" => Some("nowhere".to_owned()),
            "CRAFTBEAN_CONCURRENCY_MAX" => Some("0".to_owned()),
            "CRAFTBEAN_ADMISSION" => Some("sometimes".to_owned()),
            "CRAFTBEAN_DRAIN_DEADLINE_MS" => Some("-1".to_owned()),
            "CRAFTBEAN_INTERNAL_KEY" => Some("too short".to_owned()),
            "CRAFTBEAN_EDGE_URLS" => Some("https://craftbean.example, craftbean.example/elsewhere".to_owned()),
            _ => None,
        })
        .unwrap_err();
        assert_eq!(error.0.len(), 8, "{error}");
        for name in [
            "DATABASE_URL",
            "DATABASE_READER_URL",
            "CRAFTBEAN_LISTEN",
            "CRAFTBEAN_CONCURRENCY_MAX",
            "CRAFTBEAN_ADMISSION",
            "CRAFTBEAN_DRAIN_DEADLINE_MS",
            "CRAFTBEAN_INTERNAL_KEY",
            "CRAFTBEAN_EDGE_URLS",
        ] {
            assert!(error.to_string().contains(name), "{name} in {error}");
        }
        assert!(!error.to_string().contains("hunter2") && !error.to_string().contains("too short"));
    }

    #[test]
    fn a_database_url_alone_is_enough_and_serves_both_pools() {
        let config = Config::from_lookup(|name| (name == "DATABASE_URL").then(|| "postgres://a@b/c".to_owned())).unwrap();
        assert_eq!(config.database.reader_url, config.database.writer_url);
        assert!(!format!("{config:?}").contains("postgres://"));
    }
}
