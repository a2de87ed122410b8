//! Fetching a picture from its source: bounded in bytes and time, and from nowhere else.

use super::reach::{Guard, Names, Reach};
use super::sources::Sources;
use bytes::{Bytes, BytesMut};
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, LOCATION};
use reqwest::{Client, Response, StatusCode, Url, redirect};
use std::sync::Arc;
use std::time::Duration;

/// What decoders are there for.
const TYPES: [&str; 4] = ["image/jpeg", "image/png", "image/webp", "image/gif"];
/// Other addresses a source may lead on to, one after another.
const HOPS: usize = 3;

#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// Asking again leads to the same.
    #[error("The source {0}.")]
    Wrong(&'static str),
    /// It may go better later.
    #[error("The source cannot be reached: {0}")]
    Trouble(String),
}

impl From<reqwest::Error> for FetchError {
    fn from(error: reqwest::Error) -> Self {
        use std::error::Error;
        let cause = error.source().map(|cause| format!(": {cause}")).unwrap_or_default();
        Self::Trouble(format!("{}{cause}", error.without_url()))
    }
}

pub struct Fetcher {
    client: Client,
    sources: Sources,
    reach: Reach,
    bytes: usize,
    patience: Duration,
}

impl Fetcher {
    pub fn new(
        sources: Sources,
        reach: Reach,
        names: Arc<dyn Names>,
        bytes: usize,
        patience: Duration,
    ) -> reqwest::Result<Self> {
        let client = Client::builder()
            .user_agent("etalage")
            .dns_resolver(Arc::new(Guard { names, reach }))
            // Each hop is judged here, and a proxy would connect where nobody judges.
            .redirect(redirect::Policy::none())
            .no_proxy()
            .connect_timeout(patience)
            .pool_max_idle_per_host(4)
            .build()?;
        Ok(Self { client, sources, reach, bytes, patience })
    }

    pub async fn fetch(&self, url: Url) -> Result<Bytes, FetchError> {
        let fetched = tokio::time::timeout(self.patience, self.follow(url)).await;
        fetched.unwrap_or_else(|_| Err(FetchError::Trouble("it took too long".into())))
    }

    async fn follow(&self, mut url: Url) -> Result<Bytes, FetchError> {
        for _ in 0..=HOPS {
            if !self.sources.admits(&url) || !self.reach.admits_literal(&url) {
                return Err(FetchError::Wrong("leads to where nothing is fetched from"));
            }
            let asked = self.client.get(url.clone()).header(ACCEPT, TYPES.join(","));
            let response = asked.send().await?;
            match response.status() {
                StatusCode::OK => return self.read(response).await,
                status if status.is_redirection() => {
                    url = next(&url, response.headers())
                        .ok_or(FetchError::Wrong("leads on to nowhere"))?;
                }
                StatusCode::NOT_FOUND | StatusCode::GONE => {
                    return Err(FetchError::Wrong("has no such picture"));
                }
                status => return Err(FetchError::Trouble(format!("it answered {status}"))),
            }
        }
        Err(FetchError::Wrong("leads on and on"))
    }

    async fn read(&self, mut response: Response) -> Result<Bytes, FetchError> {
        const TOO_LARGE: FetchError = FetchError::Wrong("sends more than a picture may have");
        if !is_picture(response.headers()) {
            return Err(FetchError::Wrong("sends something else than a picture"));
        }
        if response.content_length().is_some_and(|length| length > self.bytes as u64) {
            return Err(TOO_LARGE);
        }
        let mut body = BytesMut::new();
        while let Some(chunk) = response.chunk().await? {
            if body.len() + chunk.len() > self.bytes {
                return Err(TOO_LARGE);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body.freeze())
    }
}

fn next(url: &Url, headers: &HeaderMap) -> Option<Url> {
    url.join(headers.get(LOCATION)?.to_str().ok()?).ok()
}

fn is_picture(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    TYPES.contains(&kind.as_str())
}
