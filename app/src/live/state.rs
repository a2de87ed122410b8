//! Whether the page follows the shop.

use super::Word;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LiveState {
    #[default]
    Connecting,
    Live,
    /// The stream is down; the state is asked for now and then.
    Paused,
}

impl LiveState {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Connecting => "connecting",
            Self::Live => "live",
            Self::Paused => "paused",
        }
    }

    pub(crate) fn word(self) -> Word {
        match self {
            Self::Connecting => Word::Connecting,
            Self::Live => Word::Live,
            Self::Paused => Word::Paused,
        }
    }
}
