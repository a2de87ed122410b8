//! What went wrong, in words someone can act on: RFC 9457 problem details.

use serde::{Deserialize, Serialize};

/// The kinds of failure a caller can tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ProblemKind {
    MalformedRequest,
    Unauthenticated,
    Forbidden,
    NotFound,
    MethodNotAllowed,
    Conflict,
    TooLarge,
    UnsupportedMediaType,
    InvalidField,
    TooManyRequests,
    Internal,
    Unavailable,
}

impl ProblemKind {
    /// The HTTP status it is answered with.
    pub fn status(self) -> u16 {
        match self {
            Self::MalformedRequest => 400,
            Self::Unauthenticated => 401,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::Conflict => 409,
            Self::TooLarge => 413,
            Self::UnsupportedMediaType => 415,
            Self::InvalidField => 422,
            Self::TooManyRequests => 429,
            Self::Internal => 500,
            Self::Unavailable => 503,
        }
    }

    /// The stable `type` of the problem document, a URN in the project's own name space.
    pub fn uri(self) -> &'static str {
        match self {
            Self::MalformedRequest => "urn:etalage:problem:malformed-request",
            Self::Unauthenticated => "urn:etalage:problem:unauthenticated",
            Self::Forbidden => "urn:etalage:problem:forbidden",
            Self::NotFound => "urn:etalage:problem:not-found",
            Self::MethodNotAllowed => "urn:etalage:problem:method-not-allowed",
            Self::Conflict => "urn:etalage:problem:conflict",
            Self::TooLarge => "urn:etalage:problem:too-large",
            Self::UnsupportedMediaType => "urn:etalage:problem:unsupported-media-type",
            Self::InvalidField => "urn:etalage:problem:invalid-field",
            Self::TooManyRequests => "urn:etalage:problem:too-many-requests",
            Self::Internal => "urn:etalage:problem:internal",
            Self::Unavailable => "urn:etalage:problem:unavailable",
        }
    }
}

/// A failure as services return it. Never carries an internal message: what the operator needs
/// goes to the log, under the same trace id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    pub kind: ProblemKind,
    /// A sentence the person or program at the other end can act on.
    pub title: String,
    /// The field at fault, as a JSON pointer or a parameter's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Seconds after which trying again makes sense.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
}

impl Problem {
    pub fn new(kind: ProblemKind, title: impl Into<String>) -> Self {
        Self { kind, title: title.into(), field: None, retry_after: None }
    }

    /// Foreign and missing things answer alike.
    pub fn not_found(what: &str) -> Self {
        Self::new(ProblemKind::NotFound, format!("There is no such {what} here."))
    }

    pub fn invalid(field: impl Into<String>, title: impl Into<String>) -> Self {
        Self { field: Some(field.into()), ..Self::new(ProblemKind::InvalidField, title) }
    }

    pub fn conflict(title: impl Into<String>) -> Self {
        Self::new(ProblemKind::Conflict, title)
    }

    pub fn unauthenticated() -> Self {
        Self::new(ProblemKind::Unauthenticated, "Sign in first.")
    }

    pub fn forbidden() -> Self {
        Self::new(ProblemKind::Forbidden, "Your role does not allow this here.")
    }

    pub fn unavailable() -> Self {
        Self {
            retry_after: Some(5),
            ..Self::new(
                ProblemKind::Unavailable,
                "The shop cannot answer right now. Try again in a moment.",
            )
        }
    }

    pub fn internal() -> Self {
        Self::new(ProblemKind::Internal, "Something went wrong on our side. It has been noted.")
    }

    pub fn too_many_requests(retry_after: u32) -> Self {
        Self {
            retry_after: Some(retry_after),
            ..Self::new(
                ProblemKind::TooManyRequests,
                "Too many requests. Wait a little, then try again.",
            )
        }
    }

    pub fn status(&self) -> u16 {
        self.kind.status()
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.title)
    }
}

impl std::error::Error for Problem {}

/// The document sent as `application/problem+json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ProblemDocument {
    /// A stable URN that names the kind of problem.
    pub r#type: String,
    pub title: String,
    pub status: u16,
    /// The field at fault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Quote it when asking for help.
    pub trace_id: String,
}

impl ProblemDocument {
    pub fn new(problem: &Problem, trace_id: impl Into<String>) -> Self {
        Self {
            r#type: problem.kind.uri().to_owned(),
            title: problem.title.clone(),
            status: problem.status(),
            field: problem.field.clone(),
            trace_id: trace_id.into(),
        }
    }
}
