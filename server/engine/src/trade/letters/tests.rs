//! Letters over the real store, to a mail server that speaks the real protocol.

use super::{ATTEMPTS, Post, next_at};
use crate::{Engine, EngineOptions, TestClock};
use base64::Engine as _;
use contract::draft::ProductDraft;
use contract::stockroom::Letter;
use contract::{CartId, Currency, Customer, Item, OrderLine, TenantId, Timestamp};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use store::testing::{TestDatabase, databases};
use store::{
    Authority, Origin, Owner, PlaceHold, PlaceOrder, Request, SaveTenant, Store, TenantDraft,
    UpsertProducts,
};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// A mail server that keeps what it is given, and is out of order as often as it is told.
struct Server {
    port: u16,
    /// Sender, recipient, and the message as it came.
    taken: Arc<Mutex<Vec<(String, String, String)>>>,
    refusing: Arc<AtomicUsize>,
}

impl Server {
    async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (taken, refusing) = (Arc::<Mutex<Vec<_>>>::default(), Arc::<AtomicUsize>::default());
        let (kept, out) = (taken.clone(), refusing.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(talk(stream, kept.clone(), out.clone()));
            }
        });
        Self { port, taken, refusing }
    }

    fn post(&self) -> Option<Arc<Post>> {
        let url = format!("smtp://tide:secret@127.0.0.1:{}", self.port);
        Some(Arc::new(Post::new(&url, "Tide <orders@tide.example>").unwrap()))
    }

    fn taken(&self) -> Vec<(String, String, String)> {
        self.taken.lock().unwrap().clone()
    }
}

async fn talk(
    stream: TcpStream,
    taken: Arc<Mutex<Vec<(String, String, String)>>>,
    refusing: Arc<AtomicUsize>,
) {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 mail.example ESMTP\r\n").await.unwrap();
    let (mut from, mut to) = (String::new(), String::new());
    while let Ok(Some(line)) = lines.next_line().await {
        let address = || line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
        let answer = match line.split([' ', ':']).next().unwrap().to_ascii_uppercase().as_str() {
            "EHLO" => "250-mail.example\r\n250-8BITMIME\r\n250 AUTH PLAIN",
            "AUTH" => {
                let told = line.rsplit(' ').next().unwrap();
                let told = base64::engine::general_purpose::STANDARD.decode(told).unwrap();
                assert_eq!(told, b"\0tide\0secret");
                "235 welcome"
            }
            "MAIL" => {
                from = address();
                "250 yes"
            }
            "RCPT" => {
                to = address();
                let is_out = refusing
                    .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
                if is_out.is_ok() { "451 the box is being mended" } else { "250 yes" }
            }
            "DATA" => {
                write.write_all(b"354 go on\r\n").await.unwrap();
                let mut message = String::new();
                while let Ok(Some(line)) = lines.next_line().await {
                    if line == "." {
                        break;
                    }
                    message.push_str(line.strip_prefix('.').unwrap_or(&line));
                    message.push('\n');
                }
                taken.lock().unwrap().push((from.clone(), to.clone(), message));
                "250 taken"
            }
            "RSET" | "NOOP" => "250 yes",
            "QUIT" => {
                let _ = write.write_all(b"221 bye\r\n").await;
                return;
            }
            other => panic!("{other}"),
        };
        if write.write_all(format!("{answer}\r\n").as_bytes()).await.is_err() {
            return;
        }
    }
}

