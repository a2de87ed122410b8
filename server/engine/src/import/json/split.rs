//! Cuts a stream of JSON into records without holding more than one of them.
//!
//! Understands an array, an object with an array called `products`, and values one after another
//! (NDJSON). It only looks for where values end: what is between is read, and refused, one by one,
//! so that a broken record costs itself and not the rest.

use std::io::{self, BufRead};

/// A longer record is refused without being held.
pub const LONGEST_RECORD: usize = 1 << 20;

/// The value that begins on `line`, as it stands there; `None` where it is too long.
#[derive(Debug, PartialEq, Eq)]
pub struct Piece {
    pub line: u64,
    pub bytes: Option<Vec<u8>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Start,
    /// Between the elements of the array.
    Array,
    /// Between values that follow each other.
    Stream,
    End,
}

pub struct Pieces<R> {
    input: R,
    place: Place,
    line: u64,
    /// Bytes read so far.
    pub read: u64,
    /// Why it ended before its end.
    pub broke_off: Option<String>,
}

/// What stopped the reading of one value.
enum Stop {
    /// The value is whole; what closed the array around it was eaten.
    Closed,
    Whole,
    /// At the opening of the array called `products`.
    Products,
    /// The input ended within it.
    Cut,
}

impl<R: BufRead> Pieces<R> {
    pub fn new(input: R) -> Self {
        Self { input, place: Place::Start, line: 1, read: 0, broke_off: None }
    }

    fn peek(&mut self) -> io::Result<Option<u8>> {
        Ok(self.input.fill_buf()?.first().copied())
    }

    fn eat(&mut self, byte: u8) {
        self.input.consume(1);
        self.read += 1;
        self.line += u64::from(byte == b'\n');
    }

    pub fn next(&mut self) -> Option<Piece> {
        let piece = self.piece().unwrap_or_else(|error| {
            self.broke_off = Some(error.to_string());
            None
        });
        if piece.is_none() {
            self.place = Place::End;
        }
        piece
    }

    fn piece(&mut self) -> io::Result<Option<Piece>> {
        loop {
            if self.place == Place::End {
                return Ok(None);
            }
            let Some(byte) = self.peek()? else {
                if self.place == Place::Array {
                    self.broke_off = Some("the file ends before its list does".into());
                }
                return Ok(None);
            };
            match (self.place, byte) {
                (_, b' ' | b'\t' | b'\r' | b'\n') | (Place::Array, b',') => self.eat(byte),
                // A byte order mark.
                (Place::Start, 0xef | 0xbb | 0xbf) => self.eat(byte),
                (Place::Start, b'[') => {
                    self.eat(byte);
                    self.place = Place::Array;
                }
                (Place::Array, b']') => {
                    self.eat(byte);
                    return Ok(None);
                }
                _ => {
                    if let Some(piece) = self.value()? {
                        return Ok(Some(piece));
                    }
                }
            }
        }
    }

    /// `None` where the value turned out to hold the list.
    fn value(&mut self) -> io::Result<Option<Piece>> {
        let line = self.line;
        let wrapper = self.place == Place::Start;
        let mut bytes = Vec::with_capacity(2048);
        let mut whole = true;
        let stop = self.scan(wrapper, |byte| {
            whole &= bytes.len() < LONGEST_RECORD;
            if whole {
                bytes.push(byte);
            }
        })?;
        match stop {
            Stop::Products => {
                self.place = Place::Array;
                return Ok(None);
            }
            Stop::Cut => {
                self.broke_off = Some("the file ends in the middle of a record".into());
                self.place = Place::End;
            }
            Stop::Closed => self.place = Place::End,
            Stop::Whole if wrapper => self.place = Place::Stream,
            Stop::Whole => {}
        }
        Ok(Some(Piece { line, bytes: whole.then_some(bytes) }))
    }

