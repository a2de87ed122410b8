//! What may have been meant by words nothing has.

use super::automaton::Scoped;
use super::document::Part;
use super::index::Index;
use super::query::{Builder, FORGIVING, MOST_WORDS, slots};
use super::scope::Scope;
use super::synonyms::Lexicon;
use std::cmp::Reverse;
use std::collections::HashMap;
use tantivy::Searcher;
use tantivy::collector::Count;
use tantivy::termdict::TermStreamer;

/// Candidates looked at for one word.
const MOST: usize = 2_000;

/// The words with those replaced that the shop does not know, by the nearest that it does; none
/// when that finds nothing either.
pub(super) fn suggestion(
    index: &Index,
    searcher: &Searcher,
    scope: &Scope,
    words: &[String],
    lexicon: &Lexicon,
) -> tantivy::Result<Option<String>> {
    let words = &words[..words.len().min(MOST_WORDS)];
    let dictionary = Dictionary { index, searcher, scope };
    let mut meant = Vec::with_capacity(words.len());
    for word in words {
        let known = dictionary.knows(word)?;
        let nearest = if known { None } else { dictionary.nearest(word)? };
        meant.push(nearest.unwrap_or_else(|| word.clone()));
    }
    if meant == words {
        return Ok(None);
    }
    let builder = Builder { fields: &index.fields, scope, tolerant: false };
    let query = scope.bind(&index.fields, builder.queries(&slots(&meant, lexicon)));
    let found = searcher.search(&query, &Count)?;
    Ok((found > 0).then(|| meant.join(" ")))
}

/// The words of one shop.
struct Dictionary<'a> {
    index: &'a Index,
    searcher: &'a Searcher,
    scope: &'a Scope,
}

impl Dictionary<'_> {
    /// Whether a product has it, as it is.
    fn knows(&self, word: &str) -> tantivy::Result<bool> {
        for part in Part::ALL {
            let term = self.scope.term(self.index.fields.words(part), word);
            let query =
                tantivy::query::TermQuery::new(term, tantivy::schema::IndexRecordOption::Basic);
            let bound = self.scope.bind(&self.index.fields, vec![Box::new(query)]);
            if self.searcher.search(&bound, &Count)? > 0 {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The nearest by letters; of equals, the one most products have.
    fn nearest(&self, word: &str) -> tantivy::Result<Option<String>> {
        let most = match word.chars().count() {
            0..=2 => return Ok(None),
            3..=4 => 1,
            _ => 2,
        };
        let near = Scoped::near(self.scope, word, most, false);
        let mut products: HashMap<String, u32> = HashMap::new();
        for segment in self.searcher.segment_readers() {
            for part in FORGIVING {
                let words = segment.inverted_index(self.index.fields.words(part))?;
                let mut stream: TermStreamer<'_, &Scoped> =
                    words.terms().search(&near).into_stream()?;
                while stream.advance() && products.len() < MOST {
                    let term = String::from_utf8_lossy(stream.key());
                    if let Some(found) = term.strip_prefix(self.scope.prefix()) {
                        *products.entry(found.to_owned()).or_default() += stream.value().doc_freq;
                    }
                }
            }
        }
        let best = products
            .into_iter()
            .filter_map(|(found, count)| Some((near.distance(&found)?, Reverse(count), found)));
        Ok(best.min().map(|(_, _, found)| found))
    }
}
