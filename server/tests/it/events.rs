//! Reads a live stream.

use crate::harness::Person;
use serde_json::Value;
use std::time::Duration;

pub struct Frame {
    /// The position it belongs to.
    pub id: i64,
    /// Whether it is the last one of its position, and names it to whoever returns.
    pub names_position: bool,
    pub name: String,
    pub data: Value,
}

pub struct Events {
    response: reqwest::Response,
    buffer: String,
}

impl Events {
    pub async fn open(person: &Person, query: &str, last: Option<&str>) -> Self {
        let mut request = person.ask("GET", &format!("/api/events?{query}"));
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self { response, buffer: String::new() }
    }

    pub async fn next(&mut self) -> Option<Frame> {
        loop {
            if let Some((message, rest)) = self.buffer.split_once("\n\n") {
                let field = |name: &str| {
                    let line = message.lines().find_map(|line| line.strip_prefix(name));
                    line.unwrap_or_default().to_owned()
                };
                let data: Value = serde_json::from_str(&field("data: ")).unwrap();
                let id = data["seq"].as_i64().unwrap();
                let named = field("id: ");
                assert!(named.is_empty() || named == id.to_string(), "{message}");
                let names_position = !named.is_empty();
                let frame = Frame { id, names_position, name: field("event: "), data };
                self.buffer = rest.to_owned();
                return Some(frame);
            }
            let chunk = tokio::time::timeout(Duration::from_secs(20), self.response.chunk());
            let chunk = chunk.await.expect("something is sent in time").unwrap()?;
            self.buffer.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }

    /// The next frame that is not a heartbeat.
    pub async fn news(&mut self) -> Frame {
        loop {
            let frame = self.next().await.expect("the stream goes on");
            if frame.name != "heartbeat" {
                return frame;
            }
        }
    }
}
