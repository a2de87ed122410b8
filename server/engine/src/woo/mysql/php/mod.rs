//! What PHP's `serialize` writes: values, and in them the attributes of a product.
//!
//! Read by `php_serde`, behind a [`guard`]: what stands in a shop's database was written by any plug-in
//! there ever was, and it believes every length it is told.

mod guard;
#[cfg(test)]
mod tests;

use std::fmt::{self, Formatter};
use std::str::Chars;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, MapAccess, Visitor};

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

/// Why a text is not PHP's.
#[derive(Debug, thiserror::Error)]
pub enum NotPhp {
    #[error("{expected} was expected at byte {at}")]
    Shape { at: usize, expected: &'static str },
    #[error("one of its values is none: {0}")]
    Value(#[from] php_serde::Error),
}

impl Php {
    /// # Errors
    /// [`NotPhp`], also where something follows the value.
    pub fn read(text: &str) -> Result<Self, NotPhp> {
        let kinds = guard::kinds(text)?;
        let framed = format!("a:1:{{s:{}:\"{kinds}\";{text}}}", kinds.len());
        Ok(php_serde::from_bytes::<Framed>(framed.as_bytes())?.0)
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

/// A value, read as the only one of an array and under the kinds of all that is in it: `php_serde` brings
/// nothing else along, and where it is not asked for a kind, a list with gaps is an error and an empty text
/// an empty list.
struct Framed(Php);

impl<'de> Deserialize<'de> for Framed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Frame).map(Self)
    }
}

struct Frame;

impl<'de> Visitor<'de> for Frame {
    type Value = Php;

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("a value under its kinds")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Php, M::Error> {
        let kinds: String = map.next_key()?.unwrap_or_default();
        map.next_value_seed(Next(&mut kinds.chars()))
    }
}

/// The next value, by its kind.
struct Next<'k, 't>(&'k mut Chars<'t>);

impl<'de> DeserializeSeed<'de> for Next<'_, '_> {
    type Value = Php;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Php, D::Error> {
        match self.0.next() {
            Some('a') => deserializer.deserialize_map(self),
            Some('s') => deserializer.deserialize_string(self),
            _ => deserializer.deserialize_any(self),
        }
    }
}

impl<'de> Visitor<'de> for Next<'_, '_> {
    type Value = Php;

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("a value of PHP")
    }

    fn visit_unit<E>(self) -> Result<Php, E> {
        Ok(Php::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Php, E> {
        Ok(Php::Bool(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Php, E> {
        Ok(Php::Int(number))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Php, E> {
        Ok(Php::Float(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Php, E> {
        Ok(Php::Text(text.to_owned()))
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Php, M::Error> {
        let mut entries = Vec::new();
        while let Some(key) = map.next_key_seed(Next(self.0))? {
            let key = key.text().unwrap_or_default();
            entries.push((key, map.next_value_seed(Next(self.0))?));
        }
        Ok(Php::Array(entries))
    }
}
