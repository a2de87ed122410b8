//! What sends one event to many streams: Etalage, and whom it is compared with.

use crate::client::Session;
use crate::house::{House, SHOP};
use crate::process;
use anyhow::{Context, ensure};
use std::net::SocketAddr;
use std::time::Duration;

pub trait Fanout {
    fn address(&self) -> SocketAddr;
    /// Where its streams are.
    fn path(&self) -> String;
    fn cpu(&self) -> anyhow::Result<Duration>;
    fn resident(&self) -> anyhow::Result<u64>;
    /// Causes one named frame on every stream; answers the `seq` its data begins with.
    async fn publish(&mut self) -> anyhow::Result<i64>;
    /// Goes on publishing after a pause.
    async fn renew(&mut self) -> anyhow::Result<()>;
}

/// A merchandiser putting a product in the window and taking it out again.
pub struct Clicks<'a> {
    house: &'a House,
    session: Session,
    add: (String, String),
    remove: String,
    is_in: bool,
}

impl<'a> Clicks<'a> {
    pub async fn new(house: &'a House) -> anyhow::Result<Self> {
        let mut session = house.merchandiser().await?;
        let path = format!("/api/featured-products/management?tenantId={SHOP}");
        let board = session.ask("GET", &path, "").await?;
        let shelves = board["shelves"].as_array().context("a board has shelves")?;
        // One that is not full, so that every click shows.
        let room = |shelf: &&serde_json::Value| {
            let items = shelf["items"].as_array().map_or(0, Vec::len) as i64;
            shelf["capacity"].as_i64().is_some_and(|capacity| items < capacity)
        };
        let shelf = shelves.iter().find(room).context("the demo has a shelf with room")?;
        let on_it = |id: i64| {
            let items = shelf["items"].as_array().into_iter().flatten();
            items.into_iter().any(|item| item["product"]["id"] == id)
        };
        let product = (1..).find(|id| !on_it(*id)).context("ids go on")?;
        let kind = shelf["id"].as_i64().context("a shelf has an id")?;
        let items = format!("/api/items/{product}/featured-types");
        Ok(Self {
            house,
            session,
            add: (format!("{items}?tenantId={SHOP}"), format!("{{\"typeId\":{kind}}}")),
            remove: format!("{items}/{kind}?tenantId={SHOP}"),
            is_in: false,
        })
    }
}

impl Fanout for Clicks<'_> {
    fn address(&self) -> SocketAddr {
        self.house.address
    }

    fn path(&self) -> String {
        format!("/api/events?tenantId={SHOP}")
    }

    fn cpu(&self) -> anyhow::Result<Duration> {
        process::cpu(self.house.pid())
    }

    fn resident(&self) -> anyhow::Result<u64> {
        process::resident(self.house.pid())
    }

    /// Answers the change's position in the feed.
    async fn publish(&mut self) -> anyhow::Result<i64> {
        let answer = match self.is_in {
            true => self.session.ask("DELETE", &self.remove, "").await?,
            false => self.session.ask("POST", &self.add.0, &self.add.1).await?,
        };
        self.is_in = !self.is_in;
        let seq = answer["seq"].as_i64().context("a change has a position")?;
        ensure!(seq > 0, "a change has a position");
        Ok(seq)
    }

    async fn renew(&mut self) -> anyhow::Result<()> {
        self.session.renew().await
    }
}
