//! The filters of the table of products that a person keeps, as plain forms.

use crate::AppError;
use contract::FilterId;
use leptos::prelude::*;

/// Keeps what an address asks of the table under a name, and goes back to it.
#[server(prefix = "/fn", endpoint = "filters/save")]
pub async fn save_filter(tenant: String, name: String, table: String) -> Result<(), AppError> {
    use contract::ProblemKind;
    use contract::table::TableQuery;
    let call = super::Call::of_request()?;
    let desk = call.desk(&tenant).await?;
    let table = TableQuery::parse(&table);
    let problem = match desk.save_filter(&name, &table).await {
        Ok(()) => None,
        Err(problem) => match problem.kind {
            ProblemKind::InvalidField => Some("name"),
            ProblemKind::Conflict => Some("full"),
            _ => return call.told(Err(problem)),
        },
    };
    call.answer.see_other(&back(&desk.tenant().slug, &table.address(), problem));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "filters/remove")]
pub async fn remove_filter(tenant: String, id: FilterId, table: String) -> Result<(), AppError> {
    use contract::ProblemKind;
    use contract::table::TableQuery;
    let call = super::Call::of_request()?;
    let desk = call.desk(&tenant).await?;
    match desk.remove_filter(id).await {
        Ok(()) => {}
        // Done in another tab.
        Err(problem) if problem.kind == ProblemKind::NotFound => {}
        Err(problem) => return call.told(Err(problem)),
    }
    let table = TableQuery::parse(&table).address();
    call.answer.see_other(&back(&desk.tenant().slug, &table, None));
    Ok(())
}

/// The table as it was, and what went wrong.
#[cfg(feature = "ssr")]
fn back(shop: &str, table: &str, problem: Option<&str>) -> String {
    let problem = problem.map(|problem| format!("problem={problem}"));
    let parts = [Some(table.to_owned()).filter(|table| !table.is_empty()), problem];
    let query = parts.into_iter().flatten().collect::<Vec<_>>().join("&");
    match query.is_empty() {
        true => format!("/admin/t/{shop}/products"),
        false => format!("/admin/t/{shop}/products?{query}"),
    }
}
