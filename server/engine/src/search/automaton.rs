//! Words that begin like one, or are one letter away from one, among those of one shop.

use super::scope::Scope;
use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder, SINK_STATE};
use std::sync::Arc;
use tantivy::query::{AutomatonWeight, EnableScoring, Query, Weight};
use tantivy::schema::Field;
use tantivy_fst::Automaton;

/// Accepts the shop, then what the rest accepts.
#[derive(Clone)]
pub(super) struct Scoped {
    shop: Box<[u8]>,
    rest: Rest,
}

#[derive(Clone)]
enum Rest {
    Prefix(Box<[u8]>),
    Near { dfa: Arc<DFA>, most: u8 },
}

/// Where an automaton is.
#[derive(Clone, Copy, Debug)]
pub(super) enum State {
    /// So many bytes of the shop are read.
    Shop(usize),
    /// So many bytes of the prefix are read.
    Prefix(usize),
    Near(u32),
    Nowhere,
}

impl Scoped {
    pub fn prefix(scope: &Scope, word: &str) -> Self {
        Self { shop: scope.prefix().as_bytes().into(), rest: Rest::Prefix(word.as_bytes().into()) }
    }

    /// At most `letters` letters changed, added, left out or swapped with their neighbour;
    /// with `begins`, in a beginning of the word.
    pub fn near(scope: &Scope, word: &str, letters: u8, begins: bool) -> Self {
        let builder = LevenshteinAutomatonBuilder::new(letters, true);
        let dfa = if begins { builder.build_prefix_dfa(word) } else { builder.build_dfa(word) };
        let rest = Rest::Near { dfa: Arc::new(dfa), most: letters };
        Self { shop: scope.prefix().as_bytes().into(), rest }
    }

    fn enter(&self) -> State {
        match &self.rest {
            Rest::Prefix(_) => State::Prefix(0),
            Rest::Near { dfa, .. } => State::Near(dfa.initial_state()),
        }
    }

    /// How far the word is from the one asked for.
    pub fn distance(&self, word: &str) -> Option<u8> {
        let Rest::Near { dfa, most } = &self.rest else { return None };
        match dfa.eval(word) {
            Distance::Exact(distance) if distance <= *most => Some(distance),
            _ => None,
        }
    }
}

impl Automaton for Scoped {
    type State = State;

    fn start(&self) -> State {
        State::Shop(0)
    }

    fn is_match(&self, state: &State) -> bool {
        match (state, &self.rest) {
            (State::Prefix(read), Rest::Prefix(prefix)) => *read == prefix.len(),
            (State::Near(state), Rest::Near { dfa, most }) => {
                matches!(dfa.distance(*state), Distance::Exact(distance) if distance <= *most)
            }
            _ => false,
        }
    }

    fn can_match(&self, state: &State) -> bool {
        !matches!(state, State::Nowhere)
    }

    fn accept(&self, state: &State, byte: u8) -> State {
        match (*state, &self.rest) {
            (State::Shop(read), _) if self.shop.get(read) == Some(&byte) => {
                if read + 1 == self.shop.len() { self.enter() } else { State::Shop(read + 1) }
            }
            (State::Prefix(read), Rest::Prefix(prefix)) => match prefix.get(read) {
                None => State::Prefix(read),
                Some(expected) if *expected == byte => State::Prefix(read + 1),
                Some(_) => State::Nowhere,
            },
            (State::Near(state), Rest::Near { dfa, .. }) => match dfa.transition(state, byte) {
                SINK_STATE => State::Nowhere,
                next => State::Near(next),
            },
            _ => State::Nowhere,
        }
    }
}

/// Products with such a word in a field. All score the same.
#[derive(Clone)]
pub(super) struct WordsLike {
    pub field: Field,
    pub words: Scoped,
}

impl std::fmt::Debug for WordsLike {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WordsLike").field("field", &self.field).finish_non_exhaustive()
    }
}

impl Query for WordsLike {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(AutomatonWeight::new(self.field, self.words.clone())))
    }
}