    /// Goes over one value. With `wrapper`, stops at the array called `products` in it.
    fn scan(&mut self, wrapper: bool, mut keep: impl FnMut(u8)) -> io::Result<Stop> {
        let mut depth = 0_u64;
        let (mut in_string, mut escaped) = (false, false);
        // The last text directly within the object, and whether a colon follows it.
        let (mut text, mut key) = (Vec::new(), false);
        while let Some(byte) = self.peek()? {
            if in_string {
                // Within a string a line cannot end: the next line is a new record.
                if byte == b'\n' && self.place != Place::Array {
                    return Ok(Stop::Whole);
                }
                self.eat(byte);
                keep(byte);
                match byte {
                    _ if escaped => escaped = false,
                    b'\\' => escaped = true,
                    b'"' => in_string = false,
                    _ if wrapper && depth == 1 && text.len() < 16 => text.push(byte),
                    _ => {}
                }
                if !in_string && depth == 0 {
                    return Ok(Stop::Whole);
                }
                continue;
            }
            match byte {
                b'"' => {
                    in_string = true;
                    key = false;
                    text.clear();
                }
                b':' => key = true,
                b'[' if wrapper && depth == 1 && key && text == b"products" => {
                    self.eat(byte);
                    return Ok(Stop::Products);
                }
                b'{' | b'[' => depth += 1,
                b']' if depth == 0 && self.place == Place::Array => {
                    self.eat(byte);
                    return Ok(Stop::Closed);
                }
                b'}' | b']' => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        self.eat(byte);
                        keep(byte);
                        return Ok(Stop::Whole);
                    }
                }
                b',' if depth == 0 && self.place == Place::Array => return Ok(Stop::Whole),
                b'\n' if depth == 0 => return Ok(Stop::Whole),
                b' ' | b'\t' | b'\r' | b'\n' => {}
                b',' => key = false,
                _ => {}
            }
            self.eat(byte);
            keep(byte);
        }
        Ok(if depth > 0 || in_string { Stop::Cut } else { Stop::Whole })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pieces(text: &str) -> (Vec<(u64, String)>, Option<String>) {
        let mut pieces = Pieces::new(text.as_bytes());
        let mut found = Vec::new();
        while let Some(piece) = pieces.next() {
            found.push((piece.line, String::from_utf8(piece.bytes.unwrap()).unwrap()));
        }
        (found, pieces.broke_off)
    }

    fn texts(text: &str) -> Vec<String> {
        pieces(text).0.into_iter().map(|(_, piece)| piece).collect()
    }

    #[test]
    fn records_stand_in_lists_wrappers_and_lines() {
        let expected = vec![(2, r#"{"a":"]},"}"#.to_owned()), (3, r#"{"b":[1,{}]}"#.to_owned())];
        let list = "[\n{\"a\":\"]},\"},\n{\"b\":[1,{}]}]";
        assert_eq!(pieces(list), (expected.clone(), None));
        let wrapped = "{\"tenant\":{\"products\":[9]},\"products\":[\n{\"a\":\"]},\"},\n{\"b\":[1,{}]}], \"total\": 2}";
        assert_eq!(pieces(wrapped), (expected.clone(), None));
        let lines = "\n{\"a\":\"]},\"}\n{\"b\":[1,{}]}\n";
        assert_eq!(pieces(lines), (expected, None));
        assert_eq!(texts("\u{feff}[]"), Vec::<String>::new());
        assert_eq!(texts(""), Vec::<String>::new());
        assert_eq!(texts(r#"{"products":[]}"#), Vec::<String>::new());
    }

    #[test]
    fn what_is_broken_costs_itself() {
        assert_eq!(texts("[1, oops, {\"a\":1}]"), ["1", "oops", "{\"a\":1}"]);
        assert_eq!(
            texts("{\"a\":\"open\n{\"b\":1}\nnope\n{\"c\":2}"),
            ["{\"a\":\"open", "{\"b\":1}", "nope", "{\"c\":2}"]
        );
        let (found, why) = pieces("[{\"a\":1},{\"b\":");
        assert_eq!(found.len(), 2);
        assert!(why.is_some());
        assert!(pieces("[{\"a\":1},").1.is_some());
    }

    #[test]
    fn a_record_without_measure_is_not_held() {
        let text = format!("[{{\"a\":\"{}\"}},{{}}]", "x".repeat(LONGEST_RECORD));
        let mut pieces = Pieces::new(text.as_bytes());
        assert_eq!(pieces.next(), Some(Piece { line: 1, bytes: None }));
        assert_eq!(pieces.next(), Some(Piece { line: 1, bytes: Some(b"{}".to_vec()) }));
        assert_eq!(pieces.next(), None);
    }

    proptest! {
        #[test]
        fn always_ends(bytes in proptest::collection::vec(any::<u8>(), 0..200), start in "\\[|\\{\"products\":\\[|") {
            let bytes = [start.as_bytes(), &bytes].concat();
            let mut pieces = Pieces::new(&bytes[..]);
            let mut count = 0;
            while pieces.next().is_some() {
                count += 1;
                prop_assert!(count <= bytes.len());
            }
        }

        #[test]
        fn what_was_a_list_is_one_again(values in proptest::collection::vec("[a-z\\[\\]{},:\"\\\\\n]{0,12}", 0..8)) {
            let list = serde_json::to_string_pretty(&values).unwrap();
            let mut pieces = Pieces::new(list.as_bytes());
            let mut found: Vec<String> = Vec::new();
            while let Some(piece) = pieces.next() {
                found.push(serde_json::from_slice(&piece.bytes.unwrap()).unwrap());
            }
            prop_assert_eq!(found, values);
        }
    }
}
