//! Holds: pieces set aside for somebody, all of a wish or none, for a while.

use crate::stock::Item;
use crate::{HoldId, Timestamp};
use serde::{Deserialize, Serialize};

/// So long a hold lasts unless the shop says otherwise.
pub const HOLD_MINUTES: i64 = 30;
/// The longest and the shortest a shop or a caller may ask for.
pub const HOLD_MINUTES_RANGE: std::ops::RangeInclusive<i64> = 1..=1_440;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum HoldState {
    /// The pieces are set aside, until the moment it expires.
    Active,
    /// An order was placed with it, and whoever owns the stock has yet to agree.
    Confirming,
    /// It has become an order.
    Confirmed,
    /// Let go of on demand.
    Released,
    /// Its time ran out.
    Expired,
}

impl HoldState {
    pub const ALL: [Self; 5] =
        [Self::Active, Self::Confirming, Self::Confirmed, Self::Released, Self::Expired];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Confirming => "confirming",
            Self::Confirmed => "confirmed",
            Self::Released => "released",
            Self::Expired => "expired",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|value| value.as_str() == text)
    }

    /// Whether it keeps its pieces from others.
    pub fn keeps(self) -> bool {
        matches!(self, Self::Active | Self::Confirming)
    }
}

/// Pieces set aside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Hold {
    pub id: HoldId,
    /// What it is asked for by: random, so that nobody finds another's.
    pub code: String,
    pub state: HoldState,
    /// By SKU.
    pub items: Vec<Item>,
    /// Whom it is for, as the system that asked knows them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<String>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    /// It can be extended once.
    pub is_extended: bool,
    /// The order it became, by its code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<String>,
}

impl Hold {
    /// Whether its time ran out, whether or not anybody has noted that yet.
    pub fn has_lapsed(&self, now: Timestamp) -> bool {
        self.state == HoldState::Active && self.expires_at <= now
    }

    /// The state as it is true at that moment.
    pub fn state_at(&self, now: Timestamp) -> HoldState {
        if self.has_lapsed(now) { HoldState::Expired } else { self.state }
    }
}

/// One thing that happened to a hold. Its history is never rewritten, and its state can be made from
/// it again ([`replay`]).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HoldEvent {
    pub at: Timestamp,
    pub what: HoldHappening,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum HoldHappening {
    Created {
        items: Vec<Item>,
        expires_at: Timestamp,
    },
    Extended {
        expires_at: Timestamp,
    },
    /// An order was placed; whoever owns the stock is being asked.
    Ordered {
        order: String,
    },
    Confirmed {
        order: String,
    },
    Released,
    Expired,
    /// Whoever owns the stock says something else of it than is known here.
    Drifted {
        said: String,
    },
    /// What is known here was brought to what the owner of the stock says.
    Repaired {
        state: HoldState,
        expires_at: Timestamp,
    },
}

impl HoldHappening {
    /// As it is stored, and as filters name it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Created { .. } => "created",
            Self::Extended { .. } => "extended",
            Self::Ordered { .. } => "ordered",
            Self::Confirmed { .. } => "confirmed",
            Self::Released => "released",
            Self::Expired => "expired",
            Self::Drifted { .. } => "drifted",
            Self::Repaired { .. } => "repaired",
        }
    }
}

/// What a hold's history says it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replayed {
    pub state: HoldState,
    pub items: Vec<Item>,
    pub expires_at: Timestamp,
    pub is_extended: bool,
    pub order: Option<String>,
}

/// Makes a hold's state from its history.
///
/// # Errors
/// What is wrong, in words, where that history cannot have happened.
pub fn replay<'a>(events: impl IntoIterator<Item = &'a HoldEvent>) -> Result<Replayed, String> {
    let mut hold: Option<Replayed> = None;
    for event in events {
        let Some(known) = &mut hold else {
            let HoldHappening::Created { items, expires_at } = &event.what else {
                return Err(format!("{} before it was created", event.what.kind()));
            };
            hold = Some(Replayed {
                state: HoldState::Active,
                items: items.clone(),
                expires_at: *expires_at,
                is_extended: false,
                order: None,
            });
            continue;
        };
        let was = known.state;
        let follows = |allowed: &[HoldState]| match allowed.contains(&was) {
            true => Ok(()),
            false => Err(format!("{} after it was {}", event.what.kind(), was.as_str())),
        };
        match &event.what {
            HoldHappening::Created { .. } => return Err("created twice".into()),
            HoldHappening::Extended { expires_at } => {
                follows(&[HoldState::Active])?;
                if known.is_extended {
                    return Err("extended twice".into());
                }
                (known.expires_at, known.is_extended) = (*expires_at, true);
            }
            HoldHappening::Ordered { order } => {
                follows(&[HoldState::Active])?;
                (known.state, known.order) = (HoldState::Confirming, Some(order.clone()));
            }
            HoldHappening::Confirmed { order } => {
                follows(&[HoldState::Active, HoldState::Confirming])?;
                (known.state, known.order) = (HoldState::Confirmed, Some(order.clone()));
            }
            HoldHappening::Released => {
                follows(&[HoldState::Active, HoldState::Confirming])?;
                known.state = HoldState::Released;
            }
            HoldHappening::Expired => {
                follows(&[HoldState::Active, HoldState::Confirming])?;
                known.state = HoldState::Expired;
            }
            HoldHappening::Drifted { .. } => {}
            HoldHappening::Repaired { state, expires_at } => {
                (known.state, known.expires_at) = (*state, *expires_at);
            }
        }
    }
    hold.ok_or_else(|| "no history".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(what: HoldHappening) -> HoldEvent {
        HoldEvent { at: Timestamp(0), what }
    }

    fn created() -> HoldEvent {
        event(HoldHappening::Created { items: vec![Item::new("a", 1)], expires_at: Timestamp(10) })
    }

    #[test]
    fn a_history_gives_its_hold() {
        let history = [
            created(),
            event(HoldHappening::Extended { expires_at: Timestamp(20) }),
            event(HoldHappening::Confirmed { order: "o".into() }),
        ];
        let hold = replay(&history).unwrap();
        assert_eq!((hold.state, hold.expires_at), (HoldState::Confirmed, Timestamp(20)));
        assert_eq!(hold.order.as_deref(), Some("o"));
    }

    #[test]
    fn what_cannot_have_happened_is_said() {
        let extended = || event(HoldHappening::Extended { expires_at: Timestamp(20) });
        for history in [
            vec![],
            vec![event(HoldHappening::Released)],
            vec![created(), created()],
            vec![created(), extended(), extended()],
            vec![created(), event(HoldHappening::Expired), event(HoldHappening::Released)],
            vec![created(), event(HoldHappening::Released), extended()],
        ] {
            assert!(replay(&history).is_err(), "{history:?}");
        }
    }

    #[test]
    fn a_history_is_stored_in_its_own_words() {
        let stored = serde_json::to_value(event(HoldHappening::Released)).unwrap();
        assert_eq!(stored["what"]["kind"], HoldHappening::Released.kind());
        let stored = serde_json::to_value(created()).unwrap();
        assert_eq!(stored["what"]["expiresAt"], "1970-01-01T00:00:00.010Z");
    }
}
