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

/// What is said when suggestions have come.
pub fn in_words(shown: usize, total: i64) -> String {
    match (shown, total) {
        (_, 0) => "Nothing found".to_owned(),
        (_, 1) => "1 product found".to_owned(),
        (shown, total) if total > shown as i64 => {
            [total.to_string().as_str(), " products found, ", &shown.to_string(), " shown"].concat()
        }
        (_, total) => total.to_string() + " products found",
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

    #[test]
    fn what_is_found_is_said() {
        assert_eq!(in_words(6, 23), "23 products found, 6 shown");
        assert_eq!(in_words(2, 2), "2 products found");
        assert_eq!(in_words(1, 1), "1 product found");
        assert_eq!(in_words(0, 0), "Nothing found");
    }
}
