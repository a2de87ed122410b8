use super::*;
use crate::import::generated::GeneratedCatalogue;
use crate::import::raw::{RawPrice, RawProduct};
use crate::import::testing::{MemorySink, options};

/// Hands over what it is given; a `None` panics.
struct Given(std::vec::IntoIter<Option<Result<RawProduct, Refusal>>>);

impl Source for Given {
    fn next(&mut self) -> Option<Result<RawProduct, Refusal>> {
        Some(self.0.next()?.expect("a source that fails"))
    }
    fn skipped(&self) -> u64 {
        3
    }
}

fn product(line: u64, sku: &str, price: &str) -> Option<Result<RawProduct, Refusal>> {
    Some(Ok(RawProduct {
        line,
        sku: Some(sku.into()),
        name: Some(format!("Product {sku}")),
        price: RawPrice { listed: Some(price.into()), ..RawPrice::default() },
        ..RawProduct::default()
    }))
}

#[tokio::test]
async fn batches_are_full_and_counts_add_up() {
    let mut sink = MemorySink::default();
    let mut steps: Vec<Progress> = Vec::new();
    let source = Box::new(GeneratedCatalogue::new(1_234, 1));
    let report = run(&mut sink, source, options(), &mut |step| steps.push(step)).await.unwrap();
    assert_eq!(sink.batches, [500, 500, 234]);
    assert_eq!((report.read, report.created, report.refused_count), (1_234, 1_234, 0));
    let done: Vec<u64> = steps.iter().map(|step| step.done).collect();
    assert_eq!(done, [500, 1_000, 1_234]);
    assert!(steps.iter().all(|step| step.total == Some(1_234)));

    let source = Box::new(GeneratedCatalogue::new(1_234, 1));
    let report = run(&mut sink, source, options(), &mut |_| {}).await.unwrap();
    assert_eq!((report.created, report.unchanged), (0, 1_234));
    assert!(report.is_complete());
}

#[tokio::test]
async fn a_refusal_stops_nothing_and_names_both_lines() {
    let refusal = Refusal::new(9, None, "record", "is nonsense", "?");
    let given = vec![
        product(2, "a", "1"),
        product(3, "b", "free"),
        Some(Err(refusal.clone())),
        product(10, "a", "2"),
        // Its first try was refused, so this is no second.
        product(11, "b", "3"),
    ];
    let mut sink = MemorySink::default();
    let source = Box::new(Given(given.into_iter()));
    let report = run(&mut sink, source, options(), &mut |_| {}).await.unwrap();
    assert_eq!((report.read, report.created, report.refused_count, report.skipped), (5, 2, 3, 3));
    assert_eq!(report.refused[1], refusal);
    let twice = &report.refused[2];
    assert_eq!((twice.line, twice.reason.as_str()), (10, "is already on line 2"));
    assert_eq!(sink.drafts["a"].price_cents, 100);
}

#[tokio::test]
async fn refusals_are_counted_when_no_more_are_kept() {
    let count = KEPT_REFUSALS as u64 + 5;
    let given: Vec<_> = (0..count).map(|line| product(line, "x", "free")).collect();
    let mut steps = 0;
    let source = Box::new(Given(given.into_iter()));
    let report =
        run(&mut MemorySink::default(), source, options(), &mut |_| steps += 1).await.unwrap();
    assert_eq!((report.refused.len(), report.refused_count), (KEPT_REFUSALS, count));
    assert!(steps > 1, "long stretches without a product are told too");
    assert!(!report.is_complete());
}

#[tokio::test]
async fn a_failing_sink_ends_it_with_what_was_done() {
    let mut sink = MemorySink { fails_after: Some(2), ..MemorySink::default() };
    let source = Box::new(GeneratedCatalogue::new(1_000_000, 1));
    let stopped = run(&mut sink, source, options(), &mut |_| {}).await.unwrap_err();
    assert_eq!(stopped.report.created, 1_000);
    assert_eq!(stopped.problem, Problem::unavailable());
}

#[tokio::test]
async fn a_failing_source_ends_it_too() {
    let given = vec![product(2, "a", "1"), None];
    let source = Box::new(Given(given.into_iter()));
    let stopped = run(&mut MemorySink::default(), source, options(), &mut |_| {}).await;
    assert_eq!(stopped.unwrap_err().problem, Problem::internal());
}
