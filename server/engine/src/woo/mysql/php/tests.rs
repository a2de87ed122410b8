use super::*;
use proptest::{prelude::*, sample::Index};
use serde::ser::{Serialize, SerializeMap, Serializer};

const COLOUR: &str = r#"a:1:{s:8:"pa_color";a:3:{s:4:"name";s:8:"pa_color";s:8:"position";i:0;s:11:"is_taxonomy";b:1;}}"#;

#[test]
fn values_are_what_php_meant() {
    let read = Php::read(COLOUR).unwrap();
    let colour = read.get("pa_color").unwrap();
    assert_eq!(colour.get("name").and_then(Php::text).as_deref(), Some("pa_color"));
    assert!(colour.get("is_taxonomy").unwrap().is_true());
    assert!(!colour.get("position").unwrap().is_true());
    assert_eq!(Php::read("N;").unwrap(), Php::Null);
    assert_eq!(Php::read("d:0.5;").unwrap().text().as_deref(), Some("0.5"));
    assert_eq!(Php::read("i:-12;").unwrap(), Php::Int(-12));
    assert_eq!(Php::read("a:0:{}").unwrap(), Php::Array(vec![]));
}

#[test]
fn lengths_are_bytes() {
    let read = Php::read("s:12:\"Gr\u{f6}\u{df}e \u{1f9e5}\";").unwrap();
    assert_eq!(read, Php::Text("Gr\u{f6}\u{df}e \u{1f9e5}".into()));
    // A database that was moved through another character set.
    assert!(Php::read("s:6:\"Gr\u{f6}\u{df}e\";").is_err());
    // In the middle of a character.
    assert!(Php::read("s:1:\"\u{f6}\";").is_err());
    // Quotes and semicolons are like anything else in it.
    assert_eq!(Php::read(r#"s:5:"a";"b";"#).unwrap(), Php::Text(r#"a";"b"#.into()));
}

#[test]
fn what_is_wrong_is_said_and_nothing_is_believed() {
    for wrong in [
        "",
        "a",
        "a:",
        "a:1",
        "a:1:{",
        "a:2:{i:0;i:1;}",
        "s:9:\"short\";",
        "x:1;",
        "i:1;i:2;",
        "s:18446744073709551615:\"\";",
        "a:18446744073709551615:{}",
        "a:4294967295:{i:0;N;}",
        "O:8:\"stdClass\":0:{}",
        "R:1;",
        "a:1:{a:0:{}i:1;}",
        "i:99999999999999999999;",
        "b:x;",
    ] {
        assert!(Php::read(wrong).is_err(), "{wrong}");
    }
    let deep = "a:1:{i:0;".repeat(100_000) + "N;" + &"}".repeat(100_000);
    assert!(Php::read(&deep).is_err());
}

#[test]
fn a_list_may_have_gaps_and_texts_and_no_order() {
    let read = Php::read(r#"a:4:{i:38;N;s:1:"a";a:0:{}i:-1;s:0:"";i:0;b:0;}"#).unwrap();
    let entries = [
        ("38", Php::Null),
        ("a", Php::Array(vec![])),
        ("-1", Php::Text(String::new())),
        ("0", Php::Bool(false)),
    ];
    assert_eq!(read, Php::Array(entries.map(|(key, value)| (key.to_owned(), value)).to_vec()));
}

#[test]
fn it_goes_as_deep_as_it_may_and_no_deeper() {
    let nested = |depth: usize| "a:1:{i:0;".repeat(depth) + "N;" + &"}".repeat(depth);
    assert!(Php::read(&nested(16)).is_ok());
    assert!(Php::read(&nested(17)).is_err());
}

/// Each would end the program if it got through to the library.
#[test]
fn lengths_of_what_is_not_there_are_refused() {
    for wrong in [
        "s:9223372036854775807:\"\";",
        "a:1:{s:9223372036854775807:\"\";N;}",
        "a:1:{i:0;s:9223372036854775807:\"\";}",
    ] {
        assert!(Php::read(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn it_is_one_value_of_the_kinds_that_are_data() {
    for wrong in [
        // What would close the array it is read in.
        "N;}",
        "N;}N;",
        "a:1:{N;N;}",
        "a:1:{i:0;C:1:\"a\":0:{}}",
        "a:2:{i:0;N;i:1;r:1;}",
        // Right in shape only.
        "a:1:{i:x;N;}",
        "a:1:{i:0;b:2;}",
        "s:+1:\"a\";",
        "Nothing;",
        "d:INF;",
    ] {
        assert!(Php::read(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn an_error_says_where() {
    let said = |text| Php::read(text).unwrap_err().to_string();
    assert_eq!(said("a:1:{i:0;O:1:\"a\":0:{}}"), "a value was expected at byte 9");
    assert_eq!(said("s:9:\"short\";"), "as long a text was expected at byte 5");
    assert_eq!(said("b:2;"), "one of its values is none: Not a valid value for boolean: 2");
}

impl Serialize for Php {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(flag) => serializer.serialize_bool(*flag),
            Self::Int(number) => serializer.serialize_i64(*number),
            Self::Float(number) => serializer.serialize_f64(*number),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Array(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                for (key, value) in entries {
                    match key.parse::<i64>() {
                        Ok(number) if number.to_string() == *key => {
                            map.serialize_entry(&number, value)?
                        }
                        _ => map.serialize_entry(key, value)?,
                    }
                }
                map.end()
            }
        }
    }
}

fn written(value: &Php) -> String {
    String::from_utf8(php_serde::to_vec(value).unwrap()).unwrap()
}

fn values() -> impl Strategy<Value = Php> {
    use prop::num::f64::{NEGATIVE, NORMAL, POSITIVE, SUBNORMAL, ZERO};
    let scalar = prop_oneof![
        Just(Php::Null),
        any::<bool>().prop_map(Php::Bool),
        any::<i64>().prop_map(Php::Int),
        (POSITIVE | NEGATIVE | NORMAL | SUBNORMAL | ZERO).prop_map(Php::Float),
        any::<String>().prop_map(Php::Text),
    ];
    scalar.prop_recursive(5, 40, 6, |inner| {
        let key = prop_oneof![any::<i64>().prop_map(|number| number.to_string()), any::<String>()];
        prop::collection::vec((key, inner), 0..6).prop_map(Php::Array)
    })
}

/// Right, wrong and hostile pieces, in any order.
fn pieces() -> impl Strategy<Value = String> {
    let pieces = r#"a:0:{ a:1:{ a:2:{ a:4294967295:{ a:18446744073709551615:{ i:0; i:1; i: s:0:" s:1:"
        s:8:" s:9223372036854775807:" s:99999999999:" x ö "; } } } N; b:1; d:0.5; d:1 e9 00000000000000000
        O:8:"stdClass":0:{ C:1:"a":1:{ R:1; - : ;"#;
    let piece = prop::sample::select(pieces.split_whitespace().collect::<Vec<_>>());
    prop::collection::vec(piece, 0..300).prop_map(|pieces| pieces.concat())
}

/// Right but for a few of them, put in or over something.
fn mangled() -> impl Strategy<Value = String> {
    (values(), any::<Index>(), 0_usize..4, pieces()).prop_map(|(value, at, over, pieces)| {
        let mut chars: Vec<char> = written(&value).chars().collect();
        let at = at.index(chars.len());
        chars.splice(at..chars.len().min(at + over), pieces.chars().take(30));
        chars.into_iter().collect()
    })
}

/// Right but for one number, mostly a length, that says more than there is.
fn inflated() -> impl Strategy<Value = String> {
    (values(), any::<Index>(), "[1-9][0-9]{0,18}").prop_map(|(value, at, digits)| {
        let mut text = written(&value);
        let numbers: Vec<usize> = text.match_indices(':').map(|(colon, _)| colon + 1).collect();
        if !numbers.is_empty() {
            text.insert_str(*at.get(&numbers), &digits);
        }
        text
    })
}

/// Entries take some fifty bytes each, in a list that doubles and begins with four; `php_serde` reads
/// through 8 KiB.
fn takes_little(text: &str) -> Result<(), TestCaseError> {
    let taken = allocation_counter::measure(|| drop(Php::read(text)));
    let most = 32 * text.len() as u64 + 16 * 1024;
    prop_assert!(taken.bytes_max <= most, "{} for {}", taken.bytes_max, text.len());
    Ok(())
}

#[test]
fn the_most_that_can_be_asked_for_is_little() {
    let lists = "i:0;a:1:{i:0;N;}".repeat(10_000);
    for text in [
        format!("a:10000:{{{lists}}}"),
        format!("s:100000:\"{}\";", "x".repeat(100_000)),
        format!("a:10000:{{{}}}", "i:0;N;".repeat(10_000)),
        format!("i:{};", "9".repeat(100_000)),
        "a:1:{i:0;".repeat(10_000),
        "a:1:{s:".repeat(10_000),
    ] {
        takes_little(&text).unwrap();
    }
}

proptest! {
    #[test]
    fn nothing_makes_it_panic(text in ".{0,60}", at in 0_usize..100, by in ".{0,3}") {
        let _ = Php::read(&text);
        let mut mangled: Vec<char> = COLOUR.chars().collect();
        let at = at.min(mangled.len() - 1);
        mangled.splice(at..=at, by.chars());
        let _ = Php::read(&mangled.into_iter().collect::<String>());
    }

    #[test]
    fn what_php_serde_writes_is_read_as_it_was_and_no_part_of_it_is(
        value in values(),
        cut in any::<Index>(),
    ) {
        let text = written(&value);
        prop_assert_eq!(Php::read(&text).unwrap(), value);
        let cut = text.floor_char_boundary(cut.index(text.len()));
        prop_assert!(Php::read(&text[..cut]).is_err());
    }

    #[test]
    fn nothing_makes_it_take_more_than_there_is(
        text in prop_oneof![any::<String>(), pieces(), mangled(), inflated()],
    ) {
        takes_little(&text)?;
    }
}
