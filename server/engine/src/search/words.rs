//! Words of texts: letters and digits, in lower case, without accents. No stemming, which does
//! more harm than good where shops mix languages; [`singulars`] is what is left of it.

use tantivy::tokenizer::{AsciiFoldingFilter, LowerCaser, RawTokenizer, TextAnalyzer};

/// Longer words are cut: nobody types them.
const LONGEST: usize = 40;

/// Makes words. Not free to make, so one serves many texts.
pub(super) struct Splitter(TextAnalyzer);

impl Default for Splitter {
    fn default() -> Self {
        let raw = TextAnalyzer::builder(RawTokenizer::default());
        Self(raw.filter(LowerCaser).filter(AsciiFoldingFilter).build())
    }
}

impl Splitter {
    /// The words in order, as a query has them.
    pub fn words(&mut self, text: &str) -> Vec<String> {
        let parts = text.split(|c: char| !is_letter(c)).filter(|part| !part.is_empty());
        let folded = parts.map(|part| self.fold(part));
        folded.filter(|word| !word.is_empty()).collect()
    }

    /// Every word the text can be found by. Besides its words: what stands together with dashes or
    /// dots between, without them (`T-shirt`: `tshirt`); and German umlauts as people type them
    /// who have none (`Küche`: `kueche`).
    pub fn findable(&mut self, text: &str) -> Vec<String> {
        let mut all = Vec::new();
        for chunk in text.split_whitespace() {
            let words = self.words(chunk);
            if words.len() > 1 {
                all.push(cut(words.concat()));
            }
            all.extend(words);
            if chunk.chars().any(|c| "äöüÄÖÜ".contains(c)) {
                let spelt: String = chunk.chars().map(spelt_out).collect();
                all.extend(self.words(&spelt));
            }
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    fn fold(&mut self, word: &str) -> String {
        let plain: String = word.chars().filter(|c| !is_combining(*c)).collect();
        let mut stream = self.0.token_stream(&plain);
        let folded = stream.next().map(|token| token.text.clone()).unwrap_or_default();
        cut(folded)
    }
}

/// An accent written after its letter belongs to it.
fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || is_combining(c)
}

fn is_combining(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

fn spelt_out(c: char) -> String {
    match c {
        'ä' | 'Ä' => "ae".into(),
        'ö' | 'Ö' => "oe".into(),
        'ü' | 'Ü' => "ue".into(),
        other => other.into(),
    }
}

fn cut(mut word: String) -> String {
    if let Some((end, _)) = word.char_indices().nth(LONGEST) {
        word.truncate(end);
    }
    word
}

/// What a word may be the plural of, in English and German. Wrong guesses do no harm: they are no
/// words of the shop.
pub(super) fn singulars(word: &str) -> Vec<String> {
    if word.chars().count() < 4 {
        return Vec::new();
    }
    let mut guesses = Vec::new();
    let mut without = |ending: &str, instead: &str| {
        if let Some(stem) = word.strip_suffix(ending) {
            guesses.push(stem.to_owned() + instead);
        }
    };
    without("ies", "y");
    without("es", "");
    if !word.ends_with("ss") {
        without("s", "");
    }
    without("en", "");
    without("n", "");
    guesses.retain(|guess| guess.chars().count() >= 3);
    guesses
}

/// The text of sanitised HTML.
pub(super) fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut in_tag = false;
    for c in html.chars() {
        match c {
            '<' => in_tag = true,
            '>' => {
                in_tag = false;
                text.push(' ');
            }
            c if !in_tag => text.push(c),
            _ => {}
        }
    }
    html_escape::decode_html_entities(&text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        Splitter::default().words(text)
    }

    fn findable(text: &str) -> Vec<String> {
        Splitter::default().findable(text)
    }

    #[test]
    fn accents_and_case_do_not_matter() {
        assert_eq!(words("Crème BRÛLÉE"), ["creme", "brulee"]);
        assert_eq!(words("Große Straße"), ["grosse", "strasse"]);
        // The accent as a character of its own.
        assert_eq!(words("Cafe\u{301} Ku\u{308}che"), ["cafe", "kuche"]);
        assert_eq!(words("  -- ,;  "), Vec::<String>::new());
        assert_eq!(words("Ωmega 東京"), ["ωmega", "東京"]);
    }

    #[test]
    fn what_stands_together_is_found_both_ways() {
        assert_eq!(findable("Navy T-shirt"), ["navy", "shirt", "t", "tshirt"]);
        assert_eq!(findable("AB-12.3"), ["12", "3", "ab", "ab123"]);
    }

    #[test]
    fn umlauts_are_found_as_they_are_typed() {
        assert_eq!(findable("Küche"), ["kuche", "kueche"]);
        assert_eq!(words("KUECHE"), ["kueche"]);
        assert_eq!(words("Küche"), ["kuche"]);
    }

    #[test]
    fn plurals_lead_to_their_singulars() {
        assert!(singulars("coats").contains(&"coat".to_owned()));
        assert!(singulars("dresses").contains(&"dress".to_owned()));
        assert!(singulars("berries").contains(&"berry".to_owned()));
        assert!(singulars("lampen").contains(&"lampe".to_owned()));
        assert!(singulars("dress").is_empty());
        assert!(singulars("bus").is_empty());
    }

    #[test]
    fn descriptions_lose_their_marks() {
        assert_eq!(plain("<p>Soft &amp; warm</p><p>wool"), " Soft & warm  wool");
        assert_eq!(words(&plain("a<br>b")), ["a", "b"]);
    }

    #[test]
    fn words_without_end_are_cut() {
        assert_eq!(words(&"é".repeat(500)), ["e".repeat(LONGEST)]);
    }
}
