//! Rows of a CSV file as records of mapped fields.

use crate::import::OpenError;
use crate::import::field::Field;
use crate::import::input::{Allowance, Input, Rationed};
use crate::import::mapping::{ColumnMapping, Layout};
use crate::import::record::{Cell, Record};
use crate::import::refusal::Refusal;
use std::io::Read;
use std::sync::Arc;

/// The longest row that is read; a longer one is most likely many rows behind an open quote.
const LONGEST_ROW: u64 = 4 << 20;

/// Where a row begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub byte: u64,
    pub line: u64,
}

pub(super) struct Table {
    reader: ::csv::Reader<Rationed>,
    allowance: Allowance,
    row: ::csv::ByteRecord,
    columns: Arc<[Option<Field>]>,
    layout: Layout,
    /// Why no more rows come, though there are more.
    pub broke_off: Option<String>,
}

impl Table {
    /// Reads the header and finds the mapping, unless one is given.
    pub fn open(input: &Input, mapping: Option<&ColumnMapping>) -> Result<Self, OpenError> {
        let fail = |source| input.unreadable(source);
        let delimiter = match mapping.and_then(|mapping| mapping.delimiter) {
            Some(c) => u8::try_from(c).unwrap_or(b','),
            None => delimiter(input, mapping).map_err(fail)?,
        };
        let (rationed, allowance) = Rationed::new(input.open().map_err(fail)?);
        allowance.renew(LONGEST_ROW);
        let mut reader = ::csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            // A carriage return before it is trimmed with the last cell; so lines are counted right.
            .terminator(::csv::Terminator::Any(b'\n'))
            .buffer_capacity(64 << 10)
            .from_reader(rationed);
        let header = reader.byte_headers().map_err(|error| match error.into_kind() {
            ::csv::ErrorKind::Io(error) => fail(error),
            _ => fail(std::io::Error::other("the header is no CSV")),
        })?;
        let header: Vec<String> =
            header.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect();
        let names = || header.iter().map(String::as_str);
        let detected;
        let mapping = match mapping {
            Some(mapping) => mapping,
            None => {
                detected = ColumnMapping::detect(names()).ok_or_else(|| unknown(&header))?;
                &detected
            }
        };
        if let Some(fault) = mapping.fault(false) {
            return Err(OpenError::Mapping(fault.to_owned()));
        }
        let columns: Arc<[_]> = names().map(|name| mapping.field(name).cloned()).collect();
        if columns.iter().all(Option::is_none) {
            return Err(OpenError::Mapping(format!(
                "none of its columns is there: {}",
                shown(&header)
            )));
        }
        let layout = mapping.layout;
        Ok(Self {
            reader,
            allowance,
            row: ::csv::ByteRecord::new(),
            columns,
            layout,
            broke_off: None,
        })
    }

    pub fn layout(&self) -> Layout {
        self.layout
    }

    /// The next row that is not empty, and where it begins.
    pub fn next(&mut self) -> Option<(Place, Result<Record, Refusal>)> {
        loop {
            let place = self.advance()?;
            if self.row.iter().any(|cell| !cell.trim_ascii().is_empty()) {
                return Some((place, self.record(place)));
            }
        }
    }

    /// The row at a place seen before.
    pub fn at(&mut self, place: Place) -> Option<Result<Record, Refusal>> {
        let mut to = ::csv::Position::new();
        to.set_byte(place.byte).set_line(place.line);
        if let Err(error) = self.reader.seek(to) {
            self.broke_off = Some(error.to_string());
            return None;
        }
        self.advance()?;
        Some(self.record(place))
    }

    fn advance(&mut self) -> Option<Place> {
        self.allowance.renew(LONGEST_ROW);
        let begin = self.reader.position().clone();
        match self.reader.read_byte_record(&mut self.row) {
            Ok(true) => {
                // The reader goes over empty lines by itself: count back from the row's end.
                let within = self.row.as_slice().iter().filter(|byte| **byte == b'\n').count();
                let line = self.reader.position().line().saturating_sub(within as u64 + 1);
                Some(Place { byte: begin.byte(), line: line.max(begin.line()) })
            }
            Ok(false) => None,
            Err(error) => {
                let why = match error.into_kind() {
                    ::csv::ErrorKind::Io(error) => error.to_string(),
                    _ => "it is no CSV".to_owned(),
                };
                self.broke_off = Some(format!("{why} (line {})", begin.line()));
                None
            }
        }
    }

    fn record(&self, place: Place) -> Result<Record, Refusal> {
        let line = place.line;
        let surplus = self.row.iter().skip(self.columns.len());
        if surplus.clone().any(|cell| !cell.trim_ascii().is_empty()) {
            let reason = format!(
                "has {} columns, the header has {}; is a quote missing?",
                self.row.len(),
                self.columns.len()
            );
            let original = String::from_utf8_lossy(self.row.get(0).unwrap_or_default());
            return Err(Refusal::new(line, None, "record", reason, &original));
        }
        let mut cells = Vec::with_capacity(12);
        for (cell, field) in self.row.iter().zip(self.columns.iter()) {
            let Some(field) = field else { continue };
            let text = std::str::from_utf8(cell).map_err(|_| {
                let original = String::from_utf8_lossy(cell);
                Refusal::new(line, None, &field.to_string(), "is not UTF-8", &original)
            })?;
            let text = match self.layout {
                Layout::WooCommerce => disarmed(text.trim()),
                _ => text.trim(),
            };
            if !text.is_empty() {
                cells.push((field.clone(), Cell::Text(text.to_owned())));
            }
        }
        Ok(Record { line, layout: self.layout, cells })
    }
}

/// The exporter puts a quote before what a spreadsheet would take for a formula.
fn disarmed(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest,
        _ => text,
    }
}

/// The one under which the header means most.
fn delimiter(input: &Input, mapping: Option<&ColumnMapping>) -> std::io::Result<u8> {
    let mut start = Vec::new();
    input.open()?.take(64 << 10).read_to_end(&mut start)?;
    let known = |delimiter: u8| {
        let mut reader =
            ::csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(&start[..]);
        let Ok(header) = reader.byte_headers() else {
            return 0;
        };
        let names: Vec<_> = header.iter().map(String::from_utf8_lossy).collect();
        match mapping {
            Some(mapping) => names.iter().filter(|name| mapping.field(name).is_some()).count(),
            None => ColumnMapping::detect(names.iter().map(|name| &**name))
                .map_or(0, |mapping| mapping.fields.len()),
        }
    };
    let mut best = (b',', known(b','));
    for other in [b';', b'\t'] {
        if known(other) > best.1 {
            best = (other, known(other));
        }
    }
    Ok(best.0)
}

fn shown(header: &[String]) -> String {
    let names: String = header.join(", ").chars().filter(|c| !c.is_control()).collect();
    names.chars().take(300).collect()
}

fn unknown(header: &[String]) -> OpenError {
    OpenError::Unknown { what: "this header", seen: shown(header) }
}
