//! The part of an address a product is found under.

/// As long as an address stays pleasant.
const LONGEST: usize = 80;

/// From the name where its letters can be written in ASCII, else from the SKU.
pub fn slug(given: Option<&str>, name: &str, sku: &str) -> String {
    let made = given.and_then(written).or_else(|| written(name)).or_else(|| written(sku));
    // A SKU in another script: stable, and unlikely to meet another.
    made.unwrap_or_else(|| format!("p-{:016x}", fnv(sku)))
}

/// ASCII letters and digits in lower case with single dashes between; `None` where a letter has no
/// customary Latin form, or nothing is left.
pub fn written(text: &str) -> Option<String> {
    let mut slug = String::with_capacity(text.len());
    for letter in text.chars() {
        // Combining marks after a base letter, and apostrophes within a word.
        if matches!(letter, '\u{300}'..='\u{36f}' | '\'' | '’') {
            continue;
        }
        if letter.is_ascii_alphanumeric() {
            slug.push(letter.to_ascii_lowercase());
        } else if let Some(latin) = latin(letter) {
            slug.push_str(latin);
        } else if letter.is_alphanumeric() {
            return None;
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    if slug.len() > LONGEST {
        slug.truncate(LONGEST);
        if let Some(end) = slug.rfind('-').filter(|end| *end > LONGEST / 2) {
            slug.truncate(end);
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    (!slug.is_empty()).then_some(slug)
}

/// How Latin letters with marks are customarily written without them.
fn latin(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ä' | 'Ä' | 'æ' | 'Æ' => "ae",
        'ö' | 'Ö' | 'œ' | 'Œ' => "oe",
        'ü' | 'Ü' => "ue",
        'ß' | 'ẞ' => "ss",
        'þ' | 'Þ' => "th",
        'å' | 'Å' | 'à' | 'À' | 'á' | 'Á' | 'â' | 'Â' | 'ã' | 'Ã' | 'ā' | 'Ā' | 'ă' | 'Ă' | 'ą'
        | 'Ą' | 'ǎ' | 'Ǎ' | 'ª' => "a",
        'ç' | 'Ç' | 'ć' | 'Ć' | 'ĉ' | 'Ĉ' | 'ċ' | 'Ċ' | 'č' | 'Č' => "c",
        'ď' | 'Ď' | 'đ' | 'Đ' | 'ð' | 'Ð' => "d",
        'è' | 'È' | 'é' | 'É' | 'ê' | 'Ê' | 'ë' | 'Ë' | 'ē' | 'Ē' | 'ĕ' | 'Ĕ' | 'ė' | 'Ė' | 'ę'
        | 'Ę' | 'ě' | 'Ě' => "e",
        'ĝ' | 'Ĝ' | 'ğ' | 'Ğ' | 'ġ' | 'Ġ' | 'ģ' | 'Ģ' => "g",
        'ĥ' | 'Ĥ' | 'ħ' | 'Ħ' => "h",
        'ì' | 'Ì' | 'í' | 'Í' | 'î' | 'Î' | 'ï' | 'Ï' | 'ĩ' | 'Ĩ' | 'ī' | 'Ī' | 'ĭ' | 'Ĭ' | 'į'
        | 'Į' | 'İ' | 'ı' => "i",
        'ĵ' | 'Ĵ' => "j",
        'ķ' | 'Ķ' => "k",
        'ĺ' | 'Ĺ' | 'ļ' | 'Ļ' | 'ľ' | 'Ľ' | 'ł' | 'Ł' => "l",
        'ñ' | 'Ñ' | 'ń' | 'Ń' | 'ņ' | 'Ņ' | 'ň' | 'Ň' => "n",
        'ò' | 'Ò' | 'ó' | 'Ó' | 'ô' | 'Ô' | 'õ' | 'Õ' | 'ō' | 'Ō' | 'ŏ' | 'Ŏ' | 'ő' | 'Ő' | 'ø'
        | 'Ø' | 'º' => "o",
        'ŕ' | 'Ŕ' | 'ŗ' | 'Ŗ' | 'ř' | 'Ř' => "r",
        'ś' | 'Ś' | 'ŝ' | 'Ŝ' | 'ş' | 'Ş' | 'š' | 'Š' | 'ș' | 'Ș' => "s",
        'ţ' | 'Ţ' | 'ť' | 'Ť' | 'ŧ' | 'Ŧ' | 'ț' | 'Ț' => "t",
        'ù' | 'Ù' | 'ú' | 'Ú' | 'û' | 'Û' | 'ũ' | 'Ũ' | 'ū' | 'Ū' | 'ŭ' | 'Ŭ' | 'ů' | 'Ů' | 'ű'
        | 'Ű' | 'ų' | 'Ų' => "u",
        'ŵ' | 'Ŵ' => "w",
        'ý' | 'Ý' | 'ÿ' | 'Ÿ' | 'ŷ' | 'Ŷ' => "y",
        'ź' | 'Ź' | 'ż' | 'Ż' | 'ž' | 'Ž' => "z",
        '²' => "2",
        '³' => "3",
        '½' => "1-2",
        '¼' => "1-4",
        '¾' => "3-4",
        _ => return None,
    })
}

/// FNV-1a: the same on every machine and in every version.
fn fnv(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses_are_plain_ascii() {
        assert_eq!(slug(None, "V-Neck T-Shirt", "a"), "v-neck-t-shirt");
        assert_eq!(
            slug(None, "  Crème brûlée & Straßenschuh — №7 ", "a"),
            "creme-brulee-strassenschuh-7"
        );
        assert_eq!(slug(None, "Men's “Øre” Łódź", "a"), "mens-ore-lodz");
        assert_eq!(slug(None, "Gartenschürze", "a"), "gartenschuerze");
        assert_eq!(slug(Some("Given-One"), "Name", "a"), "given-one");
    }

    #[test]
    fn other_scripts_take_the_sku() {
        assert_eq!(slug(None, "Рубашка", "RU 17"), "ru-17");
        assert_eq!(slug(None, "藍染シャツ (blue)", "JP-4"), "jp-4");
        assert_eq!(slug(None, "***", "S.1"), "s-1");
        let hashed = slug(None, "藍", "藍-1");
        assert!(hashed.starts_with("p-") && hashed.len() == 18, "{hashed}");
        assert_eq!(hashed, slug(None, "染", "藍-1"));
    }

    proptest! {
        #[test]
        fn always_an_address(name in "\\PC{0,120}", sku in "\\PC{1,20}") {
            let made = slug(None, &name, &sku);
            prop_assert!(!made.is_empty() && made.len() <= LONGEST);
            prop_assert!(made.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'));
            prop_assert!(!made.starts_with('-') && !made.ends_with('-'));
            prop_assert_eq!(slug(Some(&made), &name, &sku), made);
        }
    }
}
