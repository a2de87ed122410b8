//! The back of a shop in one person's hands.
//!
//! Every method checks its permission first, writes through the store, and answers when this
//! node's reads show the change.

use crate::accounts::Actor;
use crate::desk_synonyms::check_words;
use crate::runtime::Engine;
use crate::search::MOST_GROUPS;
use crate::shop::{PAGE_SIZE, offset};
use crate::to_problem;
use async_trait::async_trait;
use contract::edit::{BoardChange, Edit, Refusal, Turn, Turned};
use contract::featured::{
    AuditEntry, Badge, Board, FeatureRequest, FeaturedTypeDraft, ICONS, Receipt,
};
use contract::header::{Header, HeaderDesk};
use contract::ports::{Merchandising, Operations};
use contract::presence::Present;
use contract::preview::Preview;
use contract::product::ProductPage;
use contract::rule::MOST_BY_RULE;
use contract::search::Synonyms;
use contract::statistics::{PageCacheStatistics, Statistics};
use contract::table::{SavedFilter, TableQuery};
use contract::{
    Category, FeaturedTypeId, FilterId, Language, Permission, Problem, ProductId, Result, Revision,
    Seq, SynonymsId, Tenant, Timestamp, UniversalProduct,
};
use std::sync::Arc;
use store::{
    AddSynonyms, Committed, DeleteFeaturedType, Feature, MoveFeaturedType, RemoveSynonyms,
    Revalidate, SaveFeaturedType, StoreError, Unfeature,
};

const LONGEST_QUERY: usize = 200;

pub(crate) struct Desk {
    pub(crate) engine: Arc<Engine>,
    pub(crate) tenant: Arc<Tenant>,
    pub(crate) actor: Actor,
}

impl Engine {
    /// The back of a shop, for someone who has anything to do with it.
    pub fn desk(
        self: &Arc<Self>,
        tenant: Arc<Tenant>,
        actor: Actor,
    ) -> Result<Arc<dyn Merchandising>> {
        self.authorize(actor.user_id, &tenant, Permission::BoardView)?;
        Ok(Arc::new(Desk { engine: self.clone(), tenant, actor }))
    }

    /// Drops cached pages of a shop by path or tag, on every node.
    pub async fn revalidate(
        &self,
        tenant: &Tenant,
        actor: &Actor,
        paths: Vec<String>,
        tags: Vec<String>,
    ) -> Result<Receipt> {
        self.authorize(actor.user_id, tenant, Permission::PagesRevalidate)?;
        if let Some(unknown) =
            tags.iter().position(|tag| crate::touched::parse_tag(tenant.id, tag).is_none())
        {
            let title = "A tag is window, tenant, categories, product:{id} or category:{id}.";
            return Err(Problem::invalid(format!("/tags/{unknown}"), title));
        }
        if let Some(foreign) = paths.iter().position(|path| !is_page_of(path, tenant)) {
            let title = "A path is one of this shop's pages, such as /t/{shop}.";
            return Err(Problem::invalid(format!("/paths/{foreign}"), title));
        }
        let command = Revalidate { tenant: tenant.id, origin: self.origin(actor), paths, tags };
        let committed = self.store.write(command).await;
        Ok(self.receipt(tenant, committed).await?.1)
    }

    pub(crate) async fn receipt<T>(
        &self,
        tenant: &Tenant,
        committed: Result<Committed<T>, StoreError>,
    ) -> Result<(T, Receipt)> {
        let Committed { seq, value } = committed.map_err(to_problem)?;
        if !self.settled(tenant.id, seq).await {
            tracing::warn!(tenant = %tenant.slug, %seq, "A change is stored, but this node's views have not reached it yet.");
        }
        Ok((value, Receipt { seq }))
    }
}

/// In whichever language: a page is dropped in all of them.
fn is_page_of(path: &str, tenant: &Tenant) -> bool {
    let (_, path) = Language::split(path);
    let below = |root: String| {
        path == root
            || path.strip_prefix(root.as_str()).is_some_and(|rest| rest.starts_with(['/', '?']))
    };
    below(format!("/t/{}", tenant.slug)) || below(format!("/directory/t/{}", tenant.slug))
}

impl Desk {
    pub(crate) fn may(&self, right: Permission) -> Result<()> {
        self.engine.authorize(self.actor.user_id, &self.tenant, right)
    }

