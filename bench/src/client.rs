//! The smallest HTTP/1.1 client that will do, so that the cores are the server's: one connection,
//! one request at a time, lengths as the server gives them.

use anyhow::{Context, bail};
use memchr::memmem;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};

/// One thread: the other core is the server's.
pub fn runtime() -> anyhow::Result<Runtime> {
    Ok(Builder::new_current_thread().enable_all().build()?)
}

pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

pub struct Connection {
    stream: TcpStream,
    host: SocketAddr,
    /// What was read and not yet used.
    held: Vec<u8>,
}

impl Connection {
    pub async fn open(host: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(host).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, host, held: Vec::with_capacity(64 * 1024) })
    }

    /// `headers` are whole lines, each with its line end.
    pub async fn get(&mut self, path: &str, headers: &str) -> anyhow::Result<Answer> {
        self.ask("GET", path, headers, "").await
    }

    pub async fn ask(
        &mut self,
        method: &str,
        path: &str,
        headers: &str,
        body: &str,
    ) -> anyhow::Result<Answer> {
        let host = self.host;
        let length = match method {
            "GET" => String::new(),
            _ => format!("content-length: {}\r\n", body.len()),
        };
        let request =
            format!("{method} {path} HTTP/1.1\r\nhost: {host}\r\n{length}{headers}\r\n{body}");
        self.send(request.as_bytes()).await
    }

    /// A whole request, answered.
    pub async fn send(&mut self, request: &[u8]) -> anyhow::Result<Answer> {
        self.stream.write_all(request).await?;
        let head = loop {
            if let Some(end) = memmem::find(&self.held, b"\r\n\r\n") {
                break String::from_utf8(self.held.drain(..end + 4).collect())?;
            }
            self.read_more().await?;
        };
        let status = head.split(' ').nth(1).and_then(|word| word.parse().ok());
        let length: usize = match header(&head, "content-length") {
            Some(length) => length.parse()?,
            None if header(&head, "transfer-encoding").is_some() => bail!("{head}"),
            None => 0,
        };
        while self.held.len() < length {
            self.read_more().await?;
        }
        let body = self.held.drain(..length).collect();
        Ok(Answer { status: status.context("not HTTP")?, head, body })
    }

    async fn read_more(&mut self) -> anyhow::Result<()> {
        if self.stream.read_buf(&mut self.held).await? == 0 {
            bail!("the server closed the connection");
        }
        Ok(())
    }

    /// The connection itself, after a request whose answer has no end.
    pub async fn into_stream(mut self, path: &str) -> anyhow::Result<TcpStream> {
        let host = self.host;
        let request =
            format!("GET {path} HTTP/1.1\r\nhost: {host}\r\naccept: text/event-stream\r\n\r\n");
        self.stream.write_all(request.as_bytes()).await?;
        Ok(self.stream)
    }
}

pub fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().skip(1).find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

/// A signed-in person's connection.
pub struct Session {
    connection: Connection,
    headers: String,
}

impl Session {
    pub async fn sign_in(host: SocketAddr, email: &str, password: &str) -> anyhow::Result<Self> {
        let mut connection = Connection::open(host).await?;
        let plain = |text: &str| text.replace('@', "%40").replace(' ', "+");
        let form = format!("email={}&password={}", plain(email), plain(password));
        let headers = format!(
            "origin: http://{host}\r\naccept: text/html\r\ncontent-type: application/x-www-form-urlencoded\r\n"
        );
        let answer = connection.ask("POST", "/fn/session/sign-in", &headers, &form).await?;
        let cookie = header(&answer.head, "set-cookie").and_then(|cookie| cookie.split(';').next());
        let cookie = cookie.context("signing in failed")?;
        let headers = format!(
            "origin: http://{host}\r\ncookie: {cookie}\r\ncontent-type: application/json\r\n"
        );
        Ok(Self { connection, headers })
    }

    /// Goes on over a new connection: the server closes one that idles.
    pub async fn renew(&mut self) -> anyhow::Result<()> {
        self.connection = Connection::open(self.connection.host).await?;
        Ok(())
    }

    /// The answer's JSON; anything but success is an error.
    pub async fn ask(
        &mut self,
        method: &str,
        path: &str,
        body: &str,
    ) -> anyhow::Result<serde_json::Value> {
        let answer = self.connection.ask(method, path, &self.headers, body).await?;
        if answer.status != 200 {
            bail!("{method} {path}: {}", String::from_utf8_lossy(&answer.body));
        }
        Ok(serde_json::from_slice(&answer.body)?)
    }
}

/// Requests answered in a while, each connection asking again as soon as it is answered.
pub async fn load(
    host: SocketAddr,
    path: &str,
    headers: &str,
    connections: usize,
    time: Duration,
) -> anyhow::Result<u64> {
    let request = format!("GET {path} HTTP/1.1\r\nhost: {host}\r\n{headers}\r\n").into_bytes();
    let until = Instant::now() + time;
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..connections {
        let request = request.clone();
        tasks.spawn(async move {
            let mut connection = Connection::open(host).await?;
            let mut answered = 0u64;
            while Instant::now() < until {
                let answer = connection.send(&request).await?;
                if !matches!(answer.status, 200 | 304) {
                    bail!("answered with {}", answer.status);
                }
                answered += 1;
            }
            Ok(answered)
        });
    }
    let mut sum = 0;
    while let Some(outcome) = tasks.join_next().await {
        sum += outcome??;
    }
    Ok(sum)
}
