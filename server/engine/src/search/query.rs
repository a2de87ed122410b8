//! What matches the words that were typed, and how well.
//!
//! Every word must be found somewhere. A word is worth the weight of the best part it stands in
//! ([`Part`]), as it is written; less as the plural of a word there, as the beginning of one where
//! it is the last (it may still be typed), or in place of a synonym. Only when nothing matches like
//! that is one wrong letter forgiven. There is no term statistic in it: how rare a word is in one
//! shop is no business of another's, and an order one can explain is worth more.

use super::automaton::{Scoped, WordsLike};
use super::document::{Fields, Part};
use super::scope::Scope;
use super::synonyms::Lexicon;
use super::words::singulars;
use tantivy::query::{
    BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, Occur, Query, TermQuery,
};
use tantivy::schema::IndexRecordOption;

/// The most words a search looks at.
pub(super) const MOST_WORDS: usize = 8;
/// Letters a word needs before a typo in it is forgiven.
const LETTERS_FOR_TYPOS: usize = 4;

/// What a match is worth that is not the word itself.
pub(super) const AS_PLURAL: f32 = 0.75;
pub(super) const AS_BEGINNING: f32 = 0.5;
pub(super) const AS_SYNONYM: f32 = 0.5;
pub(super) const AS_TYPO: f32 = 0.25;

/// One thing that must be found, in any of these readings.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Slot(pub Vec<Reading>);

/// Words that must all be found.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Reading {
    pub words: Vec<Word>,
    /// What it is worth beside the words as they were typed.
    pub worth: f32,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Word {
    pub text: String,
    /// It may still be typed.
    pub is_last: bool,
}

impl Word {
    pub fn forgives(&self) -> bool {
        self.text.chars().count() >= LETTERS_FOR_TYPOS
    }

    /// Whether words of this part may go on where this one ends. Article numbers are many, and
    /// descriptions hold any word.
    pub fn may_begin(&self, part: Part) -> bool {
        let has_digit = || self.text.chars().any(|c| c.is_ascii_digit());
        self.is_last
            && match part {
                Part::Name | Part::Category | Part::Attribute => true,
                Part::Sku => has_digit(),
                Part::Description => false,
            }
    }
}

/// Where typos are looked for.
pub(super) const FORGIVING: [Part; 3] = [Part::Name, Part::Category, Part::Attribute];

/// What was typed, with the shop's synonyms. The longest phrase that has some wins.
pub(super) fn slots(words: &[String], lexicon: &Lexicon) -> Vec<Slot> {
    let words = &words[..words.len().min(MOST_WORDS)];
    let mut slots = Vec::with_capacity(words.len());
    let mut at = 0;
    while at < words.len() {
        let (length, others) = lexicon.others(&words[at..]);
        let typed = (at..at + length)
            .map(|at| Word { text: words[at].clone(), is_last: at + 1 == words.len() });
        let mut readings = vec![Reading { words: typed.collect(), worth: 1.0 }];
        readings.extend(others.into_iter().map(|phrase| {
            let word = |text: &String| Word { text: text.clone(), is_last: false };
            Reading { words: phrase.iter().map(word).collect(), worth: AS_SYNONYM }
        }));
        slots.push(Slot(readings));
        at += length;
    }
    slots
}

/// Turns slots into queries of one shop.
pub(super) struct Builder<'a> {
    pub fields: &'a Fields,
    pub scope: &'a Scope,
    /// Whether a wrong letter is forgiven.
    pub tolerant: bool,
}

impl Builder<'_> {
    pub fn queries(&self, slots: &[Slot]) -> Vec<Box<dyn Query>> {
        slots.iter().map(|slot| self.slot(slot)).collect()
    }

    fn slot(&self, slot: &Slot) -> Box<dyn Query> {
        let readings = slot.0.iter().map(|reading| -> Box<dyn Query> {
            let words = reading.words.iter().map(|word| (Occur::Must, self.word(word)));
            let all = Box::new(BooleanQuery::new(words.collect()));
            Box::new(BoostQuery::new(all, reading.worth))
        });
        Box::new(DisjunctionMaxQuery::new(readings.collect()))
    }

    fn word(&self, word: &Word) -> Box<dyn Query> {
        let mut ways: Vec<Box<dyn Query>> = Vec::new();
        let mut push = |query: Box<dyn Query>, worth: f32| {
            ways.push(Box::new(ConstScoreQuery::new(query, worth)));
        };
        let term = |part, text: &str| -> Box<dyn Query> {
            let term = self.scope.term(self.fields.words(part), text);
            Box::new(TermQuery::new(term, IndexRecordOption::Basic))
        };
        let like = |part, words: Scoped| -> Box<dyn Query> {
            Box::new(WordsLike { field: self.fields.words(part), words })
        };
        for part in Part::ALL {
            push(term(part, &word.text), part.weight());
            for singular in singulars(&word.text) {
                push(term(part, &singular), part.weight() * AS_PLURAL);
            }
            if word.may_begin(part) {
                let words = Scoped::prefix(self.scope, &word.text);
                push(like(part, words), part.weight() * AS_BEGINNING);
            }
            if self.tolerant && word.forgives() && FORGIVING.contains(&part) {
                let words = Scoped::near(self.scope, &word.text, 1, word.is_last);
                push(like(part, words), part.weight() * AS_TYPO);
            }
        }
        Box::new(DisjunctionMaxQuery::new(ways))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(slots: &[Slot]) -> Vec<Vec<String>> {
        let reading = |reading: &Reading| {
            let words = reading.words.iter().map(|word| word.text.as_str());
            words.collect::<Vec<_>>().join(" ")
        };
        slots.iter().map(|slot| slot.0.iter().map(reading).collect()).collect()
    }

    #[test]
    fn the_longest_phrase_with_synonyms_wins() {
        let lexicon = Lexicon::new(&[
            vec!["T-shirt".into(), "tee".into()],
            vec!["shirt".into(), "blouse".into()],
        ]);
        let words = ["red", "t", "shirt"].map(String::from);
        let found = slots(&words, &lexicon);
        assert_eq!(texts(&found), [vec!["red"], vec!["t shirt", "tee"]]);
        assert!(found[1].0[0].words[1].is_last && !found[1].0[1].words[0].is_last);
        let words = ["tee"].map(String::from);
        assert_eq!(texts(&slots(&words, &lexicon)), [vec!["tee", "t shirt"]]);
    }

    #[test]
    fn a_search_looks_at_few_words() {
        let words: Vec<String> = (0..50).map(|n| n.to_string()).collect();
        assert_eq!(slots(&words, &Lexicon::default()).len(), MOST_WORDS);
    }
}
