//! How one node does, as the operators' page shows it.

use crate::{Seq, TenantId, Timestamp};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Statistics {
    pub provider: ProviderStatistics,
    pub page_cache: PageCacheStatistics,
    pub feeds: Vec<FeedStatistics>,
    pub streams: StreamStatistics,
}

/// The product provider's cache.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ProviderStatistics {
    pub hits: u64,
    pub misses: u64,
    /// Batched reads of the store; several misses share one.
    pub loads: u64,
    pub invalidations: u64,
    /// Products held now.
    pub entries: u64,
    /// Age of the oldest entry in seconds.
    pub oldest_seconds: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PageCacheStatistics {
    pub hits: u64,
    pub misses: u64,
    pub invalidations: u64,
    pub entries: u64,
    /// Compressed bytes held.
    pub bytes: u64,
}

/// One tenant's feed as this node follows it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct FeedStatistics {
    pub tenant_id: TenantId,
    pub tenant: String,
    /// The position up to which this node's views are true.
    pub seq: Seq,
    pub last_event_at: Option<Timestamp>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct StreamStatistics {
    /// Open now.
    pub open: u64,
    pub opened: u64,
    /// Frames times receivers.
    pub delivered: u64,
    pub replayed: u64,
    pub resets: u64,
    /// Closed because the reader was too slow; it comes back and is replayed.
    pub closed_slow: u64,
}
