//! When to try again.

const FIRST_MS: u32 = 1_000;
const LONGEST_MS: u32 = 30_000;

/// Failed attempts after which the page says that it is not live and begins to poll.
#[cfg(feature = "hydrate")]
pub const PATIENCE: u32 = 3;

/// Milliseconds to wait after the `failures`-th failure in a row: doubling, at most half a
/// minute. `random` in `0..1` spreads what would otherwise come back in one wave.
pub fn delay(failures: u32, random: f64) -> u32 {
    let doubled = FIRST_MS << failures.saturating_sub(1).min(10);
    let longest = doubled.min(LONGEST_MS);
    longest / 2 + (f64::from(longest / 2) * random) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_half_a_minute_and_spread() {
        assert_eq!((delay(1, 0.0), delay(1, 0.999)), (500, 999));
        assert_eq!(delay(2, 0.0), 1_000);
        assert_eq!(delay(4, 0.0), 4_000);
        for failures in [6, 40, u32::MAX] {
            assert_eq!(delay(failures, 0.0), 15_000);
            assert!(delay(failures, 1.0) <= LONGEST_MS);
        }
    }
}
