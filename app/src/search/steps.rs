//! Which of the suggestions a key leads to.

#![cfg_attr(not(any(test, feature = "hydrate")), allow(dead_code, reason = "browser only"))]

/// The one after or before; from the field to either end, and from the ends back to the field.
pub fn step(active: Option<usize>, count: usize, down: bool) -> Option<usize> {
    let last = count.checked_sub(1)?;
    match (active, down) {
        (None, true) => Some(0),
        (None, false) => Some(last),
        (Some(at), true) => (at < last).then_some(at + 1),
        (Some(at), false) => at.checked_sub(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_go_round_through_the_field() {
        assert_eq!(step(None, 3, true), Some(0));
        assert_eq!(step(Some(2), 3, true), None);
        assert_eq!(step(None, 3, false), Some(2));
        assert_eq!(step(Some(0), 3, false), None);
        assert_eq!(step(None, 0, true), None);
    }
}
