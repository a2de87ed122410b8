//! The house where people shop and, where it does not own its stock, the office that does.

use crate::house::{Hand, House};
use crate::steps::{Side, Turns};
use crate::wire::{Line, Wire};
use contract::TenantId;
use std::time::Duration;
use store::SaveConnection;
use tempfile::TempDir;

/// No clock shows the right time, and they need not agree.
const OFFICE_AHEAD_MS: i64 = 7 * 60_000 + 123;
/// By the clock on the wall, which nobody goes by here.
const DEADLINE: Duration = Duration::from_secs(600);

/// Who owns the stock of the house.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// Its own tables.
    Embedded,
    /// Another Etalage, reached over the inventory protocol.
    Office,
}

pub struct World {
    turns: Turns,
    pub house: House,
    pub office: Option<Office>,
    /// Where their databases are; gone with them.
    folder: TempDir,
}

/// Where the stock is, with the line that leads there.
pub struct Office {
    pub house: House,
    pub wire: Wire,
    /// The house's key is the last one there.
    key: usize,
    line: Line,
}

impl Office {
    /// Who the house is there.
    pub fn owner(&self) -> store::Owner {
        store::Owner::Key(self.house.bearers[self.key].id)
    }

    fn connect(&self, house: &House) -> anyhow::Result<()> {
        let key = self.house.keys[self.key].clone();
        Ok(house.engine.ask_office(house.tenant, &self.line.address, key, DEADLINE)?)
    }

    fn answer(&self) {
        let bearer = self.house.bearers[self.key].clone();
        self.wire.answer(self.house.engine.clone(), bearer, self.house.keys[self.key].clone());
    }
}

impl World {
    pub async fn found(
        owner: Owner,
        folder: TempDir,
        turns: Turns,
        systems: usize,
        seed: u64,
    ) -> anyhow::Result<Self> {
        let clock = Hand::new();
        let mut house =
            House::found(Side::House, folder.path(), &turns, clock.clone(), systems).await?;
        let office = match owner {
            Owner::Embedded => None,
            Owner::Office => {
                connect(&house).await?;
                house.open_again().await?;
                let ahead = clock.ahead(OFFICE_AHEAD_MS);
                let there =
                    House::found(Side::Office, folder.path(), &turns, ahead, systems + 1).await?;
                let wire = Wire::new(turns.clone(), seed);
                let line = wire.listen().await?;
                let office = Office { house: there, wire, key: systems, line };
                office.answer();
                office.connect(&house)?;
                Some(office)
            }
        };
        Ok(Self { turns, house, office, folder })
    }

    /// Where the stock is.
    pub fn owner(&self) -> &House {
        self.office.as_ref().map_or(&self.house, |office| &office.house)
    }

    /// The house, and the office where there is one.
    pub fn houses(&self) -> impl Iterator<Item = &House> {
        std::iter::once(&self.house).chain(self.office.as_ref().map(|office| &office.house))
    }

    pub fn side(&self, side: Side) -> &House {
        match side {
            Side::House => &self.house,
            Side::Office => self.owner(),
        }
    }

    /// The power goes on one side, and comes again.
    pub async fn crash(&mut self, side: Side) -> anyhow::Result<()> {
        match (side, &mut self.office) {
            (Side::Office, Some(office)) => {
                office.wire.fall_silent();
                self.turns.crash(side).await;
                office.house.open_again().await?;
                office.answer();
            }
            (Side::House, Some(office)) => {
                self.turns.crash(side).await;
                self.house.open_again().await?;
                office.line = office.wire.listen().await?;
                office.connect(&self.house)?;
            }
            (_, None) => {
                self.turns.crash(Side::House).await;
                self.house.open_again().await?;
            }
        }
        Ok(())
    }

    pub async fn close(self) -> anyhow::Result<()> {
        self.house.store.close().await;
        if let Some(office) = self.office {
            office.house.store.close().await;
        }
        Ok(self.folder.close()?)
    }
}

/// Has the house know that its stock is another's. Where that is asked is told to each of its lives.
async fn connect(house: &House) -> anyhow::Result<()> {
    let tenant: TenantId = house.tenant;
    let kind = engine::inventory::KIND.to_owned();
    let address = "https://office.example/".to_owned();
    let (origin, sealed) = (house.origin(), String::new());
    house.store.write(SaveConnection { tenant, origin, kind, address, sealed }).await?;
    Ok(())
}