    pub(crate) async fn receipt<T>(
        &self,
        committed: Result<Committed<T>, StoreError>,
    ) -> Result<(T, Receipt)> {
        self.engine.receipt(&self.tenant, committed).await
    }
}

#[async_trait]
impl Merchandising for Desk {
    fn tenant(&self) -> Arc<Tenant> {
        self.tenant.clone()
    }

    fn can_edit(&self) -> bool {
        self.may(Permission::BoardEdit).is_ok()
    }

    async fn board(&self, at_least: Option<Seq>) -> Result<Board> {
        self.may(Permission::BoardView)?;
        let tenant = self.tenant.id;
        self.engine.reach(tenant, at_least).await?;
        let shelves = self.engine.shelves(tenant).ok_or_else(|| Problem::not_found("shop"))?;
        let seq = *shelves.applied.borrow();
        let placements = shelves.placements.get();
        let products = self.engine.placed_products(tenant, &placements).await?;
        let mut board = placements.board(tenant, seq, &products, self.engine.clock.now());
        if self.can_edit() {
            let steps = self.engine.store.board_steps(tenant, self.actor.user_id).await;
            (board.undo, board.redo) = steps.map_err(to_problem)?;
        }
        Ok(board)
    }

    async fn find_products(&self, query: &str, page: u32) -> Result<ProductPage> {
        self.may(Permission::BoardView)?;
        if query.len() > LONGEST_QUERY {
            return Err(Problem::invalid("query", "Search for fewer words."));
        }
        let tenant = self.tenant.id;
        let (ids, total) = self
            .engine
            .store
            .find_products(tenant, query, i64::from(PAGE_SIZE), offset(page)?)
            .await
            .map_err(to_problem)?;
        self.engine.product_page(tenant, &ids, page, total).await
    }

    async fn products(&self, table: &TableQuery, page: u32) -> Result<ProductPage> {
        self.list_products(table, page).await
    }

    async fn saved_filters(&self) -> Result<Vec<SavedFilter>> {
        self.kept_filters().await
    }

    async fn save_filter(&self, name: &str, table: &TableQuery) -> Result<()> {
        self.keep_filter(name, table).await
    }

    async fn remove_filter(&self, id: FilterId) -> Result<()> {
        self.drop_filter(id).await
    }

    async fn listed(&self, table: &TableQuery) -> Result<Vec<ProductId>> {
        self.list_all(table).await
    }

    async fn named(&self, products: &[ProductId]) -> Result<Vec<Arc<UniversalProduct>>> {
        self.read_products(products).await
    }

    async fn categories(&self) -> Result<Vec<Category>> {
        self.may(Permission::BoardView)?;
        self.engine.store.categories(self.tenant.id).await.map_err(to_problem)
    }

    async fn feature(&self, product: ProductId, request: FeatureRequest) -> Result<Receipt> {
        self.may(Permission::BoardEdit)?;
        check_window("endsAt", request.starts_at, request.ends_at)?;
        if request.position.is_some_and(|position| position < 0) {
            return Err(Problem::invalid("/position", "Positions count from zero."));
        }
        let origin = self.engine.origin(&self.actor);
        let command = Feature { tenant: self.tenant.id, origin, product, request };
        Ok(self.receipt(self.engine.store.write(command).await).await?.1)
    }

    async fn unfeature(
        &self,
        product: ProductId,
        featured_type: FeaturedTypeId,
    ) -> Result<Receipt> {
        self.may(Permission::BoardEdit)?;
        let origin = self.engine.origin(&self.actor);
        let command = Unfeature { tenant: self.tenant.id, origin, product, featured_type };
        Ok(self.receipt(self.engine.store.write(command).await).await?.1)
    }

    async fn edit(&self, edits: Vec<Edit>) -> Result<Receipt, Refusal> {
        self.make_edits(edits).await
    }

    async fn turn(&self, turn: Turn) -> Result<Turned, Refusal> {
        self.make_turn(turn).await
    }

    async fn plan(&self, turn: Turn) -> Result<Vec<BoardChange>> {
        self.plan_turn(turn).await
    }

    async fn at_board(&self, shelf: Option<FeaturedTypeId>) -> Result<Vec<Present>> {
        self.note_presence(shelf).await
    }

