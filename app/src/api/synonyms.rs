//! What a shop's search takes for each other, as plain forms.

use crate::AppError;
use contract::SynonymsId;
use leptos::prelude::*;

/// Adds a group, its words separated by commas, and goes back to the list.
#[server(prefix = "/fn", endpoint = "synonyms/add")]
pub async fn add_synonyms(tenant: String, words: String) -> Result<(), AppError> {
    use contract::ProblemKind;
    let call = super::Call::of_request()?;
    let desk = call.desk(&tenant).await?;
    let words = words.split([',', ';', '\n']).map(str::to_owned).collect();
    let problem = match desk.add_synonyms(words).await {
        Ok(_) => "",
        Err(problem) => match problem.kind {
            ProblemKind::InvalidField => "?problem=words",
            ProblemKind::Conflict => "?problem=full",
            _ => return call.told(Err(problem)),
        },
    };
    call.answer.see_other(&format!("/admin/t/{}/synonyms{problem}", desk.tenant().slug));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "synonyms/remove")]
pub async fn remove_synonyms(tenant: String, id: SynonymsId) -> Result<(), AppError> {
    use contract::ProblemKind;
    let call = super::Call::of_request()?;
    let desk = call.desk(&tenant).await?;
    match desk.remove_synonyms(id).await {
        Ok(_) => {}
        // Somebody was faster.
        Err(problem) if problem.kind == ProblemKind::NotFound => {}
        Err(problem) => return call.told(Err(problem)),
    }
    call.answer.see_other(&format!("/admin/t/{}/synonyms", desk.tenant().slug));
    Ok(())
}
