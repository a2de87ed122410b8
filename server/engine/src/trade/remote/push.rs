//! An order is brought to the back office by confirming the hold it was made of.

use super::{OfficeError, Remote};
use crate::trade::push::later;
use contract::protocol::{ConfirmationAsked, OrderAnswer};
use contract::{HoldState, OrderLine, OrderState};
use store::{Authority, OrderRecord, Pushed};

impl Remote {
    /// With the order's code as the idempotency key: however often it is asked, it is one order.
    pub(super) async fn confirm(&self, record: &OrderRecord) -> Pushed {
        let order = &record.order;
        let hold = record.remote_hold.as_deref();
        let Some(hold) = hold.filter(|_| record.authority == Authority::Inventory) else {
            let said = "The system this was ordered from does not stand behind the shop any more.";
            return Pushed::Rejected { said: said.into() };
        };
        // Products have other numbers there.
        let line = |line: &OrderLine| OrderLine { product_id: None, ..line.clone() };
        let asked = ConfirmationAsked {
            customer: order.customer.clone(),
            lines: Some(order.lines.iter().map(line).collect()),
            currency: Some(order.currency),
        };
        match self.office.confirm(hold, &order.code, &asked).await {
            Ok(answer) => self.answered(record, answer),
            Err(OfficeError::Conflict(said)) => self.refused(record, hold, said).await,
            // It may have been confirmed with another key: that is nothing to be guessed.
            Err(OfficeError::Unknown) => {
                let said = "The back office knows no such hold of this key. Where the key was changed, \
                    look for the order there.";
                Pushed::Rejected { said: said.into() }
            }
            Err(error) => self.failed(record, &error),
        }
    }

    fn answered(&self, record: &OrderRecord, answer: OrderAnswer) -> Pushed {
        match answer.state {
            OrderState::Placed => {
                Pushed::Done { remote_id: answer.id, payment_url: answer.payment_url }
            }
            // It waits for whoever stands behind it.
            OrderState::Placing => {
                let said = "The back office has taken it and waits for its own stock.";
                later(self.clock.now(), &record.order, said, None)
            }
            OrderState::Refused => {
                Pushed::Refused { said: "The back office could not get the pieces.".into() }
            }
        }
    }

    /// It says no. The hold tells whether it is over, or what was sent does not fit.
    async fn refused(&self, record: &OrderRecord, hold: &str, said: String) -> Pushed {
        match self.office.held(hold).await {
            Ok(Some(there)) => match (there.state, there.order) {
                // Nobody but this shop has its key: the order is this one.
                (HoldState::Confirmed, Some(order)) => {
                    Pushed::Done { remote_id: order, payment_url: None }
                }
                (HoldState::Released | HoldState::Expired, _) => Pushed::Refused { said },
                _ => Pushed::Rejected { said },
            },
            Ok(None) => Pushed::Refused { said },
            Err(error) => self.failed(record, &error),
        }
    }

    fn failed(&self, record: &OrderRecord, error: &OfficeError) -> Pushed {
        if error.is_passing() {
            let retry_after = match error {
                OfficeError::Away { retry_after, .. } => *retry_after,
                _ => None,
            };
            return later(self.clock.now(), &record.order, &error.to_string(), retry_after);
        }
        Pushed::Rejected { said: error.to_string() }
    }
}
