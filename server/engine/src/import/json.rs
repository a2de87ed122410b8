//! JSON files: our own export, catalogues in the manner of DummyJSON, and others by a mapping of
//! paths. An array, an object with a list of `products`, or one record per line.
//!
//! In DummyJSON's records `price` is taken for the regular price and `discountPercentage` for a
//! sale going on: the price asked is the rest, rounded half up to the minor unit.

pub mod shapes;
mod split;

use super::{ColumnMapping, Input, OpenError, RawProduct, Refusal, Source};
use shapes::Shape;
use split::Pieces;
use std::io::BufReader;

pub struct JsonSource {
    pieces: Pieces<BufReader<Box<dyn super::input::Stream>>>,
    shape: Shape,
    size: Option<u64>,
    count: u64,
    skipped: u64,
    ended: bool,
}

impl JsonSource {
    /// Reads the first record, to see what it looks like.
    pub fn open(input: Input, mapping: Option<ColumnMapping>) -> Result<Self, OpenError> {
        let pieces =
            || input.open().map(|stream| Pieces::new(BufReader::with_capacity(64 << 10, stream)));
        let shape = match mapping {
            Some(mapping) => match mapping.fault(true) {
                Some(fault) => return Err(OpenError::Mapping(fault.to_owned())),
                None => Shape::Mapped(mapping),
            },
            None => {
                let mut first = pieces().map_err(|error| input.unreadable(error))?;
                shape(&mut first)?
            }
        };
        let pieces = pieces().map_err(|error| input.unreadable(error))?;
        Ok(Self { pieces, shape, size: input.size(), count: 0, skipped: 0, ended: false })
    }
}

/// By the first record that can be read.
fn shape<R: std::io::BufRead>(pieces: &mut Pieces<R>) -> Result<Shape, OpenError> {
    const TRIED: usize = 20;
    let mut seen = String::from("nothing");
    for _ in 0..TRIED {
        let Some(piece) = pieces.next() else { break };
        let value = piece.bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let Some(serde_json::Value::Object(object)) = value else {
            continue;
        };
        seen = object.keys().take(30).cloned().collect::<Vec<_>>().join(", ");
        seen.retain(|c| !c.is_control());
        if let Some(shape) = Shape::detect(&object.into()) {
            return Ok(shape);
        }
    }
    match &pieces.broke_off {
        // An empty list is a catalogue too.
        None if seen == "nothing" => Ok(Shape::Drafts),
        _ => Err(OpenError::Unknown {
            what: "these records",
            seen: seen.chars().take(300).collect(),
        }),
    }
}

impl Source for JsonSource {
    fn next(&mut self) -> Option<Result<RawProduct, Refusal>> {
        loop {
            let Some(piece) = self.pieces.next() else {
                self.ended = true;
                return None;
            };
            self.count += 1;
            let Some(bytes) = piece.bytes else {
                let reason = format!("is longer than {} bytes", split::LONGEST_RECORD);
                return Some(Err(Refusal::new(piece.line, None, "record", reason, "")));
            };
            match self.shape.read(piece.line, &bytes).transpose() {
                Some(product) => return Some(product),
                None => self.skipped += 1,
            }
        }
    }

    /// By the bytes read so far, which settles on the way.
    fn total_hint(&self) -> Option<u64> {
        let found = self.count - self.skipped;
        if self.ended {
            return Some(found);
        }
        let (size, read) = (u128::from(self.size?), u128::from(self.pieces.read));
        let estimate = (u128::from(found) * size).checked_div(read)?;
        u64::try_from(estimate).ok()
    }

    fn skipped(&self) -> u64 {
        self.skipped
    }

    fn broke_off(&self) -> Option<String> {
        self.pieces.broke_off.clone()
    }
}

#[cfg(test)]
mod tests;
