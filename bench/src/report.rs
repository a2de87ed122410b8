//! The report, as Markdown.

use crate::{Bench, process};
use anyhow::Context;
use std::fmt::Write as _;

/// One measurement's table and what must be said with it.
pub struct Section {
    pub title: &'static str,
    /// What was done, in a sentence or two.
    pub about: String,
    pub columns: Vec<&'static str>,
    pub rows: Vec<Vec<String>>,
    /// Each budget with what was reached.
    pub budgets: Vec<Budget>,
}

/// A promise and what came of it.
pub struct Budget {
    pub promise: &'static str,
    pub reached: String,
    pub kept: bool,
}

pub fn write(bench: &Bench, sections: &[Section]) -> anyhow::Result<()> {
    let text = markdown(bench, sections);
    match &bench.out {
        Some(path) => std::fs::write(path, text)
            .with_context(|| format!("{} cannot be written", path.display())),
        None => {
            eprintln!("{text}");
            Ok(())
        }
    }
}

fn markdown(bench: &Bench, sections: &[Section]) -> String {
    let mut text = String::from("# Measurements\n\n");
    let day = jiff::Timestamp::now().strftime("%Y-%m-%d");
    let _ = writeln!(
        text,
        "Written by `cargo xtask bench` on {day}, commit {}, on {}. The load comes from the same \
         machine and shares its cores, so read CPU per unit and ratios; a figure per second is read \
         beside the ceiling in its table.\n",
        bench.commit,
        process::machine(),
    );
    if bench.smoke {
        text.push_str("**A smoke run: nothing here is a measurement.**\n\n");
    }
    table(&mut text, &["budget", "reached", ""], budgets(sections));
    for section in sections {
        let _ = writeln!(text, "\n## {}\n\n{}\n", section.title, section.about);
        table(&mut text, &section.columns, section.rows.clone());
    }
    text
}

fn budgets(sections: &[Section]) -> Vec<Vec<String>> {
    let line = |budget: &Budget| {
        let verdict = if budget.kept { "kept" } else { "**missed**" };
        vec![budget.promise.to_owned(), budget.reached.clone(), verdict.to_owned()]
    };
    sections.iter().flat_map(|section| section.budgets.iter().map(line)).collect()
}

fn table(text: &mut String, columns: &[&str], rows: Vec<Vec<String>>) {
    let _ = writeln!(text, "| {} |", columns.join(" | "));
    let _ = writeln!(text, "|{}", "---|".repeat(columns.len()));
    for row in rows {
        let _ = writeln!(text, "| {} |", row.join(" | "));
    }
}
