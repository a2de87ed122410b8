//! The leader's memory of the stream, for tabs that join later.

use contract::Seq;
use std::collections::VecDeque;

/// Messages kept; a tab that is further behind takes the state anew.
const KEPT: usize = 64;

/// The latest messages, as they are passed on.
#[derive(Debug)]
pub struct Ring {
    /// Every message after this position is kept.
    floor: Seq,
    kept: VecDeque<(Seq, String)>,
}

impl Ring {
    pub fn new(floor: Seq) -> Self {
        Self { floor, kept: VecDeque::new() }
    }

    pub fn push(&mut self, seq: Seq, message: String) {
        if self.kept.len() == KEPT
            && let Some((forgotten, _)) = self.kept.pop_front()
        {
            self.floor = self.floor.max(forgotten);
        }
        self.kept.push_back((seq, message));
    }

    /// What came after `seq`, or the position before which nothing is known.
    pub fn since(&self, seq: Seq) -> Result<impl Iterator<Item = &str>, Seq> {
        if seq < self.floor {
            return Err(self.floor);
        }
        let later = self.kept.iter().filter(move |(at, _)| *at > seq);
        Ok(later.map(|(_, message)| message.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(floor: i64, last: i64) -> Ring {
        let mut ring = Ring::new(Seq(floor));
        (floor + 1..=last).for_each(|seq| ring.push(Seq(seq), seq.to_string()));
        ring
    }

    #[test]
    fn a_tab_gets_what_it_missed_or_is_told_that_it_cannot() {
        let ring = filled(10, 14);
        assert_eq!(ring.since(Seq(12)).unwrap().collect::<Vec<_>>(), ["13", "14"]);
        assert_eq!(ring.since(Seq(14)).unwrap().count(), 0);
        assert_eq!(ring.since(Seq(9)).err(), Some(Seq(10)));
    }

    #[test]
    fn the_oldest_is_forgotten_first() {
        let ring = filled(0, KEPT as i64 + 5);
        assert_eq!(ring.since(Seq(4)).err(), Some(Seq(5)));
        assert_eq!(ring.since(Seq(5)).unwrap().count(), KEPT);
    }
}
