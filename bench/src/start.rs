//! From starting the program to its first ready answer, and what it holds when nobody asks.

use crate::figures::{grouped, megabytes, ms};
use crate::house::{Folder, House};
use crate::report::{Budget, Section};
use crate::{Bench, import, process};
use std::time::Duration;

pub fn measure(bench: &Bench) -> anyhow::Result<Section> {
    let demo = Folder::new()?;
    let first = House::open(bench, &demo, &[])?;
    let mut rows = vec![row("the demo, furnishing it first", &first)?];
    drop(first);
    let again = House::open(bench, &demo, &[])?;
    rows.push(row("the demo", &again)?);
    let at_rest = process::resident(again.pid())?;
    drop(again);
    let mut largest = Duration::ZERO;
    for &count in import::sizes(bench) {
        let folder = Folder::new()?;
        import::fill(bench, &folder, count)?;
        let house = House::open(bench, &folder, &[])?;
        rows.push(row(&format!("{} products", grouped(count)), &house)?);
        largest = house.ready_after;
    }
    Ok(Section {
        title: "Start and rest",
        about: "From starting the process until `/readyz` answers with 200; resident memory \
                three seconds after, nobody having asked for anything."
            .into(),
        columns: vec!["catalogue", "ready after", "memory at rest"],
        rows,
        budgets: vec![
            Budget {
                promise: "ready in under 500 ms with 100\u{202f}000 products",
                reached: ms(largest),
                kept: largest < Duration::from_millis(500),
            },
            Budget {
                promise: "under 100 MB at rest with the demo",
                reached: megabytes(at_rest),
                kept: at_rest < 100_000_000,
            },
        ],
    })
}

fn row(catalogue: &str, house: &House) -> anyhow::Result<Vec<String>> {
    std::thread::sleep(Duration::from_secs(3));
    let memory = process::resident(house.pid())?;
    Ok(vec![catalogue.to_owned(), ms(house.ready_after), megabytes(memory)])
}
