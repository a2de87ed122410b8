//! Critical data: always in memory, loaded before the node is ready, replaced whole by events.

use crate::to_problem;
use crate::window::Placements;
use contract::{
    FeaturedType, FeaturedTypeId, Permission, Problem, ProductId, Tenant, TenantId, UserId,
};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError, RwLock};
use store::{AccessRow, Featured, Scope, Store};

/// A value that readers take as a whole and the follower replaces as a whole.
pub struct Slot<T>(RwLock<Arc<T>>);

impl<T: Default> Default for Slot<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T> Slot<T> {
    pub fn new(value: T) -> Self {
        Self(RwLock::new(Arc::new(value)))
    }

    pub fn get(&self) -> Arc<T> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn set(&self, value: T) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(value);
    }
}

/// All shops by id, and their ids by slug.
#[derive(Default)]
pub struct Tenants {
    pub by_id: HashMap<TenantId, Arc<Tenant>>,
    by_slug: HashMap<String, TenantId>,
}

impl Tenants {
    pub async fn load(store: &Store) -> Result<Self, Problem> {
        let mut tenants = Self::default();
        for tenant in store.tenants().await.map_err(to_problem)? {
            tenants.by_slug.insert(tenant.slug.clone(), tenant.id);
            tenants.by_id.insert(tenant.id, Arc::new(tenant));
        }
        Ok(tenants)
    }

    /// By slug or by id, as addresses and parameters name a shop.
    pub fn find(&self, slug_or_id: &str) -> Option<&Arc<Tenant>> {
        let id = match self.by_slug.get(slug_or_id) {
            Some(id) => *id,
            None => slug_or_id.parse().ok()?,
        };
        self.by_id.get(&id)
    }

    pub fn by_name(&self) -> Vec<Arc<Tenant>> {
        let mut all: Vec<_> = self.by_id.values().cloned().collect();
        all.sort_by(|a, b| a.name.cmp(&b.name));
        all
    }
}

/// What the rules of a shop's shelves add, as the catalogue is now: one bounded statement a rule.
pub async fn load_filled(
    store: &Store,
    tenant: TenantId,
    types: &[FeaturedType],
) -> Result<BTreeMap<FeaturedTypeId, Vec<ProductId>>, Problem> {
    let mut filled = BTreeMap::new();
    for kind in types {
        if let Some(rule) = &kind.rule {
            let found = store.rule_products(tenant, kind.id, rule).await.map_err(to_problem)?;
            filled.insert(kind.id, found);
        }
    }
    Ok(filled)
}

pub async fn load_placements(store: &Store, tenant: TenantId) -> Result<Placements, Problem> {
    let featured = store.featured(tenant).await.map_err(to_problem)?;
    let Featured { types, assignments, header, header_revision } = featured;
    let filled = load_filled(store, tenant, &types).await?;
    Ok(Placements { types, assignments, filled, header, header_revision, ..Default::default() })
}

/// Who holds which role where.
#[derive(Default)]
pub struct Access(HashMap<UserId, Vec<AccessRow>>);

impl Access {
    pub async fn load(store: &Store) -> Result<Self, Problem> {
        let mut access = HashMap::<_, Vec<_>>::new();
        for row in store.access().await.map_err(to_problem)? {
            access.entry(row.user_id).or_default().push(row);
        }
        Ok(Self(access))
    }

    fn in_shop(&self, user: UserId, tenant: &Tenant) -> impl Iterator<Item = &AccessRow> {
        self.0.get(&user).into_iter().flatten().filter(move |row| match row.scope {
            Scope::House => true,
            Scope::Organisation(id) => tenant.organisation_id == Some(id),
            Scope::Tenant(id) => tenant.id == id,
        })
    }

    /// Whether a role of theirs in this shop includes the right.
    pub fn allows(&self, user: UserId, tenant: &Tenant, permission: Permission) -> bool {
        self.in_shop(user, tenant).any(|row| row.permissions.contains(&permission))
    }

    /// Whether they have anything to do with this shop at all.
    pub fn knows(&self, user: UserId, tenant: &Tenant) -> bool {
        self.in_shop(user, tenant).next().is_some()
    }

    /// Whether a role of the house includes the right.
    pub fn allows_house(&self, user: UserId, permission: Permission) -> bool {
        let rows = self.0.get(&user).into_iter().flatten();
        rows.filter(|row| row.scope == Scope::House).any(|r| r.permissions.contains(&permission))
    }
}
