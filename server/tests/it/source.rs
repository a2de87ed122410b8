//! A shop's picture server, and everything one can do wrong.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures::StreamExt;
use http::StatusCode;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, LOCATION};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use std::collections::HashMap;
use std::io::Cursor;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::TcpListener;

#[derive(Clone, Default)]
struct Asked {
    by_name: Arc<Mutex<HashMap<String, usize>>>,
    shade: Arc<Mutex<u8>>,
}

pub struct Source {
    pub port: u16,
    asked: Asked,
}

impl Source {
    pub async fn open() -> Self {
        let asked = Asked::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let router = Router::new().route("/{*name}", get(answer)).with_state(asked.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { port, asked }
    }

    pub fn url(&self, name: &str) -> String {
        format!("http://127.0.0.1:{}/{name}", self.port)
    }

    /// How often anybody came for it.
    pub fn asked(&self, name: &str) -> usize {
        self.asked.by_name.lock().unwrap().get(name).copied().unwrap_or_default()
    }

    pub fn asked_at_all(&self) -> usize {
        self.asked.by_name.lock().unwrap().values().sum()
    }

    /// Puts other pictures in the place of all.
    pub fn repaint(&self) {
        *self.asked.shade.lock().unwrap() += 100;
    }
}

fn png(width: u32, height: u32, shade: u8) -> Vec<u8> {
    let colour = |x: u32, y: u32| Rgb([(x * 199 / width) as u8, (y * 199 / height) as u8, shade]);
    let picture = DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, colour));
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, ImageFormat::Png).unwrap();
    file.into_inner()
}

/// A header of 60,000 by 60,000 pixels.
fn bomb() -> Vec<u8> {
    let mut file = png(4, 4, 0);
    file[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
    file[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
    let mut sum = u32::MAX;
    for byte in &file[12..29] {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 };
        }
    }
    file[29..33].copy_from_slice(&(!sum).to_be_bytes());
    file
}

async fn answer(Path(name): Path<String>, State(asked): State<Asked>) -> Response {
    *asked.by_name.lock().unwrap().entry(name.clone()).or_default() += 1;
    let shade = *asked.shade.lock().unwrap();
    let of = |kind: &str, body: Vec<u8>| ([(CONTENT_TYPE, kind.to_owned())], body).into_response();
    let to = |address: &str| (StatusCode::FOUND, [(LOCATION, address.to_owned())]).into_response();
    match name.as_str() {
        "bomb.png" => of("image/png", bomb()),
        "page.png" => of("text/html", png(40, 50, 0)),
        "liar.png" => of("image/png", b"<html>not at all</html>".to_vec()),
        "drawing.svg" => of("image/svg+xml", b"<svg/>".to_vec()),
        "gone.png" => StatusCode::NOT_FOUND.into_response(),
        "broken.png" => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        "moved.png" => to("/here.png"),
        "loop.png" => to("/loop.png"),
        "to-private.png" => to("http://10.0.0.1/a.png"),
        "to-metadata.png" => to("http://169.254.169.254/latest/meta-data"),
        "to-other-port.png" => to("http://127.0.0.1:1/a.png"),
        "to-file.png" => to("file:///etc/passwd"),
        "declared.png" => {
            let body = Body::from_stream(futures::stream::pending::<std::io::Result<Bytes>>());
            ([(CONTENT_TYPE, "image/png"), (CONTENT_LENGTH, "900000000")], body).into_response()
        }
        "endless.png" => {
            let piece = || Ok::<_, std::io::Error>(Bytes::from(vec![0; 64 * 1024]));
            let body = Body::from_stream(futures::stream::repeat_with(piece));
            ([(CONTENT_TYPE, "image/png")], body).into_response()
        }
        "drip.png" => {
            let drops = futures::stream::repeat(()).then(|()| async {
                tokio::time::sleep(Duration::from_millis(100)).await;
                Ok::<_, std::io::Error>(Bytes::from_static(b"x"))
            });
            ([(CONTENT_TYPE, "image/png")], Body::from_stream(drops)).into_response()
        }
        "slow.png" => {
            tokio::time::sleep(Duration::from_millis(300)).await;
            of("image/png", png(400, 500, shade))
        }
        _ => of("image/png", png(800, 1000, shade)),
    }
}
