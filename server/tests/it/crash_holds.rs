//! The program is killed again and again while pieces are held and sold over HTTP: what it said was
//! held is held, what it said was ordered is ordered, nothing is sold twice, and every hold is what
//! its history says.

use crate::harness::{Person, customer, furnish, site};
use crate::program::Program;
use contract::{KeyScope, TenantId};
use engine::keys::new_key;
use serde_json::{Value, json};
use server::cli::origin;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use store::Store;
use store::testing::TestDatabase;

const KILLS: usize = 5;
/// Acknowledged answers between two kills.
const ENOUGH: usize = 60;
const BUYERS: usize = 6;

/// What one buyer was told.
#[derive(Default)]
struct Told {
    held: Vec<String>,
    ordered: Vec<(String, String)>,
    released: Vec<String>,
}

/// Holds, orders and lets go until nobody answers.
async fn buy(base: String, key: String, buyer: usize, acknowledged: Arc<AtomicUsize>) -> Told {
    let person = Person::at(&base);
    let mut told = Told::default();
    for round in 0.. {
        // Some of these are short: then there is less to let go of.
        let sku = format!("alder-{}", 1 + (buyer + round) % 4);
        let items = json!({ "items": [{ "sku": sku, "quantity": 1 }, { "sku": "alder-30", "quantity": 1 }] });
        let ask = |method: &str, path: &str| person.ask(method, path).header("x-api-key", &key);
        let request = ask("POST", "/api/holds").json(&items);
        let request = request.header("idempotency-key", format!("{buyer}-{round}-{base}"));
        let Ok(answer) = request.send().await else { break };
        let status = answer.status().as_u16();
        assert!(matches!(status, 201 | 409 | 429), "{status}");
        let Ok(hold) = answer.json::<Value>().await else { break };
        acknowledged.fetch_add(1, Relaxed);
        if status != 201 {
            continue;
        }
        let code = hold["code"].as_str().unwrap().to_owned();
        told.held.push(code.clone());
        let path = format!("/api/holds/{code}");
        if round % 7 == 0 {
            let body = json!({ "customer": customer() });
            let request = ask("POST", &format!("{path}/confirm")).json(&body);
            let Ok(answer) = request.send().await else { break };
            assert_eq!(answer.status(), 201);
            let Ok(order) = answer.json::<Value>().await else { break };
            told.ordered.push((code, order["id"].as_str().unwrap().to_owned()));
        } else {
            let Ok(answer) = ask("DELETE", &path).send().await else { break };
            assert_eq!(answer.status(), 204);
            told.released.push(code);
        }
        acknowledged.fetch_add(1, Relaxed);
    }
    told
}

async fn keys(store: &Store, shop: TenantId) -> Vec<String> {
    let mut keys = Vec::new();
    for n in 0..BUYERS {
        let made =
            new_key(shop, origin("test"), &format!("Buyer {n}"), KeyScope::ALL.to_vec(), None);
        let (key, command) = made.unwrap();
        store.write(command).await.unwrap();
        keys.push(key);
    }
    keys
}

async fn killed_again_and_again(database: TestDatabase) {
    let house = furnish(&database).await;
    let site = site();
    let store = database.store().await;
    let keys = keys(&store, house.own).await;
    let mut all = Told::default();
    for _ in 0..KILLS {
        let mut program =
            Program::start(&database.url, site.path(), &["--key-requests-per-second", "0"]);
        let acknowledged = Arc::new(AtomicUsize::new(0));
        let buyers: Vec<_> = (0..BUYERS)
            .map(|n| {
                tokio::spawn(buy(program.base.clone(), keys[n].clone(), n, acknowledged.clone()))
            })
            .collect();
        while acknowledged.load(Relaxed) < ENOUGH {
            assert!(!buyers.iter().any(tokio::task::JoinHandle::is_finished), "nobody gives up");
            tokio::task::yield_now().await;
        }
        program.kill();
        for buyer in buyers {
            let told = buyer.await.unwrap();
            all.held.extend(told.held);
            all.ordered.extend(told.ordered);
            all.released.extend(told.released);
        }
    }
    let verified = store.verify_holds(house.own).await.unwrap();
    assert_eq!(verified.discrepancies, []);
    assert!(verified.holds >= all.held.len() as u64);
    for code in &all.held {
        store.hold(house.own, code).await.unwrap().expect("what was held is there");
    }
    for code in &all.released {
        let hold = store.hold(house.own, code).await.unwrap().unwrap().hold;
        assert_eq!(hold.state, contract::HoldState::Released);
    }
    assert!(!all.ordered.is_empty());
    for (hold, order) in &all.ordered {
        let stands = store.order(house.own, order).await.unwrap().expect("what was ordered stands");
        assert_eq!(&stands.hold, hold);
    }
    for row in store.stock_counts(house.own, "", 100).await.unwrap() {
        assert_eq!(row.on_hand, 9, "{row:?}");
        assert_eq!(row.free + row.held + row.sold, 9, "{row:?}");
    }
    store.close().await;
    // The command says so, too.
    let proof = Command::new(env!("CARGO_BIN_EXE_etalage"))
        .args(["holds", "verify", "--database-url", &database.url])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&proof.stdout).into_owned();
    assert!(proof.status.success() && said.contains("all as it should be"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_sold_twice_by_a_program_that_is_killed() {
    for database in store::testing::databases().await {
        eprintln!("on {}", database.name);
        killed_again_and_again(database).await;
    }
}