/// The text of a message, however it was packed.
fn unpacked(message: &str) -> String {
    let (headers, body) = message.split_once("\n\n").unwrap();
    if headers.contains("base64") {
        let packed: String = body.split_whitespace().collect();
        let bytes = base64::engine::general_purpose::STANDARD.decode(packed).unwrap();
        return String::from_utf8(bytes).unwrap().replace("\r\n", "\n");
    }
    let body = body.replace("=\n", "");
    let mut bytes = Vec::new();
    let mut rest = body.as_bytes();
    while let [first, tail @ ..] = rest {
        match (first, tail) {
            (b'=', [high, low, tail @ ..]) => {
                let digits = [*high, *low];
                let digits = std::str::from_utf8(&digits).unwrap();
                bytes.push(u8::from_str_radix(digits, 16).unwrap());
                rest = tail;
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).unwrap()
}

fn origin() -> Origin {
    Origin {
        actor: "test".into(),
        user_id: None,
        trace_id: "0".into(),
        producer_id: "test".into(),
        at: Timestamp(1_000),
    }
}

struct House {
    store: Store,
    tenant: TenantId,
}

impl House {
    async fn open(database: &TestDatabase) -> Self {
        let store = database.store().await;
        let tenant = TenantDraft {
            locale: "de-DE".into(),
            time_zone: "Europe/Berlin".into(),
            ..TenantDraft::named("tide", "Tide")
        };
        let tenant = store.write(SaveTenant { origin: origin(), tenant }).await.unwrap().value;
        let hat = ProductDraft { stock: Some(9), ..ProductDraft::named("HAT", "Hut", 1_000) };
        store.write(UpsertProducts { tenant, origin: origin(), drafts: vec![hat] }).await.unwrap();
        Self { store, tenant }
    }

    /// Has something ordered by whoever has that address.
    async fn order(&self, code: &str, email: &str) {
        let (tenant, owner) = (self.tenant, Owner::Cart(CartId(1)));
        let hold = PlaceHold {
            tenant,
            origin: origin(),
            owner: owner.clone(),
            customer_id: None,
            code: format!("hold of {code}"),
            items: vec![Item::new("HAT", 1)],
            expires_at: Timestamp(100_000),
            authority: Authority::Embedded,
            remote_id: None,
            request: None,
            replaces: false,
            counted: vec![],
        };
        self.store.write(hold).await.unwrap();
        let line = OrderLine {
            sku: "HAT".into(),
            product_id: None,
            name: "Hut".into(),
            options: String::new(),
            quantity: 1,
            price_cents: 1_000,
        };
        let order = PlaceOrder {
            tenant,
            origin: origin(),
            owner,
            visitor: None,
            hold: format!("hold of {code}"),
            code: code.into(),
            lines: vec![line],
            currency: Currency::EUR,
            customer: Customer { email: email.into(), ..Customer::default() },
            request: Request { key: code.into(), hash: "h".into() },
            is_confirmed_by_mail: true,
        };
        self.store.write(order).await.unwrap();
    }

    async fn node(&self, post: Option<Arc<Post>>) -> (Arc<Engine>, Arc<TestClock>) {
        let clock = Arc::new(TestClock::default());
        let base_url = Some("https://house.example".to_owned());
        let options = EngineOptions { post, base_url, ..EngineOptions::default() };
        let engine = Engine::load(self.store.clone(), clock.clone(), options).await.unwrap();
        (engine, clock)
    }

    async fn letters(&self) -> Vec<Letter> {
        self.store.letters(self.tenant, 50, 0).await.unwrap().0
    }
}

#[tokio::test]
async fn a_letter_is_sent_once_however_many_nodes_there_are() {
    for database in databases().await {
        let (house, server) = (House::open(&database).await, Server::open().await);
        for n in 1..=5 {
            house.order(&format!("o{n}"), &format!("ines{n}@example.com")).await;
        }
        let nodes = [house.node(server.post()).await.0, house.node(server.post()).await.0];
        let [first, second] = nodes.each_ref().map(|node| node.send_letters());
        let (first, second) = tokio::join!(first, second);
        first.unwrap();
        second.unwrap();
        // Whoever came second may have found the door closed; nothing is left to them.
        nodes[0].send_letters().await.unwrap();
        let taken = server.taken();
        assert_eq!(taken.len(), 5);
        let (from, to, message) = &taken[0];
        assert_eq!((from.as_str(), to.as_str()), ("orders@tide.example", "ines1@example.com"));
        assert!(message.contains("To: ines1@example.com\n"), "{message}");
        assert!(message.contains("Subject: Deine Bestellung 1001 bei Tide\n"), "{message}");
        let text = unpacked(message);
        assert!(text.contains("1 × Hut: 10,00\u{a0}€"), "{text}");
        assert!(text.contains("https://house.example/t/tide/orders/o1"), "{text}");
        let letters = house.letters().await;
        assert!(letters.iter().all(|letter| letter.sent_at.is_some() && letter.attempts == 1));
        assert_eq!(letters[4].subject, "Deine Bestellung 1001 bei Tide");
        for node in nodes {
            node.stop().await;
        }
        house.store.close().await;
    }
}

#[tokio::test]
async fn what_fails_is_tried_again_and_kept_at_last() {
    for database in databases().await {
        let (house, server) = (House::open(&database).await, Server::open().await);
        house.order("o1", "ines@example.com").await;
        let (node, clock) = house.node(server.post()).await;
        server.refusing.store(2, Ordering::SeqCst);
        node.send_letters().await.unwrap();
        let letter = house.letters().await.remove(0);
        assert!(letter.said.as_deref().unwrap().contains("being mended"), "{:?}", letter.said);
        assert!(letter.next_at.is_some() && letter.sent_at.is_none());
        node.send_letters().await.unwrap();
        assert_eq!(house.letters().await[0].attempts, 1, "not before its time");
        clock.advance(61_000);
        node.send_letters().await.unwrap();
        clock.advance(121_000);
        node.send_letters().await.unwrap();
        let letter = house.letters().await.remove(0);
        assert_eq!((letter.attempts, server.taken().len()), (3, 1));
        assert!(letter.sent_at.is_some() && letter.said.is_none());

        house.order("o2", "ines@example.com").await;
        server.refusing.store(usize::MAX, Ordering::SeqCst);
        for _ in 0..ATTEMPTS + 3 {
            node.send_letters().await.unwrap();
            clock.advance(7 * 60 * 60 * 1_000);
        }
        let letter = house.letters().await.remove(0);
        assert_eq!((letter.attempts, letter.next_at), (ATTEMPTS, None));
        assert!(letter.said.is_some() && !letter.body.is_empty(), "kept to be read");
        node.stop().await;
        house.store.close().await;
    }
}

#[tokio::test]
async fn without_a_mail_server_letters_are_kept() {
    for database in databases().await {
        let house = House::open(&database).await;
        house.order("o1", "ines@example.com").await;
        let (node, _) = house.node(None).await;
        node.send_letters().await.unwrap();
        let letter = house.letters().await.remove(0);
        assert_eq!((letter.sent_at, letter.next_at, letter.said.as_deref()), (None, None, None));
        assert!(letter.body.contains("Danke"), "{}", letter.body);
        node.stop().await;
        house.store.close().await;
    }
}

#[test]
fn pauses_grow_to_six_hours_and_end() {
    let pause = |attempts| next_at(Timestamp(0), attempts).map(|at| at.0 / 60_000);
    assert_eq!([1, 2, 3, 9].map(pause), [Some(1), Some(2), Some(4), Some(256)]);
    assert_eq!(pause(10), None);
}
