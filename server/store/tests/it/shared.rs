//! What nodes share: sessions, limits, leases.

use crate::support::*;
use contract::Timestamp;
use store::{
    AcquireLease, ClearAttempts, DeleteSession, ForgetAttempt, NoteAttempt, PruneExpired,
    ReleaseLease, SaveSession, Store,
};

async fn save(store: &Store, id: &str, data: &str, expires_at: i64) {
    let expires_at = Timestamp(expires_at);
    let command = SaveSession { id: id.into(), data: data.into(), expires_at };
    store.write(command).await.unwrap();
}

on_both! {
    async fn sessions_lapse(database) {
        let (store, other) = (database.store().await, database.store().await);
        save(&store, "s1", "{\"user\":1}", 100).await;
        save(&store, "s2", "{}", 100).await;
        save(&store, "s1", "{\"user\":2}", 200).await;
        let read = async |id: &str, now| other.session(id, Timestamp(now)).await.unwrap();
        assert_eq!(read("s1", 199).await.as_deref(), Some("{\"user\":2}"));
        assert_eq!(read("s1", 200).await, None);
        assert_eq!(read("s2", 100).await, None);
        assert_eq!(read("s3", 0).await, None);
        let ids = ["s1", "s2", "s3"].map(String::from);
        assert_eq!(other.sessions_among(&ids, Timestamp(100)).await.unwrap(), ["s1"]);
        assert!(other.sessions_among(&[], Timestamp(0)).await.unwrap().is_empty());
        store.write(DeleteSession { id: "s1".into() }).await.unwrap();
        assert_eq!(read("s1", 0).await, None);
        let pruned = store.write(PruneExpired { now: Timestamp(100) }).await.unwrap();
        assert_eq!(pruned.value, 1);
        assert_eq!(read("s2", 0).await, None);
        store.close().await;
        other.close().await;
    }

    async fn attempts_are_counted_per_key(database) {
        let store = database.store().await;
        let note = |key: &str, at| store.write(NoteAttempt { key: key.into(), at: Timestamp(at) });
        for at in [10, 20, 30] {
            note("a", at).await.unwrap();
        }
        note("b", 30).await.unwrap();
        let count = async |key: &str, since| store.attempts(key, Timestamp(since)).await.unwrap();
        assert_eq!(count("a", 20).await, 2);
        assert_eq!(count("b", 0).await, 1);
        let taken = note("b", 31).await.unwrap().value;
        store.write(ForgetAttempt { key: "b".into(), attempt: taken }).await.unwrap();
        assert_eq!(store.attempts("b", Timestamp(0)).await.unwrap(), 1, "only the one taken back");
        store.write(ClearAttempts { key: "a".into() }).await.unwrap();
        assert_eq!((count("a", 0).await, count("b", 0).await), (0, 1));
        let tomorrow = Timestamp(31).plus_seconds(24 * 60 * 60);
        assert_eq!(store.write(PruneExpired { now: tomorrow }).await.unwrap().value, 1);
        store.close().await;
    }

    async fn a_lease_has_one_holder(database) {
        let nodes = [database.store().await, database.store().await];
        let acquire = |node: usize, now, until| {
            nodes[node].write(AcquireLease {
                name: "prune".into(),
                holder: format!("node-{node}"),
                now: Timestamp(now),
                until: Timestamp(until),
            })
        };
        let both = futures::join!(acquire(0, 0, 100), acquire(1, 0, 100));
        let (first, second) = (both.0.unwrap().value, both.1.unwrap().value);
        assert!(first ^ second);
        let (holder, other) = if first { (0, 1) } else { (1, 0) };
        assert!(acquire(holder, 50, 150).await.unwrap().value, "renewed");
        assert!(!acquire(other, 149, 300).await.unwrap().value);
        assert!(acquire(other, 150, 300).await.unwrap().value, "lapsed");
        let release = |node: usize| {
            let (name, holder) = ("prune".into(), format!("node-{node}"));
            nodes[node].write(ReleaseLease { name, holder })
        };
        release(holder).await.unwrap();
        assert!(!acquire(holder, 151, 300).await.unwrap().value, "it was not theirs to release");
        release(other).await.unwrap();
        assert!(acquire(holder, 151, 300).await.unwrap().value);
        for node in &nodes {
            node.close().await;
        }
    }
}
