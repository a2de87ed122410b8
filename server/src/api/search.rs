//! Searching a shop.

use crate::problem::ApiError;
use crate::security::address::ClientAddress;
use crate::state::App;
use axum::extract::{RawQuery, State};
use axum::http::header::CACHE_CONTROL;
use axum::response::IntoResponse;
use axum::{Extension, Json};
use contract::Problem;
use contract::problem::ProblemDocument;
use contract::search::{LAST_PAGE, LONGEST_WORDS, Manner, SearchQuery, SearchResults, Sort};

/// Search a shop
///
/// Words are looked for in names, article numbers, categories, attributes and descriptions; the
/// last one may be the beginning of a word. Each of `category`, `stock` and `a.{attribute}` may be
/// said several times: any of its values will do. A facet's counts honour all other choices, not
/// its own. May lag two seconds behind a change.
#[utoipa::path(
    get,
    path = "/api/search",
    tag = "products",
    params(
        ("tenantId" = String, Query, description = "The shop's id or slug."),
        ("q" = Option<String>, Query, description = "What is looked for, at most 200 bytes; everything when left out.", example = "linen coat"),
        ("category" = Option<Vec<String>>, Query, description = "Slugs of categories, each with all below it."),
        ("min" = Option<String>, Query, description = "The lowest price, in major units.", example = "49.50"),
        ("max" = Option<String>, Query, description = "The highest price, in major units."),
        ("stock" = Option<Vec<contract::search::Stock>>, Query),
        ("sale" = Option<String>, Query, description = "`1` for reduced products only."),
        ("a.{attribute}" = Option<Vec<String>>, Query, description = "Values of an attribute, for example `a.Colour=Red`."),
        ("sort" = Option<Sort>, Query, description = "`relevance` when left out."),
        ("page" = Option<u32>, Query, description = "From 1 to 200."),
        ("limit" = Option<u32>, Query, description = "Products of the page that are wanted, from 0 to 24."),
    ),
    responses(
        (status = 200, body = SearchResults),
        (status = 404, description = "No such shop, or no such page.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "A parameter is wrong.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 429, description = "Too many searches.", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 503, description = "The search is being prepared.", body = ProblemDocument, content_type = "application/problem+json"),
    ),
)]
pub async fn search(
    State(app): State<App>,
    client: Option<Extension<ClientAddress>>,
    RawQuery(asked): RawQuery,
) -> Result<impl IntoResponse, ApiError> {
    let client = client.map_or(ClientAddress::UNKNOWN, |Extension(client)| client);
    app.searches.check(&client.limit_key())?;
    let asked = asked.unwrap_or_default();
    let about = About::read(&asked)?;
    let tenant = app.engine.tenant(&about.tenant)?;
    let manner = Manner { currency: tenant.currency, usual: Sort::Relevance };
    let query = SearchQuery::parse(&asked, manner).filter(|query| query.page <= LAST_PAGE);
    let query = query.ok_or_else(|| {
        Problem::invalid("page", format!("A page is a number from 1 to {LAST_PAGE}."))
    })?;
    let shop = app.engine.storefront(&tenant.slug, Default::default())?;
    let mut results = shop.search(None, &query).await?;
    results.found.products.truncate(about.limit);
    Ok(([(CACHE_CONTROL, "no-cache")], Json(results)))
}

/// What the query says besides the search itself.
struct About {
    tenant: String,
    limit: usize,
}

impl About {
    fn read(asked: &str) -> Result<Self, Problem> {
        let mut about = Self { tenant: String::new(), limit: usize::MAX };
        for (name, value) in SearchQuery::pairs(asked) {
            match name.as_str() {
                "tenantId" if about.tenant.is_empty() => about.tenant = value,
                "limit" => {
                    let limit = value.parse().ok().filter(|limit| *limit <= 24);
                    about.limit = limit.ok_or_else(|| {
                        Problem::invalid("limit", "A limit is a number from 0 to 24.")
                    })?;
                }
                "q" if value.trim().len() > LONGEST_WORDS => {
                    return Err(Problem::invalid("q", "Search for fewer words."));
                }
                "sort" if Sort::parse(&value).is_none() && !value.is_empty() => {
                    let known = Sort::ALL.map(Sort::as_str).join(", ");
                    return Err(Problem::invalid("sort", format!("An order is one of {known}.")));
                }
                _ => {}
            }
        }
        if about.tenant.is_empty() {
            return Err(Problem::invalid("tenantId", "Say which shop is meant."));
        }
        Ok(about)
    }
}
