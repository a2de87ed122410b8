//! What lists have in common: pages, totals, chosen fields.

use super::{answer, refusal};
use crate::shop::State;
use axum::http::{HeaderValue, Uri};
use axum::response::Response;
use serde_json::Value;

const MOST_PER_PAGE: usize = 100;

/// The query of a list.
pub struct Asked(Vec<(String, String)>);

/// Where a page begins, and how long it is.
#[derive(Clone, Copy)]
pub struct Page {
    pub number: usize,
    pub size: usize,
}

impl Page {
    pub fn begin(self) -> usize {
        (self.number - 1) * self.size
    }

    pub fn of<T>(self, all: impl Iterator<Item = T>) -> Vec<T> {
        all.skip(self.begin()).take(self.size).collect()
    }
}

pub fn invalid(parameter: &str) -> Response {
    refusal(400, "rest_invalid_param", &format!("Invalid parameter(s): {parameter}"))
}

impl Asked {
    pub fn new(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    pub fn one(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// `name=1,2`, `name[]=1&name[]=2` and `name[0]=1` alike.
    pub fn many(&self, name: &str) -> Vec<&str> {
        let named = self.0.iter().filter(|(known, _)| {
            known.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('['))
        });
        named.flat_map(|(_, value)| value.split(',')).map(str::trim).collect()
    }

    pub fn ascends(&self) -> bool {
        self.one("order") == Some("asc")
    }

    #[expect(clippy::result_large_err, reason = "the answer is what the caller returns")]
    pub fn page(&self) -> Result<Page, Response> {
        let number = |name: &str, default: usize, most: usize| match self.one(name) {
            None => Ok(default),
            Some(text) => text
                .parse()
                .ok()
                .filter(|number| (1..=most).contains(number))
                .ok_or_else(|| invalid(name)),
        };
        Ok(Page {
            number: number("page", 1, usize::MAX)?,
            size: number("per_page", 10, MOST_PER_PAGE)?,
        })
    }

    fn choose(&self, item: &mut Value) {
        let fields = self.many("_fields");
        if let (false, Value::Object(item)) = (fields.is_empty(), item) {
            item.retain(|name, _| fields.contains(&name.as_str()));
        }
    }
}

pub fn page(
    state: &State,
    asked: &Asked,
    uri: &Uri,
    mut items: Vec<Value>,
    total: usize,
) -> Response {
    let Ok(page) = asked.page() else {
        return invalid("page");
    };
    items.iter_mut().for_each(|item| asked.choose(item));
    let mut answer = answer(&Value::Array(items));
    let pages = (total as u64).div_ceil(page.size as u64);
    let headers = answer.headers_mut();
    headers.insert("x-wp-total", total.into());
    headers.insert("x-wp-totalpages", pages.into());
    if let Ok(link) = HeaderValue::from_str(&links(&state.home, uri, page.number as u64, pages)) {
        headers.insert("link", link);
    }
    answer
}

fn links(home: &str, uri: &Uri, page: u64, pages: u64) -> String {
    let others = uri.query().unwrap_or_default().split('&');
    let others: Vec<&str> = others
        .filter(|pair| {
            !pair.is_empty() && !pair.starts_with("page=") && !pair.starts_with("oauth_")
        })
        .collect();
    let to = |page: u64, relation: &str| {
        let query = [others.as_slice(), &[&format!("page={page}")]].concat().join("&");
        format!("<{home}/wp-json/wc/v3{}?{query}>; rel=\"{relation}\"", uri.path())
    };
    let previous = (page > 1).then(|| to((page - 1).min(pages.max(1)), "prev"));
    let next = (page < pages).then(|| to(page + 1, "next"));
    previous.into_iter().chain(next).collect::<Vec<_>>().join(", ")
}
