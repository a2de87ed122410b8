//! What a shop's search takes for each other, in one person's hands.

use crate::search::{LONGEST_PHRASE, MOST_PHRASES};
use contract::{Problem, Result};

/// The words of a group as they are stored: without spaces around them, each once, in the order
/// given.
pub(crate) fn check_words(words: Vec<String>) -> Result<Vec<String>> {
    let mut group: Vec<String> = Vec::with_capacity(words.len().min(MOST_PHRASES));
    for word in words {
        let word = word.split_whitespace().collect::<Vec<_>>().join(" ");
        if word.is_empty() || group.iter().any(|known| known.to_lowercase() == word.to_lowercase())
        {
            continue;
        }
        if word.len() > LONGEST_PHRASE || !word.chars().any(char::is_alphanumeric) {
            let title =
                format!("A word has letters or digits, and at most {LONGEST_PHRASE} bytes.");
            return Err(Problem::invalid("/words", title));
        }
        group.push(word);
    }
    if !(2..=MOST_PHRASES).contains(&group.len()) {
        let title = format!("A group has two to {MOST_PHRASES} words, separated by commas.");
        return Err(Problem::invalid("/words", title));
    }
    Ok(group)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(words: &[&str]) -> Result<Vec<String>> {
        check_words(words.iter().map(|word| (*word).to_owned()).collect())
    }

    #[test]
    fn a_group_is_tidy() {
        let group = checked(&["  Sofa ", "", "settee", "sofa", "day   bed"]).unwrap();
        assert_eq!(group, ["Sofa", "settee", "day bed"]);
    }

    #[test]
    fn a_group_has_several_words() {
        for wrong in [&["sofa"][..], &["sofa", " SOFA"], &["sofa", "!?"], &[]] {
            assert_eq!(checked(wrong).unwrap_err().field.as_deref(), Some("/words"), "{wrong:?}");
        }
        assert!(checked(&["sofa", &"x".repeat(LONGEST_PHRASE + 1)]).is_err());
    }
}