    async fn preview(&self, at: Option<Timestamp>) -> Result<Preview> {
        self.may(Permission::BoardView)?;
        let tenant = self.tenant.id;
        let shelves = self.engine.shelves(tenant).ok_or_else(|| Problem::not_found("shop"))?;
        let (now, seq) = (self.engine.clock.now(), *shelves.applied.borrow());
        let at = at.unwrap_or(now);
        let placements = shelves.placements.get();
        let products = self.engine.placed_products(tenant, &placements).await?;
        Ok(Preview {
            at,
            now,
            window: placements.window(tenant, seq, &products, at),
            findings: placements.findings(&products, at),
            before: placements.boundary_before(at),
            after: placements.next_boundary(at),
            coming: placements.coming(&products, now),
        })
    }

    async fn save_type(
        &self,
        id: Option<FeaturedTypeId>,
        draft: FeaturedTypeDraft,
    ) -> Result<(FeaturedTypeId, Receipt)> {
        self.may(Permission::BoardEdit)?;
        check_type(&draft)?;
        let origin = self.engine.origin(&self.actor);
        let command = SaveFeaturedType { tenant: self.tenant.id, origin, id, draft };
        self.receipt(self.engine.store.write(command).await).await
    }

    async fn delete_type(&self, id: FeaturedTypeId) -> Result<Receipt> {
        self.may(Permission::BoardEdit)?;
        let origin = self.engine.origin(&self.actor);
        let command = DeleteFeaturedType { tenant: self.tenant.id, origin, id };
        Ok(self.receipt(self.engine.store.write(command).await).await?.1)
    }

    async fn move_type(
        &self,
        id: FeaturedTypeId,
        before: Option<FeaturedTypeId>,
    ) -> Result<Receipt> {
        self.may(Permission::BoardEdit)?;
        let origin = self.engine.origin(&self.actor);
        let command = MoveFeaturedType { tenant: self.tenant.id, origin, id, before };
        Ok(self.receipt(self.engine.store.write(command).await).await?.1)
    }

    async fn header(&self, at_least: Option<Seq>) -> Result<HeaderDesk> {
        self.read_header(at_least).await
    }

    async fn set_header(
        &self,
        header: Option<Header>,
        seen: Option<Revision>,
    ) -> Result<Receipt, Refusal> {
        self.write_header(header, seen).await
    }

    async fn synonyms(&self) -> Result<Vec<Synonyms>> {
        self.may(Permission::BoardEdit)?;
        self.engine.store.synonyms(self.tenant.id).await.map_err(to_problem)
    }

    async fn add_synonyms(&self, words: Vec<String>) -> Result<Receipt> {
        self.may(Permission::BoardEdit)?;
        let words = check_words(words)?;
        let origin = self.engine.origin(&self.actor);
        let command = AddSynonyms { tenant: self.tenant.id, origin, words, most: MOST_GROUPS };
        Ok(self.receipt(self.engine.store.write(command).await).await?.1)
    }

    async fn remove_synonyms(&self, id: SynonymsId) -> Result<Receipt> {
        self.may(Permission::BoardEdit)?;
        let origin = self.engine.origin(&self.actor);
        let command = RemoveSynonyms { tenant: self.tenant.id, origin, id };
        Ok(self.receipt(self.engine.store.write(command).await).await?.1)
    }

    async fn history(&self, limit: u32) -> Result<Vec<AuditEntry>> {
        self.may(Permission::BoardView)?;
        self.engine
            .store
            .audit(self.tenant.id, i64::from(limit.clamp(1, 200)))
            .await
            .map_err(to_problem)
    }
}

pub(crate) fn check_window(
    field: &str,
    from: Option<Timestamp>,
    until: Option<Timestamp>,
) -> Result<()> {
    match (from, until) {
        (Some(from), Some(until)) if until <= from => {
            Err(Problem::invalid(format!("/{field}"), "The end must lie after the start."))
        }
        _ => Ok(()),
    }
}

