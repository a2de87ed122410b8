//! A line to another node that can be made to fail, and that says what was asked over it.

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use reqwest::Client;
use serde_json::Value;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// What happens to answers.
#[derive(Clone, Copy)]
pub enum Fault {
    None,
    /// Every answer is that status.
    Status(u16),
    /// Every answer is this, with 200.
    Answer(&'static str),
    /// After so many pages of products, that status.
    AfterPages(usize, u16),
    /// After so many pages of products, silence.
    SilentAfterPages(usize),
    /// What is asked at such a path is passed on, and the answer is lost.
    Lost(&'static str),
    /// Questions, and answers that are JSON, are written anew.
    Rewritten(fn(&mut String), fn(&mut Value)),
}

struct Inner {
    base: String,
    client: Client,
    fault: Mutex<Fault>,
    /// Since the fault was set.
    pages: Mutex<usize>,
    requests: Mutex<Vec<String>>,
}

pub struct Middleman {
    pub address: String,
    inner: Arc<Inner>,
    serving: JoinHandle<()>,
}

impl Middleman {
    pub async fn before(base: &str) -> Self {
        let inner = Arc::new(Inner {
            base: base.to_owned(),
            client: Client::new(),
            fault: Mutex::new(Fault::None),
            pages: Mutex::new(0),
            requests: Mutex::default(),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/", listener.local_addr().unwrap());
        let router = Router::new().fallback(pass).with_state(inner.clone());
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address, inner, serving }
    }

    pub fn set(&self, fault: Fault) {
        *self.inner.fault.lock().unwrap() = fault;
        *self.inner.pages.lock().unwrap() = 0;
    }

    /// Paths with queries, since the last call.
    pub fn take_requests(&self) -> Vec<String> {
        std::mem::take(&mut *self.inner.requests.lock().unwrap())
    }

    pub fn stop(self) {
        self.serving.abort();
    }
}

async fn pass(State(inner): State<Arc<Inner>>, request: Request) -> Response {
    let mut path = request.uri().path_and_query().unwrap().to_string();
    inner.requests.lock().unwrap().push(path.clone());
    let fault = *inner.fault.lock().unwrap();
    let pages = {
        let mut pages = inner.pages.lock().unwrap();
        *pages += usize::from(path.contains("limit=200"));
        *pages
    };
    let answer = |status: u16, body: &'static str| {
        Response::builder().status(status).body(Body::from(body)).unwrap()
    };
    let mut rewrite: fn(&mut Value) = |_| {};
    let is_lost = matches!(fault, Fault::Lost(part) if path.contains(part));
    match fault {
        Fault::None | Fault::Lost(_) => {}
        Fault::Status(status) => return answer(status, "broken"),
        Fault::Answer(text) => return answer(200, text),
        Fault::AfterPages(most, status) if pages > most => return answer(status, "broken"),
        Fault::SilentAfterPages(most) if pages > most => std::future::pending::<()>().await,
        Fault::AfterPages(..) | Fault::SilentAfterPages(_) => {}
        Fault::Rewritten(question, of_answer) => {
            question(&mut path);
            rewrite = of_answer;
        }
    }
    let method = request.method().clone();
    let mut asked = inner.client.request(method, format!("{}{path}", inner.base));
    for name in ["x-api-key", "if-none-match", "idempotency-key", "content-type"] {
        if let Some(value) = request.headers().get(name) {
            asked = asked.header(name, value);
        }
    }
    let body = axum::body::to_bytes(request.into_body(), 1 << 20).await.unwrap();
    let asked = if body.is_empty() { asked } else { asked.body(body) };
    let told = asked.send().await.unwrap();
    if is_lost {
        return answer(502, "lost");
    }
    let mut response = Response::builder().status(told.status());
    for name in ["content-type", "etag", "retry-after"] {
        if let Some(value) = told.headers().get(name) {
            response = response.header(name, value);
        }
    }
    let body = told.bytes().await.unwrap();
    let body = match serde_json::from_slice::<Value>(&body) {
        Ok(mut value) => {
            rewrite(&mut value);
            Body::from(value.to_string())
        }
        Err(_) => Body::from(body),
    };
    response.body(body).unwrap().into_response()
}
