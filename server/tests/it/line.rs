//! A line between a node and its PostgreSQL server that can be cut and mended.

use std::net::SocketAddr;
use std::sync::Arc;
use store::testing::TestDatabase;
use tokio::io::{AsyncRead, AsyncWrite, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Where it leads.
#[derive(Clone)]
enum Server {
    Tcp(String),
    Unix(String),
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Open,
    /// Connections break, new ones are refused.
    Cut,
    /// Connections stay, and nothing passes any more: not even when the line is mended.
    Silent,
}

pub struct Line {
    /// The database as reached over this line.
    pub url: String,
    address: SocketAddr,
    server: Server,
    state: Arc<watch::Sender<State>>,
    accepting: Option<JoinHandle<()>>,
}

impl Line {
    pub async fn to(database: &TestDatabase) -> Self {
        let (user, server, name) = parts(&database.url);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut line = Self {
            url: format!("postgres://{user}@{address}/{name}?sslmode=disable"),
            address,
            server,
            state: Arc::new(watch::Sender::new(State::Open)),
            accepting: None,
        };
        line.accept(listener);
        line
    }

    fn accept(&mut self, listener: TcpListener) {
        let (server, state) = (self.server.clone(), self.state.clone());
        self.accepting = Some(tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(carry(client, server.clone(), state.subscribe()));
            }
        }));
    }

    pub async fn cut(&mut self) {
        if let Some(accepting) = self.accepting.take() {
            accepting.abort();
            let _ = accepting.await;
        }
        self.state.send_replace(State::Cut);
    }

    pub fn fall_silent(&self) {
        self.state.send_replace(State::Silent);
    }

    pub async fn mend(&mut self) {
        self.state.send_replace(State::Open);
        if self.accepting.is_none() {
            let listener = TcpListener::bind(self.address).await.unwrap();
            self.accept(listener);
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        if let Some(accepting) = &self.accepting {
            accepting.abort();
        }
    }
}

async fn carry(client: TcpStream, server: Server, state: watch::Receiver<State>) {
    if *state.borrow() == State::Silent {
        return hold(client, state).await;
    }
    match server {
        Server::Tcp(address) => {
            let server = TcpStream::connect(address).await.unwrap();
            pass(client, server, state).await;
        }
        Server::Unix(path) => {
            let server = UnixStream::connect(path).await.unwrap();
            pass(client, server, state).await;
        }
    }
}

async fn pass<S>(mut client: TcpStream, mut server: S, mut state: watch::Receiver<State>)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    tokio::select! {
        _ = copy_bidirectional(&mut client, &mut server) => return,
        _ = state.wait_for(|state| *state != State::Open) => {}
    }
    if *state.borrow() == State::Silent {
        // The server's end goes, as after a lost machine; the node's is never told.
        drop(server);
        hold(client, state).await;
    }
}

/// Until the test is over.
async fn hold(client: TcpStream, mut state: watch::Receiver<State>) {
    while state.changed().await.is_ok() {}
    drop(client);
}

/// User, server and database of a test database's URL.
fn parts(url: &str) -> (String, Server, String) {
    let (address, parameters) = url.split_once('?').unwrap_or((url, ""));
    let address = address.strip_prefix("postgres://").unwrap();
    let (user, rest) = address.split_once('@').unwrap();
    let (host, name) = rest.split_once('/').unwrap();
    let folder = parameters.split('&').find_map(|pair| pair.strip_prefix("host="));
    let server = match folder {
        Some(folder) => Server::Unix(format!("{folder}/.s.PGSQL.5432")),
        None if host.contains(':') => Server::Tcp(host.to_owned()),
        None => Server::Tcp(format!("{host}:5432")),
    };
    (user.to_owned(), server, name.to_owned())
}
