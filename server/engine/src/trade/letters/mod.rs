//! Letters to customers: written in their turn, sent where there is a mail server, else kept.
//!
//! That there is one to write stands in the transaction that gave reason to. One node at a time
//! sends, by a lease. A letter that was sent and not noted before a crash is sent once more, under
//! the same message id.

mod post;
#[cfg(test)]
mod tests;
mod writing;

pub use post::{Post, PostError};

use crate::{Engine, to_problem};
use contract::{Result, Timestamp};
use post::Envelope;
use std::sync::Arc;
use std::time::Duration;
use store::{AcquireLease, DueMail, NoteMail, ReleaseLease};
use writing::{Kind, Written};

/// How often is looked when nobody says there is something to write.
const PACE: Duration = Duration::from_secs(15);
const AT_ONCE: i64 = 20;
/// Longer than the server of one letter is waited for.
const LEASE_SECONDS: i64 = 90;
const LEASE: &str = "letters";
/// Then it is kept to be read.
const ATTEMPTS: i64 = 10;
/// Seconds before it is tried again: the first time, and at most.
const PAUSES: (i64, i64) = (60, 6 * 60 * 60);
/// Characters kept of what a mail server said.
const LONGEST_SAID: usize = 300;

pub(crate) async fn keep_sending(engine: Arc<Engine>) {
    let mut is_failing = false;
    loop {
        match engine.send_letters().await {
            Ok(()) => is_failing = false,
            Err(problem) if !is_failing => {
                is_failing = true;
                tracing::warn!(%problem, "Letters cannot be looked for; trying again.");
            }
            Err(_) => {}
        }
        tokio::select! {
            () = engine.written.notified() => {}
            () = tokio::time::sleep(PACE) => {}
        }
    }
}

/// When the next attempt is, after so many.
fn next_at(now: Timestamp, attempts: i64) -> Option<Timestamp> {
    let (first, most) = PAUSES;
    let doubled = first.saturating_mul(1 << attempts.clamp(1, 20).saturating_sub(1));
    (attempts < ATTEMPTS).then(|| now.plus_seconds(doubled.min(most)))
}

/// What a person can read of what a mail server said.
fn in_words(said: &str) -> String {
    let plain = said.chars().map(|c| if c.is_control() { ' ' } else { c });
    plain.take(LONGEST_SAID).collect::<String>().trim().to_owned()
}

impl Engine {
    /// Writes, and sends where it can, every letter whose turn it is.
    pub(crate) async fn send_letters(&self) -> Result<()> {
        loop {
            let due = self.store.due_mails(self.clock.now(), AT_ONCE).await.map_err(to_problem)?;
            if due.is_empty() || !self.is_postman().await? {
                return Ok(());
            }
            // Once more: whoever had the lease may have sent them meanwhile.
            let due = self.store.due_mails(self.clock.now(), AT_ONCE).await.map_err(to_problem)?;
            for mail in due {
                if !self.is_postman().await? {
                    return Ok(());
                }
                self.send_letter(mail).await?;
            }
            let (name, holder) = (LEASE.to_owned(), self.name.clone());
            self.store.write(ReleaseLease { name, holder }).await.map_err(to_problem)?;
        }
    }

    /// Takes or renews the lease.
    async fn is_postman(&self) -> Result<bool> {
        let (now, name, holder) = (self.clock.now(), LEASE.to_owned(), self.name.clone());
        let lease = AcquireLease { name, holder, now, until: now.plus_seconds(LEASE_SECONDS) };
        Ok(self.store.write(lease).await.map_err(to_problem)?.value)
    }

    async fn send_letter(&self, mail: DueMail) -> Result<()> {
        let attempts = mail.attempts + 1;
        let kept = |Written { subject, body }, said| NoteMail {
            id: mail.id,
            subject,
            body,
            sent_at: None,
            next_at: None,
            said,
        };
        let note = match (self.written(&mail).await?, &self.options.post) {
            (Err(said), _) => {
                let empty = Written { subject: String::new(), body: String::new() };
                kept(empty, Some(said.to_owned()))
            }
            (Ok(letter), None) => kept(letter, None),
            (Ok(letter), Some(post)) => {
                let now = self.clock.now();
                let id = format!("letter-{}-{}", mail.id, mail.order);
                let envelope = Envelope { recipient: &mail.recipient, id: &id, at: now };
                match post.send(envelope, &letter).await {
                    Ok(()) => {
                        metrics::counter!("etalage_letters_total", "outcome" => "sent")
                            .increment(1);
                        NoteMail { sent_at: Some(self.clock.now()), ..kept(letter, None) }
                    }
                    Err(error) => {
                        metrics::counter!("etalage_letters_total", "outcome" => "failed")
                            .increment(1);
                        tracing::warn!(letter = %mail.id, %error, attempts, "A letter could not be sent.");
                        let said = Some(in_words(&error.to_string()));
                        let is_hopeless = matches!(error, post::Unsent::Recipient(_));
                        let next_at =
                            if is_hopeless { None } else { next_at(self.clock.now(), attempts) };
                        NoteMail { next_at, ..kept(letter, said) }
                    }
                }
            }
        };
        self.store.write(note).await.map_err(to_problem)?;
        Ok(())
    }

    /// The letter, or why it cannot be written.
    async fn written(&self, mail: &DueMail) -> Result<Result<Written, &'static str>> {
        let Some(kind) = Kind::parse(&mail.kind) else {
            return Ok(Err("This version of the program does not know such a letter."));
        };
        let read = self.store.order_by_id(mail.tenant, mail.order).await.map_err(to_problem)?;
        let tenant = self.tenants.get().by_id.get(&mail.tenant).cloned();
        Ok(match (read, tenant) {
            (Some(record), Some(tenant)) => {
                Ok(writing::write(kind, &tenant, &record.order, self.options.base_url.as_deref()))
            }
            _ => Err("The order it is about is not there."),
        })
    }
}
