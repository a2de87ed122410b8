//! Whether the page follows the shop.

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

    pub fn in_words(self) -> &'static str {
        match self {
            Self::Connecting => "Connecting",
            Self::Live => "Live",
            Self::Paused => "Updates paused, checking every 30 s",
        }
    }
}
