//! What came of an import.

use super::refusal::Refusal;
use serde::{Deserialize, Serialize};
use std::fmt;

/// More refusals than this are counted, not kept.
pub const KEPT_REFUSALS: usize = 10_000;

/// How many are printed; all that are kept are in the JSON.
const SHOWN_REFUSALS: usize = 20;

/// `read = created + updated + unchanged + stale + refused_count`, for an import that reached its
/// end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ImportReport {
    /// Products, and records that could not become one.
    pub read: u64,
    pub created: u64,
    pub updated: u64,
    pub unchanged: u64,
    /// Older than what is in the catalogue.
    pub stale: u64,
    /// Drafts, and variants that are not for sale: left out by intent, and not counted as read.
    pub skipped: u64,
    /// Shown before, and no more; only a source that tells what is gone has any.
    #[serde(default)]
    pub removed: u64,
    /// Products refused. One can have several reasons.
    pub refused_count: u64,
    /// The reasons of the first of them.
    pub refused: Vec<Refusal>,
    /// Why the source ended before its end; what came before is imported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broke_off: Option<String>,
}

impl ImportReport {
    /// Whether everything the source has is in the catalogue now.
    pub fn is_complete(&self) -> bool {
        self.refused_count == 0 && self.broke_off.is_none()
    }
}

impl fmt::Display for ImportReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let many = |count: u64| if count == 1 { "product" } else { "products" };
        write!(f, "{} {} read:", grouped(self.read), many(self.read))?;
        let parts = [
            (self.created, "created"),
            (self.updated, "updated"),
            (self.unchanged, "unchanged"),
            (self.stale, "older than the catalogue"),
            (self.refused_count, "refused"),
        ];
        let said: Vec<String> = parts
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{} {word}", grouped(*count)))
            .collect();
        match said.is_empty() {
            true => write!(f, " nothing to do.")?,
            false => write!(f, " {}.", said.join(", "))?,
        }
        if self.skipped > 0 {
            write!(f, " Skipped as not for sale: {}.", grouped(self.skipped))?;
        }
        if self.removed > 0 {
            write!(f, " No longer there: {}.", grouped(self.removed))?;
        }
        if let Some(reason) = &self.broke_off {
            write!(f, "\nThe source ended early: {reason}. What came before is imported.")?;
        }
        for refusal in self.refused.iter().take(SHOWN_REFUSALS) {
            write!(f, "\n  {refusal}")?;
        }
        if self.refused.len() > SHOWN_REFUSALS {
            let more = self.refused.len() - SHOWN_REFUSALS;
            let end = if more == 1 { "reason" } else { "reasons" };
            write!(f, "\n  and {} more {end}", grouped(more as u64))?;
        }
        Ok(())
    }
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// How far an import is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub read: u64,
    /// In the catalogue now, whether changed or not.
    pub done: u64,
    pub refused: u64,
    pub skipped: u64,
    /// How many the source expects to have in all; may be an estimate that settles on the way.
    pub total: Option<u64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_reads_well() {
        let mut report = ImportReport {
            read: 1204,
            created: 1200,
            unchanged: 3,
            refused_count: 1,
            refused: vec![Refusal::new(17, Some("AB-1"), "price", "is missing", "")],
            skipped: 2,
            ..ImportReport::default()
        };
        assert_eq!(
            report.to_string(),
            "1,204 products read: 1,200 created, 3 unchanged, 1 refused. Skipped as not for sale: 2.\n  \
             line 17, SKU AB-1: price is missing"
        );
        report.refused = vec![report.refused[0].clone(); 23];
        assert!(report.to_string().ends_with("and 3 more reasons"));
        assert_eq!(ImportReport::default().to_string(), "0 products read: nothing to do.");
        let json = serde_json::to_value(&report).unwrap();
        assert_eq!(json["refusedCount"], 1);
    }
}
