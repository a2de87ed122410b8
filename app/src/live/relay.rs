//! What tabs say to each other.

use contract::Seq;

/// A message on the channel between the tabs of one browser.
#[derive(Debug, PartialEq, Eq)]
pub enum Relay<'a> {
    /// From the leader: a message of the stream, as it came.
    Message { name: &'a str, seq: Seq, data: &'a str },
    /// From a tab that has followed the feed up to here and now listens.
    Join(Seq),
    /// From the leader: who stands before this position has to take the state anew.
    Lost(Seq),
}

impl Relay<'_> {
    /// Lines of plain text; the data of a frame is JSON and has none of its own.
    pub fn encode(&self) -> String {
        match self {
            Self::Message { name, seq, data } => [*name, &seq.to_string(), *data].join("\n"),
            Self::Join(seq) => ["join", &seq.to_string()].join("\n"),
            Self::Lost(seq) => ["lost", &seq.to_string()].join("\n"),
        }
    }

    pub fn decode(text: &str) -> Option<Relay<'_>> {
        let (kind, rest) = text.split_once('\n')?;
        let (seq, data) = rest.split_once('\n').unwrap_or((rest, ""));
        let seq: Seq = seq.parse().ok()?;
        Some(match kind {
            "join" => Relay::Join(seq),
            "lost" => Relay::Lost(seq),
            name => Relay::Message { name, seq, data },
        })
    }
}

/// Says `text` to the other tabs; a channel that is closed has nobody to hear it.
#[cfg(feature = "hydrate")]
pub fn post(channel: &web_sys::BroadcastChannel, text: &str) {
    let _ = channel.post_message(&wasm_bindgen::JsValue::from_str(text));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_survive_the_channel() {
        for relay in [
            Relay::Message { name: "window", seq: Seq(12), data: r#"{"seq":12}"# },
            Relay::Join(Seq(0)),
            Relay::Lost(Seq(99)),
        ] {
            assert_eq!(Relay::decode(&relay.encode()), Some(relay));
        }
        for wrong in ["", "join", "join\nx", "\n"] {
            assert_eq!(Relay::decode(wrong), None, "{wrong:?}");
        }
    }
}
