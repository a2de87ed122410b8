//! Sources by name, as they are given on a command line.

use super::csv::CsvSource;
use super::generated::GeneratedCatalogue;
use super::json::JsonSource;
use super::{ColumnMapping, Input, OpenError, Source};
use std::path::PathBuf;
use std::str::FromStr;

/// `generated:COUNT`, `generated:COUNT:SEED`, or the path of a `.csv`, `.tsv`, `.json`, `.ndjson`
/// or `.jsonl` file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceSpec {
    Csv(PathBuf),
    Json(PathBuf),
    Generated { count: u64, seed: u64 },
}

/// More than a shop has, and what a typing error makes of a number.
const MOST_GENERATED: u64 = 10_000_000;

impl FromStr for SourceSpec {
    type Err = OpenError;

    fn from_str(text: &str) -> Result<Self, OpenError> {
        if let Some(numbers) = text.strip_prefix("generated:") {
            let (count, seed) = numbers.split_once(':').unwrap_or((numbers, "1"));
            return match (count.replace('_', "").parse(), seed.parse()) {
                (Ok(count), Ok(seed)) if count <= MOST_GENERATED => {
                    Ok(Self::Generated { count, seed })
                }
                _ => Err(OpenError::Spec(format!(
                    "{text:?} is not generated:COUNT or generated:COUNT:SEED with at most \
                     {MOST_GENERATED} products"
                ))),
            };
        }
        let path = PathBuf::from(text);
        let extension = path.extension().and_then(|end| end.to_str()).unwrap_or_default();
        match extension.to_ascii_lowercase().as_str() {
            "csv" | "tsv" | "txt" => Ok(Self::Csv(path)),
            "json" | "ndjson" | "jsonl" => Ok(Self::Json(path)),
            _ => Err(OpenError::Spec(format!(
                "{text:?} is neither a .csv, .tsv, .json, .ndjson or .jsonl file nor generated:COUNT"
            ))),
        }
    }
}

impl SourceSpec {
    /// Opens it and looks at its beginning; the rest is read by [`run`](super::run()). Without a
    /// mapping, a built-in one is chosen by that beginning.
    pub fn open(&self, mapping: Option<ColumnMapping>) -> Result<Box<dyn Source>, OpenError> {
        Ok(match self {
            Self::Csv(path) => Box::new(CsvSource::open(Input::File(path.clone()), mapping)?),
            Self::Json(path) => Box::new(JsonSource::open(Input::File(path.clone()), mapping)?),
            Self::Generated { count, seed } => Box::new(GeneratedCatalogue::new(*count, *seed)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_have_names() {
        let spec = |text: &str| text.parse::<SourceSpec>();
        let generated = SourceSpec::Generated { count: 100_000, seed: 7 };
        assert_eq!(spec("generated:100_000:7").unwrap(), generated);
        assert_eq!(spec("shop/Export.CSV").unwrap(), SourceSpec::Csv("shop/Export.CSV".into()));
        assert_eq!(spec("a.ndjson").unwrap(), SourceSpec::Json("a.ndjson".into()));
        for wrong in ["", "a.xlsx", "generated:", "generated:many", "generated:99999999999"] {
            assert!(spec(wrong).is_err(), "{wrong}");
        }
        let missing = SourceSpec::Csv("no/such/file.csv".into()).open(None);
        assert!(matches!(missing.err(), Some(OpenError::Unreadable { .. })));
    }
}
