//! Killed at any moment, the store keeps what it acknowledged.

use crate::support::*;
use contract::TenantId;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use store::{Change, Store, StoreOptions, UpsertProducts};

const URL: &str = "ETALAGE_CRASH_URL";
const TENANT: &str = "ETALAGE_CRASH_TENANT";
/// Acknowledged writes before the kill.
const ENOUGH: usize = 300;

/// Not a test of its own: the process that is killed. Writes until then and says what it was told.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "run by the tests below"]
async fn child() {
    let Ok(url) = std::env::var(URL) else { return };
    let tenant = TenantId(std::env::var(TENANT).unwrap().parse().unwrap());
    let store = Store::connect(StoreOptions::new(url)).await.unwrap();
    let writers = (0..8).map(|writer| {
        let store = store.clone();
        tokio::spawn(async move {
            for number in 0.. {
                let sku = format!("{writer}-{number}");
                let drafts = vec![draft(&sku)];
                let command = UpsertProducts { tenant, origin: origin(), drafts };
                let seq = store.write(command).await.unwrap().seq;
                let mut output = std::io::stdout().lock();
                writeln!(output, "\nacknowledged {sku} {seq}").unwrap();
                output.flush().unwrap();
            }
        })
    });
    futures::future::join_all(writers).await;
}

on_both! {
    async fn what_was_acknowledged_survives_kill_9(database) {
        let store = database.store().await;
        let shop = tenant(&store, "tide").await;
        store.close().await;

        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["crash::child", "--exact", "--ignored", "--nocapture"])
            .env(URL, &database.url)
            .env(TENANT, shop.to_string())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut acknowledged: Vec<(String, i64)> = Vec::new();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        while output.read_line(&mut line).unwrap() > 0 {
            // A line cut short by the kill says nothing.
            let words: Vec<&str> = line.split_whitespace().collect();
            if let ["acknowledged", sku, seq] = words[..]
                && line.ends_with('\n')
            {
                acknowledged.push((sku.to_owned(), seq.parse().unwrap()));
            }
            line.clear();
            if acknowledged.len() == ENOUGH {
                // SIGKILL; what is in the pipe is read on.
                child.kill().unwrap();
            }
        }
        child.wait().unwrap();
        assert!(acknowledged.len() >= ENOUGH);

        let store = database.store().await;
        let events = feed(&store, shop).await;
        for (sku, seq) in &acknowledged {
            let id = store.product_id_by_sku(shop, sku).await.unwrap().expect(sku);
            let event = events.iter().find(|event| event.seq.0 == *seq).unwrap();
            assert!(matches!(&event.change, Change::ProductsChanged { ids, .. } if ids == &[id]));
        }
        // And nothing without its event.
        let (products, _) = store.counts(shop).await.unwrap();
        assert_eq!(products, events.len() as i64 - 1);
        store.close().await;
    }
}
