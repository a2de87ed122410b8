//! The mail server letters go through.

use super::writing::Written;
use contract::Timestamp;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MessageBuilder};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use reqwest::Url;
use std::time::{Duration, SystemTime};

/// A server that says nothing for so long is not there.
const PATIENCE: Duration = Duration::from_secs(30);

/// Why a mail server cannot be used as it is configured.
#[derive(Debug, thiserror::Error)]
pub enum PostError {
    #[error(
        "the address of a mail server is smtp://user:password@host:port, or begins with smtps:"
    )]
    Address,
    #[error("a sender is an address, such as Maren & Vale <orders@shop.example>")]
    Sender,
}

/// Why a letter was not sent, in words.
#[derive(Debug, thiserror::Error)]
pub enum Unsent {
    #[error("{0} is no address a letter can be sent to")]
    Recipient(String),
    #[error("the letter cannot be made: {0}")]
    Letter(#[from] lettre::error::Error),
    #[error("{0}")]
    Server(#[from] lettre::transport::smtp::Error),
}

/// One envelope.
pub(super) struct Envelope<'a> {
    pub recipient: &'a str,
    /// The same each time the letter is sent, so that one that arrives twice is known.
    pub id: &'a str,
    pub at: Timestamp,
}

/// A mail server, and whom letters are from.
pub struct Post {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl std::fmt::Debug for Post {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Post").field("from", &self.from.to_string()).finish_non_exhaustive()
    }
}

/// In clear to this machine only, unless the address says otherwise by `?tls=`.
fn secured(url: &str) -> Result<Url, PostError> {
    let mut url = Url::parse(url).map_err(|_| PostError::Address)?;
    let host = url.host_str().ok_or(PostError::Address)?.trim_matches(['[', ']']);
    let is_here = host == "localhost"
        || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
    let says = url.query_pairs().any(|(name, _)| name == "tls");
    match url.scheme() {
        "smtps" => {}
        "smtp" if is_here || says => {}
        "smtp" => {
            url.query_pairs_mut().append_pair("tls", "required");
        }
        _ => return Err(PostError::Address),
    }
    Ok(url)
}

impl Post {
    /// `url` is `smtp://user:password@host:port`, which asks for TLS before anything else unless the
    /// server is on this machine, or `smtps://`, which is TLS from the beginning.
    pub fn new(url: &str, from: &str) -> Result<Self, PostError> {
        let url = secured(url)?;
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.as_str())
            .map_err(|_| PostError::Address)?
            .timeout(Some(PATIENCE))
            .build();
        let from = from.parse().map_err(|_| PostError::Sender)?;
        Ok(Self { transport, from })
    }

    pub(super) async fn send(
        &self,
        envelope: Envelope<'_>,
        letter: &Written,
    ) -> Result<(), Unsent> {
        let message = self.message(&envelope, letter)?;
        self.transport.send(message).await?;
        Ok(())
    }

    fn message(&self, envelope: &Envelope<'_>, letter: &Written) -> Result<Message, Unsent> {
        let recipient = envelope.recipient;
        let address = recipient.parse().map_err(|_| Unsent::Recipient(recipient.to_owned()))?;
        let at = Duration::from_millis(envelope.at.0.max(0).unsigned_abs());
        let id = format!("<{}@{}>", envelope.id, self.from.email.domain());
        let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
        let message: MessageBuilder = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, address))
            .subject(&letter.subject)
            .date(SystemTime::UNIX_EPOCH + at)
            .message_id(Some(id))
            .raw_header(HeaderValue::new(automatic, "auto-generated".into()))
            .header(ContentType::TEXT_PLAIN);
        Ok(message.body(letter.body.clone())?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_travels_in_clear_unless_somebody_says_so() {
        let url = |text| secured(text).map(|url| url.to_string()).ok();
        assert_eq!(url("smtp://127.0.0.1:25").as_deref(), Some("smtp://127.0.0.1:25"));
        assert_eq!(url("smtp://[::1]:25").as_deref(), Some("smtp://[::1]:25"));
        let required = "smtp://u:p@mail.example?tls=required";
        assert_eq!(url("smtp://u:p@mail.example").as_deref(), Some(required));
        let own = "smtp://mail.lan?tls=opportunistic";
        assert_eq!(url(own).as_deref(), Some(own));
        assert_eq!(url("smtps://u:p@mail.example").as_deref(), Some("smtps://u:p@mail.example"));
        assert_eq!(url("http://mail.example"), None);
        assert_eq!(url("mail.example"), None);
        assert!(matches!(Post::new("smtps://mail.example", "nobody"), Err(PostError::Sender)));
        assert!(Post::new("smtps://u:p@mail.example", "Tide <tide@shop.example>").is_ok());
    }

    #[test]
    fn no_word_becomes_a_header() {
        let post = Post::new("smtp://127.0.0.1:25", "Tide <tide@shop.example>").unwrap();
        let envelope = |recipient| Envelope { recipient, id: "letter-1", at: Timestamp(0) };
        let letter = Written {
            subject: "Your order\r\nBcc: thief@example.com".into(),
            body: "\r\n.\r\nMAIL FROM:<thief@example.com>\r\n".into(),
        };
        let message = post.message(&envelope("ines@example.com"), &letter).unwrap();
        let text = String::from_utf8(message.formatted()).unwrap();
        let headers = text.split("\r\n\r\n").next().unwrap();
        let is_named = |line: &str| line.to_ascii_lowercase().starts_with("bcc");
        assert!(!headers.lines().any(is_named), "{headers}");
        assert!(headers.contains("Message-ID: <letter-1@shop.example>"), "{headers}");
        assert!(headers.contains("Auto-Submitted: auto-generated"), "{headers}");
        let wrong = ["ines@example.com\r\nBcc: thief@example.com", "a@b.example, c@d.example", ""];
        for recipient in wrong {
            let refused = post.message(&envelope(recipient), &letter);
            assert!(matches!(refused, Err(Unsent::Recipient(_))), "{recipient:?}");
        }
    }
}
