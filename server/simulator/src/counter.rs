//! The office's counter: the inventory protocol over an engine, answered as the server answers it
//! (`server/src/api/stock.rs`). The keys are shown once and not with every request, so that nothing is
//! written down behind everybody's back.

use bytes::Bytes;
use contract::problem::ProblemDocument;
use contract::protocol::{
    AvailabilityAsked, ConfirmationAsked, ExtensionAsked, HoldAsked, OrderAsked,
};
use contract::{Denied, Problem, ProblemKind, Shortage};
use engine::trade::Dealings;
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use http::{Method, Response, StatusCode};
use http_body_util::Full;
use serde::Serialize;
use serde::de::DeserializeOwned;

pub type Answer = Response<Full<Bytes>>;

/// What was asked.
pub struct Asked {
    pub method: Method,
    pub path: String,
    pub body: Bytes,
}

impl Asked {
    fn read<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        serde_json::from_slice(&self.body)
            .map_err(|error| Problem::new(ProblemKind::MalformedRequest, error.to_string()))
    }

    pub async fn answered(self, dealings: Dealings) -> Answer {
        self.done(&dealings).await.unwrap_or_else(denied)
    }

    async fn done(&self, dealings: &Dealings) -> Result<Answer, Denied> {
        let path: Vec<&str> = self.path.trim_matches('/').split('/').collect();
        match (self.method.as_str(), &path[..]) {
            ("POST", ["api", "availability"]) => {
                let asked: AvailabilityAsked = self.read()?;
                Ok(json(StatusCode::OK, &dealings.availability(&asked).await?))
            }
            ("POST", ["api", "holds"]) => {
                let asked: HoldAsked = self.read()?;
                Ok(json(StatusCode::CREATED, &dealings.hold(&asked).await?))
            }
            ("GET", ["api", "holds", code]) => {
                Ok(json(StatusCode::OK, &dealings.held(code).await?))
            }
            ("DELETE", ["api", "holds", code]) => {
                dealings.release(code).await?;
                Ok(bare(StatusCode::NO_CONTENT))
            }
            ("POST", ["api", "holds", code, "extend"]) => {
                let asked: ExtensionAsked = self.read()?;
                Ok(json(StatusCode::OK, &dealings.extend(code, asked.minutes).await?))
            }
            ("POST", ["api", "holds", code, "confirm"]) => {
                let asked: ConfirmationAsked = self.read()?;
                Ok(json(StatusCode::CREATED, &dealings.confirm(code, &asked).await?))
            }
            ("POST", ["api", "orders"]) => {
                let asked: OrderAsked = self.read()?;
                Ok(json(StatusCode::CREATED, &dealings.order(&asked).await?))
            }
            _ => Err(Problem::not_found("page").into()),
        }
    }
}

/// A problem document with what is missing.
#[derive(Serialize)]
struct Short {
    #[serde(flatten)]
    document: ProblemDocument,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    shortages: Vec<Shortage>,
}

fn denied(denied: Denied) -> Answer {
    let problem = denied.problem();
    let shortages = match denied {
        Denied::Short(shortages) => shortages,
        Denied::Problem(_) => vec![],
    };
    let status =
        StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut answer =
        json(status, &Short { document: ProblemDocument::new(&problem, "0"), shortages });
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, http::HeaderValue::from_static("application/problem+json"));
    if let Some(seconds) = problem.retry_after {
        headers.insert(RETRY_AFTER, seconds.into());
    }
    answer
}

fn json(status: StatusCode, body: &impl Serialize) -> Answer {
    let bytes = serde_json::to_vec(body).expect("answers can be written");
    let mut answer = bare(status);
    *answer.body_mut() = Full::new(bytes.into());
    answer.headers_mut().insert(CONTENT_TYPE, http::HeaderValue::from_static("application/json"));
    answer
}

/// Without a body.
pub fn bare(status: StatusCode) -> Answer {
    let mut answer = Response::new(Full::default());
    *answer.status_mut() = status;
    answer
}
