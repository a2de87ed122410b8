//! Leaves a system in peace that does not answer.

use contract::Timestamp;

/// Failures in a row after which nothing is asked for a while.
const PATIENCE: u32 = 5;
const FIRST_REST_SECONDS: i64 = 10;
/// A probe that has not come back by then is lost.
const PROBE_SECONDS: i64 = 60;

/// Closed while all is well; open after failures in a row; then one request at a time probes, each
/// failure doubling the rest, until one succeeds.
#[derive(Debug, Default)]
pub struct Breaker {
    failures: u32,
    /// Nothing is asked before.
    closed_until: Option<Timestamp>,
}

impl Breaker {
    /// Until when nothing is asked, if it is not to be asked now.
    pub fn rests(&self, now: Timestamp) -> Option<Timestamp> {
        self.closed_until.filter(|until| now < *until)
    }

    /// Whether to ask now.
    ///
    /// # Errors
    /// When to ask again.
    pub fn admit(&mut self, now: Timestamp) -> Result<(), Timestamp> {
        match self.closed_until {
            Some(until) if now < until => Err(until),
            // The probe: whoever comes while it is on its way is turned away.
            Some(_) => {
                self.closed_until = Some(now.plus_seconds(PROBE_SECONDS));
                Ok(())
            }
            None => Ok(()),
        }
    }

    pub fn succeeded(&mut self) {
        *self = Self::default();
    }

    /// `longest` seconds are the longest rest.
    pub fn failed(&mut self, now: Timestamp, longest: i64) {
        self.failures = self.failures.saturating_add(1);
        if let Some(beyond) = self.failures.checked_sub(PATIENCE) {
            let rest = FIRST_REST_SECONDS << beyond.min(5);
            self.closed_until = Some(now.plus_seconds(rest.min(longest)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONGEST: i64 = 300;

    fn at(seconds: i64) -> Timestamp {
        Timestamp(0).plus_seconds(seconds)
    }

    #[test]
    fn it_opens_after_failures_in_a_row_only() {
        let mut breaker = Breaker::default();
        for _ in 0..3 {
            (0..PATIENCE - 1).for_each(|_| breaker.failed(at(0), LONGEST));
            assert_eq!(breaker.admit(at(0)), Ok(()));
            breaker.succeeded();
        }
        (0..PATIENCE).for_each(|_| breaker.failed(at(0), LONGEST));
        assert_eq!(breaker.admit(at(9)), Err(at(10)));
    }

    #[test]
    fn one_probe_at_a_time_and_longer_rests_after_each() {
        let mut breaker = Breaker::default();
        (0..PATIENCE).for_each(|_| breaker.failed(at(0), LONGEST));
        assert_eq!(breaker.admit(at(10)), Ok(()));
        assert_eq!(breaker.admit(at(11)), Err(at(70)), "the probe is on its way");
        breaker.failed(at(12), LONGEST);
        assert_eq!(breaker.admit(at(31)), Err(at(32)));
        assert_eq!(breaker.admit(at(32)), Ok(()));
        assert_eq!(breaker.admit(at(92)), Ok(()), "the probe was lost");
        breaker.succeeded();
        assert_eq!(breaker.admit(at(92)), Ok(()));
        (0..40).for_each(|_| breaker.failed(at(100), LONGEST));
        assert_eq!(breaker.admit(at(100)), Err(at(400)));
    }
}
