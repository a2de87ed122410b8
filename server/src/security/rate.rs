//! How often one address, or one key, may ask.

use super::address::ClientAddress;
use axum::extract::Request;
use contract::Problem;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;

/// A budget per caller that refills steadily.
#[derive(Clone)]
pub struct RateLimit<K: Clone + Eq + Hash = IpAddr>(Option<Arc<DefaultKeyedRateLimiter<K>>>);

impl<K: Clone + Eq + Hash> RateLimit<K> {
    /// `burst` at once, `per_second` sustained; no limit when either is zero.
    pub fn per_second(per_second: u32, burst: u32) -> Self {
        let quota = NonZeroU32::new(per_second).map(Quota::per_second).zip(NonZeroU32::new(burst));
        Self(quota.map(|(quota, burst)| Arc::new(RateLimiter::keyed(quota.allow_burst(burst)))))
    }

    /// Takes one from the caller's budget, or says when there is one again.
    pub fn check(&self, key: &K) -> Result<(), Problem> {
        let Some(limiter) = &self.0 else {
            return Ok(());
        };
        limiter.check_key(key).map_err(|spent| {
            let wait = spent.wait_time_from(DefaultClock::default().now());
            // Coming back a little late is better than in vain.
            Problem::too_many_requests(u32::try_from(wait.as_secs()).unwrap_or(3600) + 1)
        })
    }

    /// Forgets callers whose budget is full again; to be called every minute or so.
    pub fn sweep(&self) {
        if let Some(limiter) = &self.0 {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }
}

impl RateLimit {
    /// `too-many-requests` once the address has spent its budget. An IPv6 /64 counts as one. Webhooks
    /// count for themselves, and only those that are not signed.
    pub fn admit(&self, request: &Request) -> Result<(), Problem> {
        if request.uri().path().starts_with("/api/webhooks/") {
            return Ok(());
        }
        let client = request.extensions().get::<ClientAddress>().copied();
        self.check(&client.unwrap_or(ClientAddress::UNKNOWN).limit_key())
    }
}

impl<K: Clone + Eq + Hash> Default for RateLimit<K> {
    /// No limit.
    fn default() -> Self {
        Self(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::middleware::{Around, around};
    use axum::body::Body;
    use axum::extract::ConnectInfo;
    use axum::{Router, middleware::from_fn_with_state, routing::get};
    use std::net::SocketAddr;
    use tower::ServiceExt;

    #[tokio::test]
    async fn a_spent_budget_says_when_to_come_back() {
        let limit = hourly(3);
        let layer = from_fn_with_state(Arc::new(Around { limit, ..Around::default() }), around);
        let app = Router::new().route("/", get(|| async {})).layer(layer);
        let ask = |address: &str| {
            let peer = ConnectInfo(SocketAddr::new(address.parse().unwrap(), 4711));
            let request = Request::get("/").extension(peer).body(Body::empty()).unwrap();
            let app = app.clone();
            async move { app.oneshot(request).await.unwrap() }
        };
        for host in 1..=3 {
            assert_eq!(ask(&format!("2001:db8::{host}")).await.status(), 200);
        }
        let refused = ask("2001:db8::4").await;
        assert_eq!(refused.status(), 429);
        let wait: u32 = refused.headers()["retry-after"].to_str().unwrap().parse().unwrap();
        assert!((1_100..=1_201).contains(&wait), "{wait}");
        assert_eq!(refused.headers()["content-type"], "application/problem+json");
        assert_eq!(ask("2001:db8:1::1").await.status(), 200);
    }

    #[test]
    fn zero_is_no_limit() {
        let limit = RateLimit::per_second(0, 3);
        assert!((0..100).all(|_| limit.check(&ClientAddress::UNKNOWN.0).is_ok()));
    }

    #[test]
    fn addresses_with_a_full_budget_are_forgotten() {
        let remembered = |limit: &RateLimit| limit.0.as_ref().unwrap().len();
        // Full again a nanosecond later, and in an hour.
        for (limit, left) in [(RateLimit::per_second(1_000_000_000, 1), 0), (hourly(1), 1)] {
            limit.check(&ClientAddress::UNKNOWN.0).unwrap();
            assert_eq!(remembered(&limit), 1);
            limit.sweep();
            assert_eq!(remembered(&limit), left);
        }
    }

    /// So many in an hour.
    fn hourly(burst: u32) -> RateLimit {
        let quota = Quota::per_hour(NonZeroU32::new(burst).unwrap());
        RateLimit(Some(Arc::new(RateLimiter::keyed(quota))))
    }
}
