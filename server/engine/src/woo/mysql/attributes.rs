//! The attributes a product declares, as `_product_attributes` holds them.

use super::php::Php;

/// One of them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Declared {
    /// What a variation's `attribute_…` is called after.
    pub key: String,
    /// Of a taxonomy, such as `pa_color`, or as customers see it.
    pub name: String,
    /// Its values are the product's terms in that taxonomy.
    pub is_taxonomy: bool,
    /// Its values otherwise.
    pub values: Vec<String>,
    pub position: i64,
    /// Variations differ in it.
    pub is_of_variations: bool,
}

/// In the order they are written in, which is that of variations; a product's own are by position.
///
/// # Errors
/// What is wrong with it.
pub(super) fn declared(text: &str) -> Result<Vec<Declared>, String> {
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let entries = match Php::read(text).map_err(|error| format!("cannot be read: {error}"))? {
        Php::Array(entries) => entries,
        Php::Null | Php::Bool(false) => return Ok(Vec::new()),
        _ => return Err("are no list".to_owned()),
    };
    entries.into_iter().map(|(key, entry)| one(key, &entry)).collect()
}

fn one(key: String, entry: &Php) -> Result<Declared, String> {
    let Php::Array(_) = entry else {
        return Err("hold one that is no attribute".to_owned());
    };
    let text = |name: &str| entry.get(name).and_then(Php::text).unwrap_or_default();
    let is = |name: &str| entry.get(name).is_some_and(Php::is_true);
    let value = text("value");
    let values = value.split('|').map(str::trim).filter(|value| !value.is_empty());
    Ok(Declared {
        key,
        name: text("name"),
        is_taxonomy: is("is_taxonomy"),
        values: values.map(str::to_owned).collect(),
        position: text("position").trim().parse().unwrap_or_default(),
        is_of_variations: is("is_variation"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_ones_name_their_values_and_global_ones_do_not() {
        let text = concat!(
            r#"a:2:{s:8:"pa_color";a:6:{s:4:"name";s:8:"pa_color";s:5:"value";s:0:"";"#,
            r#"s:8:"position";s:1:"1";s:10:"is_visible";i:1;s:12:"is_variation";i:1;s:11:"is_taxonomy";i:1;}"#,
            r#"i:38;a:6:{s:4:"name";s:2:"38";s:5:"value";s:15:"a, b | "c:d" | ";"#,
            r#"s:8:"position";i:0;s:10:"is_visible";i:0;s:12:"is_variation";i:0;s:11:"is_taxonomy";i:0;}}"#,
        );
        let read = declared(text).unwrap();
        assert_eq!(
            (read[0].name.as_str(), read[0].is_taxonomy, read[0].position),
            ("pa_color", true, 1)
        );
        assert!(read[0].values.is_empty() && read[0].is_of_variations);
        assert_eq!((read[1].key.as_str(), read[1].name.as_str()), ("38", "38"));
        assert_eq!(read[1].values, ["a, b", "\"c:d\""]);
        assert!(!read[1].is_of_variations);
    }

    #[test]
    fn none_are_none_and_nonsense_says_so() {
        for none in ["", " ", "a:0:{}", "b:0;", "N;"] {
            assert_eq!(declared(none), Ok(vec![]), "{none}");
        }
        for wrong in
            ["a:1:{", "s:3:\"abc\";", "a:1:{i:0;s:3:\"abc\";}", "O:8:\"stdClass\":0:{}", "1"]
        {
            assert!(declared(wrong).is_err(), "{wrong}");
        }
    }
}
