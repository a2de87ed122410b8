//! Where in the feed a page stands.

use contract::Seq;

/// The position a page has followed its feed to.
///
/// One position may bring several frames, and the line may break between them. So a position
/// counts as done only when something later arrives; a stream that is opened anew begins after
/// the last one done, and what is received twice changes nothing.
#[derive(Clone, Copy, Debug)]
pub struct Position {
    done: Seq,
    open: Seq,
}

impl Position {
    /// As rendered.
    pub fn at(seq: Seq) -> Self {
        Self { done: seq, open: seq }
    }

    /// Where a new stream has to begin.
    pub fn resume(self) -> Seq {
        self.done
    }

    /// The highest one heard of, be it in part.
    pub fn seen(self) -> Seq {
        self.open
    }

    pub fn frame(&mut self, seq: Seq) {
        if seq > self.open {
            self.done = self.open;
            self.open = seq;
        }
    }

    /// Everything up to `seq` has been sent.
    pub fn heartbeat(&mut self, seq: Seq) {
        if seq >= self.open {
            *self = Self::at(seq);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_breaks_between_two_frames_of_a_position_loses_nothing() {
        let mut position = Position::at(Seq(7));
        position.frame(Seq(9));
        assert_eq!((position.resume(), position.seen()), (Seq(7), Seq(9)));
        position.frame(Seq(9));
        assert_eq!(position.resume(), Seq(7));
        position.frame(Seq(12));
        assert_eq!(position.resume(), Seq(9));
        position.heartbeat(Seq(12));
        assert_eq!(position.resume(), Seq(12));
    }

    #[test]
    fn an_old_heartbeat_takes_nothing_back() {
        let mut position = Position::at(Seq(7));
        position.frame(Seq(9));
        position.heartbeat(Seq(7));
        assert_eq!(position.resume(), Seq(7));
        position.heartbeat(Seq(9));
        position.heartbeat(Seq(8));
        assert_eq!(position.resume(), Seq(9));
    }
}
