//! As many seeds as a few minutes hold, each of them twice.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use simulator::{Options, Owner, Report, run};

/// Together fifty thousand operations and five hundred crashes.
const SEEDS: u64 = 10;
const OPERATIONS: u64 = 5_000;
const CRASHES: u64 = 50;

fn simulate(options: Options) -> Report {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(run(options)).unwrap_or_else(|error| panic!("{error:?}"))
}

fn twice(seed: u64) -> Report {
    let owner = if seed < SEEDS / 2 { Owner::Embedded } else { Owner::Office };
    let options = Options { seed, owner, operations: OPERATIONS, crashes: CRASHES };
    let first = simulate(options);
    assert_eq!((first.operations, first.full_checks), (OPERATIONS, OPERATIONS / 1_000 + 1));
    assert!(first.crashes >= CRASHES - 1, "{first:?}");
    // It is about scarce things, and people get some of them.
    assert!(first.orders > OPERATIONS / 100 && first.short > OPERATIONS / 100, "{first:?}");
    let second = simulate(options);
    assert_eq!(first.hash, second.hash, "seed {seed} is not the same twice");
    first
}

fn all(seeds: impl Iterator<Item = u64>) {
    for seed in seeds {
        let report = twice(seed);
        if report.faults > 0 {
            // Almost every order reaches the office in time, whatever the line does.
            assert!(report.refused * 10 < report.orders, "{report:?}");
        }
    }
}

/// Half of the seeds in each, for two processors.
#[test]
fn nothing_is_sold_twice_in_the_even_seeds() {
    all((0..SEEDS).filter(|seed| seed % 2 == 0));
}

#[test]
fn nothing_is_sold_twice_in_the_odd_seeds() {
    all((0..SEEDS).filter(|seed| seed % 2 == 1));
}
