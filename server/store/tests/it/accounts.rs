//! Shops, accounts and roles.

use crate::support::*;
use contract::{OrganisationId, Permission, TenantId, UserId};
use store::{Change, Grant, Revoke, SaveTenant, SaveUser, Scope, Store, StoreError};

async fn user(store: &Store, email: &str, hash: Option<&str>) -> UserId {
    let command = SaveUser {
        origin: origin(),
        email: email.into(),
        name: "Ines".into(),
        password_hash: hash.map(str::to_owned),
    };
    store.write(command).await.unwrap().value
}

on_both! {
    async fn a_shop_is_saved_by_slug(database) {
        let store = database.store().await;
        let mut draft = tenant_draft("tide");
        draft.organisation = Some("Harbour".into());
        let save = |tenant| store.write(SaveTenant { origin: origin(), tenant });
        let first = save(draft.clone()).await.unwrap();
        assert_eq!(save(draft.clone()).await.unwrap(), first, "nothing changed");
        draft.name = "Tide & Co".into();
        let renamed = save(draft.clone()).await.unwrap();
        assert_eq!((renamed.value, renamed.seq.0), (first.value, first.seq.0 + 1));
        let mut sister = tenant_draft("moss");
        sister.organisation = Some("Harbour".into());
        save(sister).await.unwrap();

        let tenants = store.tenants().await.unwrap();
        assert_eq!(tenants.len(), 2);
        assert_eq!(tenants[0].name, "Tide & Co");
        assert_eq!(tenants[0].organisation_name.as_deref(), Some("Harbour"));
        assert_eq!(tenants[0].organisation_id, tenants[1].organisation_id);
        assert_eq!(tenants[0].currency, draft.currency);
        let id = first.value;
        let changed = Change::TenantChanged { id };
        assert_eq!(changes(&store, id).await, [changed.clone(), changed]);
        assert_eq!(feed(&store, TenantId::HOUSE).await.len(), 3);
        store.close().await;
    }

    async fn an_account_is_saved_by_address(database) {
        let store = database.store().await;
        let id = user(&store, " Ines@Example.COM ", Some("hash")).await;
        let head = store.feed_head(TenantId::HOUSE).await.unwrap();
        assert_eq!(user(&store, "ines@example.com", None).await, id);
        assert_eq!(store.feed_head(TenantId::HOUSE).await.unwrap(), head, "nothing changed");
        let found = store.user_by_email("INES@example.com").await.unwrap().unwrap();
        assert_eq!((found.id, found.email.as_str()), (id, "ines@example.com"));
        assert_eq!(found.password_hash.as_deref(), Some("hash"));
        user(&store, "ines@example.com", Some("other")).await;
        let found = store.user(id).await.unwrap().unwrap();
        assert_eq!(found.password_hash.as_deref(), Some("other"));
        assert_eq!(store.users().await.unwrap().len(), 1);
        assert_eq!(store.user(UserId(id.0 + 1)).await.unwrap(), None);
        assert_eq!(
            changes(&store, TenantId::HOUSE).await.last(),
            Some(&Change::AccountsChanged { user: id })
        );
        let audit = format!("{:?}", store.audit(TenantId::HOUSE, 10).await.unwrap());
        assert!(audit.contains("accounts_changed") && !audit.contains("other"), "{audit}");
        store.close().await;
    }

    async fn roles_hold_where_they_are_granted(database) {
        let store = database.store().await;
        let mut draft = tenant_draft("tide");
        draft.organisation = Some("Harbour".into());
        let shop = store.write(SaveTenant { origin: origin(), tenant: draft }).await.unwrap().value;
        let organisation = store.tenants().await.unwrap()[0].organisation_id.unwrap();
        let id = user(&store, "ines@example.com", None).await;
        let grant = |user, role: &str, scope| {
            store.write(Grant { origin: origin(), user, role: role.into(), scope })
        };
        grant(id, "merchandiser", Scope::Tenant(shop)).await.unwrap();
        grant(id, "org_admin", Scope::Organisation(organisation)).await.unwrap();
        let granted = grant(id, "operator", Scope::House).await.unwrap();
        assert_eq!(grant(id, "operator", Scope::House).await.unwrap(), granted, "held already");

        use Permission::*;
        let access = store.access().await.unwrap();
        let rows: Vec<_> = access
            .iter()
            .map(|row| {
                let mut permissions = row.permissions.clone();
                permissions.sort();
                (row.user_id, row.role.as_str(), row.scope, permissions)
            })
            .collect();
        assert_eq!(
            rows,
            [
                (id, "merchandiser", Scope::Tenant(shop), vec![BoardView, BoardEdit, StockView]),
                (id, "operator", Scope::House, vec![PagesRevalidate, OperationsView]),
                (
                    id,
                    "org_admin",
                    Scope::Organisation(organisation),
                    vec![
                        BoardView,
                        BoardEdit,
                        PagesRevalidate,
                        TeamManage,
                        SourcesManage,
                        StockView,
                        StockManage
                    ]
                ),
            ]
        );
        for (answer, missing) in [
            (grant(UserId(id.0 + 7), "viewer", Scope::House).await, "account"),
            (grant(id, "emperor", Scope::House).await, "role"),
            (grant(id, "viewer", Scope::Tenant(TenantId(shop.0 + 7))).await, "shop"),
            (
                grant(id, "viewer", Scope::Organisation(OrganisationId(organisation.0 + 7))).await,
                "organisation",
            ),
        ] {
            assert!(matches!(answer, Err(StoreError::NotFound(what)) if what == missing));
        }
        let revoke = Revoke {
            origin: origin(),
            user: id,
            role: "operator".into(),
            scope: Scope::House,
        };
        let revoked = store.write(revoke.clone()).await.unwrap();
        assert_eq!(revoked.seq.0, granted.seq.0 + 1);
        assert_eq!(store.write(revoke).await.unwrap().seq, revoked.seq);
        assert_eq!(store.access().await.unwrap().len(), 2);
        store.close().await;
    }
}
