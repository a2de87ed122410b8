//! What must be so before `php_serde` sees a text: it sets aside whatever a length asks for before it
//! looks whether that much is there, and goes as deep as it is led. Either ends the program.

use super::NotPhp;

/// Nothing WooCommerce writes goes deeper.
const DEEPEST: usize = 16;

/// The kinds of all that is in a text, keys too, in its order. It is one value and no more, and every text
/// and array in it is as long as it says; of numbers only the ends are looked for.
pub(super) fn kinds(text: &str) -> Result<String, NotPhp> {
    let mut guard = Guard { length: text.len(), rest: text, kinds: String::new() };
    guard.value(0)?;
    if guard.rest.is_empty() { Ok(guard.kinds) } else { Err(guard.wanted("the end")) }
}

struct Guard<'a> {
    length: usize,
    rest: &'a str,
    kinds: String,
}

impl<'a> Guard<'a> {
    fn wanted(&self, expected: &'static str) -> NotPhp {
        NotPhp::Shape { at: self.length - self.rest.len(), expected }
    }

    fn over(&mut self, mark: &'static str) -> Result<(), NotPhp> {
        self.rest = self.rest.strip_prefix(mark).ok_or_else(|| self.wanted(mark))?;
        Ok(())
    }

    /// Up to `mark`, and over it.
    fn until(&mut self, mark: &'static str) -> Result<&'a str, NotPhp> {
        let (before, after) = self.rest.split_once(mark).ok_or_else(|| self.wanted(mark))?;
        self.rest = after;
        Ok(before)
    }

    fn length(&mut self, mark: &'static str) -> Result<usize, NotPhp> {
        let wanted = self.wanted("a length");
        self.until(mark)?.parse().map_err(|_| wanted)
    }

    fn value(&mut self, depth: usize) -> Result<(), NotPhp> {
        // Objects and references are of programs, not of data.
        let kind = self.rest.chars().next().filter(|kind| "Nbidsa".contains(*kind));
        let kind = kind.ok_or_else(|| self.wanted("a value"))?;
        self.kinds.push(kind);
        match kind {
            's' => self.text(),
            'a' if depth == DEEPEST => Err(self.wanted("a value that is no deeper")),
            'a' => self.array(depth),
            _ => self.until(";").map(drop),
        }
    }

    /// Its length is in bytes, whatever it holds.
    fn text(&mut self) -> Result<(), NotPhp> {
        self.over("s:")?;
        let length = self.length(":\"")?;
        self.rest = self.rest.get(length..).ok_or_else(|| self.wanted("as long a text"))?;
        self.over("\";")
    }

    fn array(&mut self, depth: usize) -> Result<(), NotPhp> {
        self.over("a:")?;
        for _ in 0..self.length(":{")? {
            if !self.rest.starts_with(['i', 's']) {
                return Err(self.wanted("a key"));
            }
            self.value(depth)?;
            self.value(depth + 1)?;
        }
        self.over("}")
    }
}
