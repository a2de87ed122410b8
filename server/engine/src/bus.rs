//! Tells the other nodes, through Redis, that there is something new.
//!
//! A word here says no more than "look": the feed is the truth, and every node looks at it every
//! second all the same. So a lost word costs a poll interval, and Redis may come and go while nothing
//! is lost, doubled or out of order.

use crate::Engine;
use crate::accounts::random_hex;
use futures::StreamExt;
use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, RedisError, RedisResult};
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::time::Duration;

/// What every node listens to: products and what stands in the window; what is to be forgotten.
const CHANNELS: [&str; 2] = ["product-updates", "product-cache-invalidation"];
/// A server that was stopped, not ended, never answers.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often is asked whether it still answers, while there is nothing to say.
const PULSE: Duration = Duration::from_secs(2);
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// A line to the other nodes.
pub struct Bus {
    client: Client,
    channels: [String; 2],
    /// Who says it; a node does not listen to itself.
    node: String,
    hears: AtomicBool,
    speaks: AtomicBool,
    heard: AtomicU64,
}

impl Bus {
    /// `prefix` keeps installations that share a server apart.
    ///
    /// # Errors
    /// When the address is none.
    pub fn new(url: &str, prefix: &str) -> Result<Self, RedisError> {
        Ok(Self {
            client: Client::open(url)?,
            channels: CHANNELS.map(|channel| format!("{prefix}{channel}")),
            node: random_hex(8),
            hears: AtomicBool::new(false),
            speaks: AtomicBool::new(false),
            heard: AtomicU64::new(0),
        })
    }

    /// Whether words go both ways. Without, the node goes on by looking every second.
    pub fn is_connected(&self) -> bool {
        self.hears.load(Relaxed) && self.speaks.load(Relaxed)
    }

    /// Words of other nodes so far.
    pub fn heard(&self) -> u64 {
        self.heard.load(Relaxed)
    }

    /// Listens and speaks until dropped.
    pub(crate) async fn keep(self: Arc<Self>, engine: Arc<Engine>) {
        tokio::join!(self.keep_listening(&engine), self.keep_speaking(&engine));
    }

    async fn keep_listening(&self, engine: &Engine) {
        let mut pause = FIRST_PAUSE;
        loop {
            let ended = self.listen(engine, &mut pause).await;
            if self.hears.swap(false, Relaxed) {
                tracing::warn!(error = %reason(ended), "Redis is gone; the feed is looked at every second until it is back.");
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    async fn listen(&self, engine: &Engine, pause: &mut Duration) -> RedisResult<()> {
        let connecting = self.client.get_async_pubsub();
        let mut line = tokio::time::timeout(PATIENCE, connecting).await.map_err(silent)??;
        line.subscribe(&self.channels[..]).await?;
        *pause = FIRST_PAUSE;
        if !self.hears.swap(true, Relaxed) {
            tracing::info!("Redis tells of changes at other nodes.");
        }
        // What was said meanwhile was said to nobody.
        engine.grown.notify_one();
        let mut words = line.into_on_message();
        while let Some(word) = words.next().await {
            if word.get_payload_bytes() != self.node.as_bytes() {
                self.heard.fetch_add(1, Relaxed);
                engine.grown.notify_one();
            }
        }
        Ok(())
    }

    async fn keep_speaking(&self, engine: &Engine) {
        let mut pause = FIRST_PAUSE;
        loop {
            let Err(error) = self.speak(engine, &mut pause).await;
            if self.speaks.swap(false, Relaxed) {
                tracing::warn!(%error, "Redis does not take words; other nodes look by themselves.");
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    async fn speak(&self, engine: &Engine, pause: &mut Duration) -> RedisResult<Infallible> {
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(PATIENCE))
            .set_response_timeout(Some(PATIENCE));
        let mut line = self.client.get_multiplexed_async_connection_with_config(&config).await?;
        let mut commits = engine.store.commits();
        // Whatever was committed while nobody could be told.
        self.tell(&mut line).await?;
        *pause = FIRST_PAUSE;
        self.speaks.store(true, Relaxed);
        loop {
            match tokio::time::timeout(PULSE, commits.changed()).await {
                Ok(Ok(())) => self.tell(&mut line).await?,
                // The store is closed; there will be nothing to say.
                Ok(Err(_)) => std::future::pending::<()>().await,
                Err(_) => redis::cmd("PING").query_async(&mut line).await?,
            }
        }
    }

    async fn tell(&self, line: &mut MultiplexedConnection) -> RedisResult<()> {
        let mut words = redis::pipe();
        for channel in &self.channels {
            words.publish(channel, &self.node).ignore();
        }
        words.query_async(line).await
    }
}

fn silent(_: tokio::time::error::Elapsed) -> RedisError {
    (redis::ErrorKind::Io, "the server does not answer").into()
}

fn reason(ended: RedisResult<()>) -> String {
    ended.err().map_or_else(|| "the line ended".to_owned(), |error| error.to_string())
}
