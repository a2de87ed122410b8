//! Carries deliveries out: one after the other, once.

use crate::hook::{Delivery, Job};
use crate::shop::{Sent, Shop};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// WooCommerce's own.
const PATIENCE: Duration = Duration::from_secs(60);

pub async fn run(shop: Shop, stop: CancellationToken) {
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(PATIENCE)
        .build()
        .expect("a client without special wishes can be made");
    let work = async {
        loop {
            let batch = next(&shop);
            if batch.is_empty() {
                shop.woken.notified().await;
            }
            for job in batch {
                carry(&shop, &client, &job).await;
                shop.state().queue.sending -= 1;
            }
        }
    };
    stop.run_until_cancelled(work).await;
}

/// The next job; where deliveries are to be reversed, as many as that, the last first.
fn next(shop: &Shop) -> Vec<Job> {
    let mut state = shop.state();
    let Some(reversed) = state.faults.reverses() else {
        return state.queue.take(1);
    };
    let wanted = reversed as usize;
    let mut jobs = state.queue.take(wanted);
    if jobs.len() < wanted {
        state.queue.give_back(jobs);
        state.faults.add(crate::Fault::ReverseDeliveries { times: reversed });
        return vec![];
    }
    jobs.reverse();
    jobs
}

async fn carry(shop: &Shop, client: &reqwest::Client, job: &Job) {
    let (delivery, dropped, doubled) = {
        let mut state = shop.state();
        let Some(delivery) = state.delivery(job) else {
            return;
        };
        let dropped = state.faults.drops_delivery();
        (delivery, dropped, state.faults.doubles_delivery())
    };
    if dropped {
        shop.state().remember_sent(Sent { delivery, status: None });
        return;
    }
    for _ in 0..1 + usize::from(doubled) {
        send(shop, client, job, delivery.clone()).await;
    }
}

async fn send(shop: &Shop, client: &reqwest::Client, job: &Job, delivery: Delivery) {
    let mut request = client.post(&delivery.url).body(delivery.body.clone());
    for (name, value) in &delivery.headers {
        request = request.header(name, value);
    }
    let status = request.send().await.ok().map(|answer| answer.status().as_u16());
    let mut state = shop.state();
    let mut again = None;
    if let Some(webhook) = state.webhooks.get_mut(&delivery.webhook) {
        match job {
            Job::Ping { .. } => webhook.unpinged = status != Some(200),
            Job::Tell { .. } => {
                webhook.note(status);
                again = webhook.unpinged.then_some(Job::Ping { webhook: webhook.id });
            }
        }
    }
    if let Some(ping) = again {
        state.queue.push(ping);
    }
    state.remember_sent(Sent { delivery, status });
}
