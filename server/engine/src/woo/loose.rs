//! Values as WordPress and its plug-ins write them: numbers as texts, texts as numbers, an empty
//! object as a list, a list as an object of numbers.

use serde_json::Value;

/// A scalar as it is written; none where there is none or it says nothing.
pub(super) fn text(value: Option<&Value>) -> Option<String> {
    let text = match value? {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    (!text.trim().is_empty()).then_some(text)
}

/// An id: positive.
pub(super) fn id(value: Option<&Value>) -> Option<i64> {
    let id = match value? {
        Value::Number(number) => number.as_i64()?,
        Value::String(text) => text.trim().parse().ok()?,
        _ => return None,
    };
    (id > 0).then_some(id)
}

pub(super) fn number(value: Option<&Value>) -> Option<i64> {
    match value? {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// The entries of a list, also of one written as `{"0": ..., "1": ...}`.
pub(super) fn list(value: Option<&Value>) -> Vec<&Value> {
    match value {
        Some(Value::Array(entries)) => entries.iter().collect(),
        Some(Value::Object(entries)) => {
            let numbered =
                entries.iter().filter_map(|(key, entry)| Some((key.parse().ok()?, entry)));
            let mut numbered: Vec<(u32, &Value)> = numbered.collect();
            numbered.sort_by_key(|(number, _)| *number);
            numbered.into_iter().map(|(_, entry)| entry).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn whatever_it_is_written_as() {
        assert_eq!(text(Some(&json!("18.00"))).as_deref(), Some("18.00"));
        assert_eq!(text(Some(&json!(18.5))).as_deref(), Some("18.5"));
        assert_eq!(text(Some(&json!(" "))), None);
        assert_eq!(text(Some(&json!([]))), None);
        assert_eq!(text(None), None);
        assert_eq!(id(Some(&json!("30"))), Some(30));
        assert_eq!(id(Some(&json!(0))), None);
        assert_eq!(id(Some(&json!("thirty"))), None);
        assert_eq!(list(Some(&json!({"1": "b", "0": "a"}))), [&json!("a"), &json!("b")]);
        assert_eq!(list(Some(&json!({"src": "x"}))), [&json!(null); 0]);
        assert_eq!(list(Some(&json!(null))), [&json!(null); 0]);
    }
}
