//! What PHP's `serialize` writes: values, and in them the attributes of a product.
//!
//! Read by hand: the crates for it believe every length they are told and end the program over a wrong
//! one, and what stands in a shop's database was written by any plug-in there ever was.

/// Nothing WooCommerce writes goes deeper.
const DEEPEST: usize = 16;

#[derive(Clone, Debug, PartialEq)]
pub enum Php {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    /// Keys are whole numbers or texts; both are texts here.
    Array(Vec<(String, Php)>),
}

/// Where and why a text is not PHP's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{expected} was expected at byte {at}")]
pub struct NotPhp {
    at: usize,
    expected: &'static str,
}

impl Php {
    /// # Errors
    /// [`NotPhp`], also where something follows the value.
    pub fn read(text: &str) -> Result<Self, NotPhp> {
        let mut reader = Reader { bytes: text.as_bytes(), at: 0 };
        let value = reader.value(0)?;
        if reader.at < reader.bytes.len() {
            return Err(reader.wanted("the end"));
        }
        Ok(value)
    }

    pub fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Array(entries) => entries.iter().find(|(key, _)| key == name).map(|(_, it)| it),
            _ => None,
        }
    }

    /// A scalar as PHP writes it.
    pub fn text(&self) -> Option<String> {
        Some(match self {
            Self::Bool(flag) => if *flag { "1" } else { "" }.to_owned(),
            Self::Int(number) => number.to_string(),
            Self::Float(number) => number.to_string(),
            Self::Text(text) => text.clone(),
            Self::Null | Self::Array(_) => return None,
        })
    }

    /// What PHP takes for true; `no` and `off` it would, too.
    pub fn is_true(&self) -> bool {
        match self {
            Self::Null => false,
            Self::Bool(flag) => *flag,
            Self::Int(number) => *number != 0,
            Self::Float(number) => *number != 0.0,
            Self::Text(text) => !matches!(text.as_str(), "" | "0"),
            Self::Array(entries) => !entries.is_empty(),
        }
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn wanted(&self, expected: &'static str) -> NotPhp {
        NotPhp { at: self.at, expected }
    }

    fn byte(&mut self, wanted: u8, expected: &'static str) -> Result<(), NotPhp> {
        if self.bytes.get(self.at) != Some(&wanted) {
            return Err(self.wanted(expected));
        }
        self.at += 1;
        Ok(())
    }

    /// Up to `end`, and over it.
    fn until(&mut self, end: u8, expected: &'static str) -> Result<&str, NotPhp> {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().take(40).position(|byte| *byte == end);
        let length = length.ok_or_else(|| self.wanted(expected))?;
        let text = std::str::from_utf8(&rest[..length]).map_err(|_| self.wanted(expected))?;
        self.at += length + 1;
        Ok(text)
    }

    fn number<T: std::str::FromStr>(&mut self, end: u8) -> Result<T, NotPhp> {
        const EXPECTED: &str = "a number";
        let at = self.at;
        let text = self.until(end, EXPECTED)?;
        text.parse().map_err(|_| NotPhp { at, expected: EXPECTED })
    }

    fn value(&mut self, depth: usize) -> Result<Php, NotPhp> {
        let kind = self.bytes.get(self.at).copied().unwrap_or_default();
        if kind == b'N' {
            self.at += 1;
            self.byte(b';', "a semicolon")?;
            return Ok(Php::Null);
        }
        // Objects and references are of programs, not of data.
        if !matches!(kind, b'b' | b'i' | b'd' | b's' | b'a') {
            return Err(self.wanted("a value"));
        }
        self.at += 1;
        self.byte(b':', "a colon")?;
        Ok(match kind {
            b'b' => Php::Bool(self.number::<u8>(b';')? != 0),
            b'i' => Php::Int(self.number(b';')?),
            b'd' => Php::Float(self.number(b';')?),
            b's' => {
                let text = self.string()?;
                self.byte(b';', "a semicolon")?;
                Php::Text(text)
            }
            _ => self.array(depth)?,
        })
    }

    /// Its length is in bytes, whatever it holds.
    fn string(&mut self) -> Result<String, NotPhp> {
        let length: usize = self.number(b':')?;
        self.byte(b'"', "a quote")?;
        let end = self.at.checked_add(length).filter(|end| *end <= self.bytes.len());
        let bytes = &self.bytes[self.at..end.ok_or_else(|| self.wanted("as long a text"))?];
        let text = std::str::from_utf8(bytes).map_err(|_| self.wanted("a text that ends there"))?;
        let text = text.to_owned();
        self.at += length;
        self.byte(b'"', "a quote after as many bytes")?;
        Ok(text)
    }

    fn array(&mut self, depth: usize) -> Result<Php, NotPhp> {
        if depth == DEEPEST {
            return Err(self.wanted("a value that is no deeper"));
        }
        let length: usize = self.number(b':')?;
        self.byte(b'{', "a brace")?;
        // Not reserved: the number is only said.
        let mut entries = Vec::new();
        for _ in 0..length {
            let key = match self.value(DEEPEST)? {
                Php::Int(number) => number.to_string(),
                Php::Text(text) => text,
                _ => return Err(self.wanted("a key")),
            };
            entries.push((key, self.value(depth + 1)?));
        }
        self.byte(b'}', "a brace")?;
        Ok(Php::Array(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const COLOUR: &str = r#"a:1:{s:8:"pa_color";a:3:{s:4:"name";s:8:"pa_color";s:8:"position";i:0;s:11:"is_taxonomy";b:1;}}"#;

    #[test]
    fn values_are_what_php_meant() {
        let read = Php::read(COLOUR).unwrap();
        let colour = read.get("pa_color").unwrap();
        assert_eq!(colour.get("name").and_then(Php::text).as_deref(), Some("pa_color"));
        assert!(colour.get("is_taxonomy").unwrap().is_true());
        assert!(!colour.get("position").unwrap().is_true());
        assert_eq!(Php::read("N;").unwrap(), Php::Null);
        assert_eq!(Php::read("d:0.5;").unwrap().text().as_deref(), Some("0.5"));
        assert_eq!(Php::read("i:-12;").unwrap(), Php::Int(-12));
        assert_eq!(Php::read("a:0:{}").unwrap(), Php::Array(vec![]));
    }

    #[test]
    fn lengths_are_bytes() {
        let read = Php::read("s:12:\"Gr\u{f6}\u{df}e \u{1f9e5}\";").unwrap();
        assert_eq!(read, Php::Text("Gr\u{f6}\u{df}e \u{1f9e5}".into()));
        // A database that was moved through another character set.
        assert!(Php::read("s:6:\"Gr\u{f6}\u{df}e\";").is_err());
        // In the middle of a character.
        assert!(Php::read("s:1:\"\u{f6}\";").is_err());
        // Quotes and semicolons are like anything else in it.
        assert_eq!(Php::read(r#"s:5:"a";"b";"#).unwrap(), Php::Text(r#"a";"b"#.into()));
    }

    #[test]
    fn what_is_wrong_is_said_and_nothing_is_believed() {
        for wrong in [
            "",
            "a",
            "a:",
            "a:1",
            "a:1:{",
            "a:2:{i:0;i:1;}",
            "s:9:\"short\";",
            "x:1;",
            "i:1;i:2;",
            "s:18446744073709551615:\"\";",
            "a:18446744073709551615:{}",
            "a:4294967295:{i:0;N;}",
            "O:8:\"stdClass\":0:{}",
            "R:1;",
            "a:1:{a:0:{}i:1;}",
            "i:99999999999999999999;",
            "b:x;",
        ] {
            assert!(Php::read(wrong).is_err(), "{wrong}");
        }
        let deep = "a:1:{i:0;".repeat(100_000) + "N;" + &"}".repeat(100_000);
        assert!(Php::read(&deep).is_err());
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(text in ".{0,60}", at in 0_usize..100, by in ".{0,3}") {
            let _ = Php::read(&text);
            let mut mangled: Vec<char> = COLOUR.chars().collect();
            let at = at.min(mangled.len() - 1);
            mangled.splice(at..=at, by.chars());
            let _ = Php::read(&mangled.into_iter().collect::<String>());
        }
    }
}
