//! What a house does by itself, beside whoever shops there.

use crate::deeds::Outcome;
use crate::house::House;
use crate::steps::Side;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Job {
    /// Lets go of what has lapsed.
    Expire(Side),
    /// Brings orders to the office.
    Push,
    /// Lets go at the office of what nobody wants, and compares what is held.
    Compare,
}

impl Job {
    pub fn home(self) -> Side {
        match self {
            Self::Expire(side) => side,
            Self::Push | Self::Compare => Side::House,
        }
    }

    pub fn run(self, house: &House) -> impl Future<Output = Vec<Outcome>> + 'static {
        let (engine, tenant) = (house.engine.clone(), house.tenant);
        async move {
            match self {
                Self::Expire(_) => engine.expire_holds(tenant).await,
                Self::Push => engine.bring_orders(tenant).await,
                Self::Compare => {
                    if let Err(problem) = engine.compare_holds(tenant).await {
                        return vec![problem.into()];
                    }
                }
            }
            vec![Outcome::Fine]
        }
    }
}
