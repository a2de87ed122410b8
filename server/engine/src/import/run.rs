//! One import, from a source into a sink.
//!
//! Reading and transforming take a thread of their own; a channel of a few batches keeps it from
//! running ahead of the sink, and the async side from ever waiting for a file.

use super::refusal::Refusal;
use super::report::{ImportReport, KEPT_REFUSALS, Progress};
use super::sink::{BATCH, Sink};
use super::transform::{Rules, transform};
use super::{ImportOptions, Source};
use contract::Problem;
use contract::draft::ProductDraft;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasher, RandomState};
use tokio::sync::mpsc;

/// Batches read ahead.
const AHEAD: usize = 2;
/// Records after which progress is told though no batch is full.
const QUIET: u64 = 5_000;

/// The import stopped; what the report counts is in the catalogue, and the same import can be run
/// again.
#[derive(Debug, thiserror::Error)]
#[error("the import stopped after {} products: {problem}", report.read)]
pub struct Interrupted {
    pub report: Box<ImportReport>,
    pub problem: Problem,
}

#[derive(Default)]
struct Batch {
    drafts: Vec<ProductDraft>,
    read: u64,
    refused_count: u64,
    refused: Vec<Refusal>,
    /// From here on these are of the whole import so far.
    skipped: u64,
    total: Option<u64>,
    broke_off: Option<String>,
}

/// Brings everything the source has into the sink. Refusals never stop it; a sink that fails does.
pub async fn run(
    sink: &mut dyn Sink,
    source: Box<dyn Source>,
    options: ImportOptions,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<ImportReport, Interrupted> {
    let (sender, mut batches) = mpsc::channel(AHEAD);
    let reader = tokio::task::spawn_blocking(move || read(source, options, &sender));
    let mut report = ImportReport::default();
    let mut done = Progress::default();
    while let Some(batch) = batches.recv().await {
        report.read += batch.read;
        report.skipped = batch.skipped;
        report.broke_off = batch.broke_off;
        report.refused_count += batch.refused_count;
        let room = KEPT_REFUSALS - report.refused.len();
        report.refused.extend(batch.refused.into_iter().take(room));
        if !batch.drafts.is_empty() {
            let outcome = match sink.take(batch.drafts).await {
                Ok(outcome) => outcome,
                Err(problem) => {
                    return Err(Interrupted { report: Box::new(report), problem });
                }
            };
            report.created += outcome.created;
            report.updated += outcome.updated;
            report.unchanged += outcome.unchanged;
            report.stale += outcome.stale;
        }
        done = Progress {
            read: report.read,
            done: report.created + report.updated + report.unchanged + report.stale,
            refused: report.refused_count,
            skipped: report.skipped,
            total: batch.total.or(done.total),
        };
        progress(done);
    }
    if reader.await.is_err() {
        tracing::error!("The reader of an import failed.");
        return Err(Interrupted { report: Box::new(report), problem: Problem::internal() });
    }
    tracing::info!(
        read = report.read,
        created = report.created,
        updated = report.updated,
        refused = report.refused_count,
        skipped = report.skipped,
        "An import ended."
    );
    Ok(report)
}

/// Until the source ends, or nobody listens any more.
fn read(mut source: Box<dyn Source>, options: ImportOptions, batches: &mpsc::Sender<Batch>) {
    let rules = Rules { currency: options.currency, now: options.now };
    let mut seen = Seen::default();
    let mut batch = Batch::default();
    while let Some(record) = source.next() {
        batch.read += 1;
        let drafted = record.map_err(|refusal| vec![refusal]).and_then(|raw| {
            let line = raw.line;
            let draft = transform(raw, &rules)?;
            seen.note(&draft.sku, line).map(|()| draft).map_err(|refusal| vec![refusal])
        });
        match drafted {
            Ok(draft) => batch.drafts.push(draft),
            Err(refusals) => {
                batch.refused_count += 1;
                batch.refused.extend(refusals.into_iter().take(KEPT_REFUSALS));
            }
        }
        if batch.drafts.len() == BATCH
            || batch.read >= QUIET
            || batch.refused.len() >= KEPT_REFUSALS
        {
            batch.skipped = source.skipped();
            batch.total = source.total_hint();
            if batches.blocking_send(std::mem::take(&mut batch)).is_err() {
                return;
            }
        }
    }
    batch.skipped = source.skipped();
    batch.total = source.total_hint();
    batch.broke_off = source.broke_off();
    // Nobody listens any more only when the import was given up.
    let _ = batches.blocking_send(batch);
}

/// The SKUs of this import, as hashes: a million of them take few megabytes, and that two of them
/// meet by chance is less likely than a fault of the memory.
#[derive(Default)]
struct Seen {
    lines: HashMap<u64, u64>,
    keys: RandomState,
}

impl Seen {
    fn note(&mut self, sku: &str, line: u64) -> Result<(), Refusal> {
        match self.lines.entry(self.keys.hash_one(sku)) {
            Entry::Vacant(entry) => {
                entry.insert(line);
                Ok(())
            }
            Entry::Occupied(entry) => {
                let reason = format!("is already on line {}", entry.get());
                Err(Refusal::new(line, Some(sku), "sku", reason, sku))
            }
        }
    }
}

#[cfg(test)]
mod tests;