/// What a featured type may be. Also what the demo and the tests go through.
pub(crate) fn check_type(draft: &FeaturedTypeDraft) -> Result<()> {
    let length = draft.name.trim().chars().count();
    if !(1..=80).contains(&length) {
        return Err(Problem::invalid("/name", "A name has one to eighty characters."));
    }
    if !(1..=48).contains(&draft.capacity) {
        return Err(Problem::invalid("/capacity", "A shelf holds one to forty-eight products."));
    }
    if !(-1000..=1000).contains(&draft.order) {
        return Err(Problem::invalid("/order", "The order lies between -1000 and 1000."));
    }
    let Badge { text, icon, gradient_from, gradient_to } = &draft.badge;
    if text.chars().count() > 24 {
        return Err(Problem::invalid("/badge/text", "A badge has at most 24 characters."));
    }
    if !ICONS.contains(&icon.as_str()) {
        let title = format!("An icon is one of {}.", ICONS.join(", "));
        return Err(Problem::invalid("/badge/icon", title));
    }
    for (field, colour) in [("gradientFrom", gradient_from), ("gradientTo", gradient_to)] {
        let digits = colour.strip_prefix('#').unwrap_or_default();
        if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(Problem::invalid(
                format!("/badge/{field}"),
                "A colour is written #rrggbb.",
            ));
        }
    }
    if let Some(rule) = &draft.rule
        && !(1..=MOST_BY_RULE).contains(&rule.limit)
    {
        let title = format!("A rule adds one to {MOST_BY_RULE} products.");
        return Err(Problem::invalid("/rule/limit", title));
    }
    check_window("activeUntil", draft.active_from, draft.active_until)
}

/// Asks the page cache, which lives with whoever serves, how it does.
pub type PageCacheReport = Arc<dyn Fn() -> PageCacheStatistics + Send + Sync>;

struct Console {
    engine: Arc<Engine>,
    page_cache: PageCacheReport,
}

impl Engine {
    /// How the node does, for an operator.
    pub fn operations(
        self: &Arc<Self>,
        actor: &Actor,
        page_cache: PageCacheReport,
    ) -> Result<Arc<dyn Operations>> {
        self.authorize_house(actor.user_id, Permission::OperationsView)?;
        Ok(Arc::new(Console { engine: self.clone(), page_cache }))
    }
}

#[async_trait]
impl Operations for Console {
    async fn statistics(&self) -> Result<Statistics> {
        Ok(Statistics {
            provider: self.engine.provider.statistics(),
            page_cache: (self.page_cache)(),
            feeds: self.engine.feed_statistics(),
            streams: self.engine.hub.statistics(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::Currency;
    use contract::TenantId;

    fn draft() -> FeaturedTypeDraft {
        FeaturedTypeDraft {
            name: "New in".into(),
            badge: Badge {
                text: "New".into(),
                icon: "star".into(),
                gradient_from: "#102030".into(),
                gradient_to: "#405060".into(),
            },
            capacity: 8,
            ..Default::default()
        }
    }

    #[test]
    fn each_wrong_field_is_named() {
        assert_eq!(check_type(&draft()), Ok(()));
        let field = |change: fn(&mut FeaturedTypeDraft)| {
            let mut draft = draft();
            change(&mut draft);
            check_type(&draft).unwrap_err().field.unwrap()
        };
        assert_eq!(field(|d| d.name = "  ".into()), "/name");
        assert_eq!(field(|d| d.capacity = 0), "/capacity");
        assert_eq!(field(|d| d.badge.icon = "skull".into()), "/badge/icon");
        assert_eq!(field(|d| d.rule = Some(Default::default())), "/rule/limit");
        assert_eq!(field(|d| d.badge.gradient_to = "red".into()), "/badge/gradientTo");
        let ended = |d: &mut FeaturedTypeDraft| {
            d.active_from = Some(Timestamp(2));
            d.active_until = Some(Timestamp(2));
        };
        assert_eq!(field(ended), "/activeUntil");
    }

    #[test]
    fn only_a_shops_own_pages_are_its_to_drop() {
        let tenant = Tenant {
            id: TenantId(1),
            slug: "tide".into(),
            name: "Tide".into(),
            tagline: String::new(),
            about: String::new(),
            organisation_id: None,
            organisation_name: None,
            logo_url: None,
            accent: "#000000".into(),
            currency: Currency::EUR,
            locale: "en-IE".into(),
            languages: vec![],
            time_zone: "Europe/Dublin".into(),
            hold_minutes: 30,
        };
        assert!(is_page_of("/t/tide", &tenant));
        assert!(is_page_of("/t/tide/p/coat", &tenant));
        assert!(is_page_of("/directory/t/tide", &tenant));
        assert!(!is_page_of("/t/tidepool", &tenant));
        assert!(!is_page_of("/", &tenant));
    }
}
