//! What could not be taken in, said so that a merchant can mend it.

use serde::{Deserialize, Serialize};
use std::fmt;

/// As much of the original as is kept: enough to find it again.
const ORIGINAL_CHARS: usize = 200;

/// Why a product, or a record that should have become one, was left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Refusal {
    /// The line it begins on, counted from one; the record's number where a source has no lines.
    pub line: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sku: Option<String>,
    /// The field at fault, or `record` where all of it is.
    pub field: String,
    /// Completes the sentence "it was refused because the field ...".
    pub reason: String,
    /// What stood there, shortened and without control characters.
    pub original: String,
}

impl Refusal {
    pub fn new(
        line: u64,
        sku: Option<&str>,
        field: &str,
        reason: impl Into<String>,
        original: &str,
    ) -> Self {
        Self {
            line,
            sku: sku.map(shown).filter(|sku| !sku.is_empty()),
            field: field.to_owned(),
            reason: reason.into(),
            original: shown(original),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if let Some(sku) = &self.sku {
            write!(f, ", SKU {sku}")?;
        }
        write!(f, ": {} {}", self.field, self.reason)?;
        if !self.original.is_empty() {
            write!(f, " ({:?})", self.original)?;
        }
        Ok(())
    }
}

/// Short, and harmless on a terminal and in a log.
fn shown(text: &str) -> String {
    let mut kept: String =
        text.chars().take(ORIGINAL_CHARS).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(ORIGINAL_CHARS).is_some() {
        kept.push('…');
    }
    kept.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn originals_are_short_and_harmless() {
        let original = format!("\u{1b}[31m{}", "é".repeat(400));
        let refusal = Refusal::new(7, Some("AB-1"), "price", "is not a number", &original);
        assert!(refusal.original.chars().count() <= ORIGINAL_CHARS + 1);
        assert!(!refusal.original.contains('\u{1b}'));
        let text = Refusal::new(7, Some("AB-1"), "price", "is missing", "").to_string();
        assert_eq!(text, "line 7, SKU AB-1: price is missing");
    }
}
