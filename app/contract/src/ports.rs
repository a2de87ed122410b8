//! The traits services are reached by. `engine` and `server` implement them, pages and server
//! functions use them, so neither side knows the other.

use crate::account::Profile;
use crate::cart::{Cart, CartEdit};
use crate::edit::{BoardChange, Edit, Refusal, Turn, Turned};
use crate::featured::{
    AuditEntry, Board, FeatureRequest, FeaturedTypeDraft, Receipt, Shelf, ShopWindow,
};
use crate::header::{Header, HeaderDesk};
use crate::hold::Hold;
use crate::order::{Order, OrderWish};
use crate::outfit::{Outfit, OutfitPiece, OutfitView};
use crate::presence::Present;
use crate::preview::Preview;
use crate::product::{CategoryPage, ProductPage};
use crate::search::{SearchQuery, SearchResults, Synonyms};
use crate::source::{Retry, ShopDraft, ShopFound, SourceDesk};
use crate::statistics::Statistics;
use crate::stock::{Available, Denied};
use crate::stockroom::{
    ArticleDesk, CountDraft, HoldDesk, HoldLine, HoldPage, Inventory, Mending, OrderDesk,
    OrderPage, OrderQuery, Outbox, StockLine, StockQuery,
};
use crate::table::{SavedFilter, TableQuery};
use crate::{
    Category, CategoryId, FeaturedTypeId, FilterId, HoldId, OrderId, ProductId, Result, Revision,
    Seq, SynonymsId, Tenant, TenantId, Timestamp, UniversalProduct,
};
use async_trait::async_trait;
use std::sync::{Arc, Mutex, PoisonError};

/// Reads the time. Handed to whatever decides by it.
pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;
}

/// Something a page shows, by which the page is found again when that changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PageTag {
    /// The list of shops.
    Directory,
    /// Name, colours, locale of the shop.
    Tenant(TenantId),
    /// The shelves of the shop.
    Window(TenantId),
    /// Those of them that are looks.
    Looks(TenantId),
    Product(TenantId, ProductId),
    /// The members of a category.
    Category(TenantId, CategoryId),
    /// The tree of categories.
    Categories(TenantId),
    /// What the search index says of the shop.
    Search(TenantId),
    /// What the shop's search takes for each other.
    Synonyms(TenantId),
}

/// What a page turned out to show while it was rendered. Services write it as they are asked, so
/// no page can forget to say.
#[derive(Debug, Default)]
pub struct PageRecord(Mutex<Shown>);

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    pub tags: Vec<PageTag>,
    /// The shop the page belongs to and the feed position its reads began at.
    pub tenant: Option<(TenantId, Seq)>,
    /// The next moment a schedule changes the page.
    pub valid_until: Option<Timestamp>,
}

impl PageRecord {
    pub fn tag(&self, tag: PageTag) {
        let mut shown = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !shown.tags.contains(&tag) {
            shown.tags.push(tag);
        }
    }

    /// Notes the feed position a read began at; the earliest of a page counts.
    pub fn read_at(&self, tenant: TenantId, seq: Seq) {
        let mut shown = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &mut shown.tenant {
            Some((known, earliest)) if *known == tenant => *earliest = (*earliest).min(seq),
            _ => shown.tenant = Some((tenant, seq)),
        }
    }

    pub fn valid_until(&self, moment: Timestamp) {
        let mut shown = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        shown.valid_until = Some(shown.valid_until.map_or(moment, |known| known.min(moment)));
    }

    pub fn shown(&self) -> Shown {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// What a request reaches services through; provided to pages and server functions as context.
#[derive(Clone)]
pub struct Services {
    pub directory: Arc<dyn Directory>,
    pub visit: Arc<dyn Visit>,
    pub clock: Arc<dyn Clock>,
}

/// The shops of this house.
#[async_trait]
pub trait Directory: Send + Sync {
    async fn tenants(&self) -> Result<Vec<Arc<Tenant>>>;
    /// The public side of one shop, by slug or id.
    async fn storefront(&self, tenant: &str) -> Result<Arc<dyn Storefront>>;
}

/// The public side of one shop.
#[async_trait]
pub trait Storefront: Send + Sync {
    fn tenant(&self) -> Arc<Tenant>;
    /// The feed position up to which reads through this handle are true at least: a page's stream
    /// begins here.
    fn seq(&self) -> Seq;
    async fn window(&self) -> Result<Arc<ShopWindow>>;
    /// The whole product, by slug.
    async fn product(&self, slug: &str) -> Result<Arc<UniversalProduct>>;
    /// Others that stand near a product, as summaries, the nearest first: of its category or one
    /// around it, on sale now, with as much in common and as near in price as there is.
    async fn related(&self, product: &UniversalProduct) -> Result<Vec<UniversalProduct>>;
    /// The looks on show that a product is a part of.
    async fn looks(&self, product: ProductId) -> Result<Vec<Shelf>>;
    /// Summaries by id; those that do not exist are left out.
    async fn products(&self, ids: &[ProductId]) -> Result<Vec<Arc<UniversalProduct>>>;
    /// The whole tree, parents before children.
    async fn categories(&self) -> Result<Arc<Vec<Category>>>;
    /// What a search finds in the shop, or in one category with all below it. It may lag two
    /// seconds behind the feed; `unavailable` while it is being prepared.
    async fn search(
        &self,
        within: Option<CategoryId>,
        query: &SearchQuery,
    ) -> Result<SearchResults>;
    /// `page` counts from one.
    async fn category(&self, slug: &str, page: u32) -> Result<CategoryPage>;
}

/// One person's or program's visit: who they are, and the doors that opens.
#[async_trait]
pub trait Visit: Send + Sync {
    /// Checks the password and begins a session. Wrong address and wrong password answer alike.
    async fn sign_in(&self, email: &str, password: &str) -> Result<Profile>;
    async fn sign_out(&self) -> Result<()>;
    async fn profile(&self) -> Result<Option<Profile>>;
    /// The back of one shop; 401 without a session, 404 for a shop that is not theirs.
    async fn merchandising(&self, tenant: &str) -> Result<Arc<dyn Merchandising>>;
    /// What is the visitor's own in one shop. They need not be known yet: the first change makes
    /// them so.
    async fn shopping(&self, tenant: &str) -> Result<Arc<dyn Shopping>>;
    /// All stock, holds and orders of one shop.
    async fn stockroom(&self, tenant: &str) -> Result<Arc<dyn StockRoom>>;
    /// What stands behind one shop.
    async fn sourcing(&self, tenant: &str) -> Result<Arc<dyn Sourcing>>;
    async fn operations(&self) -> Result<Arc<dyn Operations>>;
}

/// The back of one shop, in the hands of one person. Each method checks its own permission.
/// A change answers when this node's reads reflect it.
#[async_trait]
pub trait Merchandising: Send + Sync {
    fn tenant(&self) -> Arc<Tenant>;
    fn can_edit(&self) -> bool;
    /// Everything placed, reflecting the feed up to the position named, if any.
    async fn board(&self, at_least: Option<Seq>) -> Result<Board>;
    /// Products whose name or SKU contains every word of `query`; all of them when it is empty.
    async fn find_products(&self, query: &str, page: u32) -> Result<ProductPage>;
    /// A page of the table of products. A category that does not exist has none.
    async fn products(&self, table: &TableQuery, page: u32) -> Result<ProductPage>;
    /// What the person who asks keeps, by name.
    async fn saved_filters(&self) -> Result<Vec<SavedFilter>>;
    /// Keeps a filter; one of the same name is replaced.
    async fn save_filter(&self, name: &str, table: &TableQuery) -> Result<()>;
    async fn remove_filter(&self, id: FilterId) -> Result<()>;
    /// All of the table, in its order.
    async fn listed(&self, table: &TableQuery) -> Result<Vec<ProductId>>;
    /// Those of them that are in the catalogue.
    async fn named(&self, products: &[ProductId]) -> Result<Vec<Arc<UniversalProduct>>>;
    /// The whole tree, parents before children.
    async fn categories(&self) -> Result<Vec<Category>>;
    async fn feature(&self, product: ProductId, request: FeatureRequest) -> Result<Receipt>;
    async fn unfeature(&self, product: ProductId, featured_type: FeaturedTypeId)
    -> Result<Receipt>;
    /// Does all of these edits, or none.
    async fn edit(&self, edits: Vec<Edit>) -> Result<Receipt, Refusal>;
    /// Takes changes back, where nobody has changed the same things since.
    async fn turn(&self, turn: Turn) -> Result<Turned, Refusal>;
    /// What that would do, the way it would be done.
    async fn plan(&self, turn: Turn) -> Result<Vec<BoardChange>>;
    /// Says that they are at the board, on this shelf; answers who else is.
    async fn at_board(&self, shelf: Option<FeaturedTypeId>) -> Result<Vec<Present>>;
    /// The window at a moment; now, when none is named.
    async fn preview(&self, at: Option<Timestamp>) -> Result<Preview>;
    /// Creates a type, or changes the one named.
    async fn save_type(
        &self,
        id: Option<FeaturedTypeId>,
        draft: FeaturedTypeDraft,
    ) -> Result<(FeaturedTypeId, Receipt)>;
    async fn delete_type(&self, id: FeaturedTypeId) -> Result<Receipt>;
    /// Puts a type before another one; last in the window, when none is named.
    async fn move_type(
        &self,
        id: FeaturedTypeId,
        before: Option<FeaturedTypeId>,
    ) -> Result<Receipt>;
    /// What the shop's front begins with, reflecting the feed up to the position named, if any.
    async fn header(&self, at_least: Option<Seq>) -> Result<HeaderDesk>;
    /// Sets it, or takes it down. `seen` is its revision as the author saw it: with another one
    /// somebody else was faster.
    async fn set_header(
        &self,
        header: Option<Header>,
        seen: Option<Revision>,
    ) -> Result<Receipt, Refusal>;
    /// What the shop's search takes for each other, the oldest group first.
    async fn synonyms(&self) -> Result<Vec<Synonyms>>;
    async fn add_synonyms(&self, words: Vec<String>) -> Result<Receipt>;
    async fn remove_synonyms(&self, id: SynonymsId) -> Result<Receipt>;
    /// The latest changes, newest first, at most 200.
    async fn history(&self, limit: u32) -> Result<Vec<AuditEntry>>;
}

/// One visitor's cart, holds, orders and outfits in one shop. A change answers when it is durable,
/// with the feed position that shows it.
#[async_trait]
pub trait Shopping: Send + Sync {
    fn tenant(&self) -> Arc<Tenant>;
    /// With what can be had now, asked for just now.
    async fn cart(&self) -> Result<Cart>;
    /// Pieces in it, and where the feed stands: what every page shows.
    async fn count(&self) -> Result<(i64, Seq)>;
    async fn edit_cart(&self, edits: Vec<CartEdit>) -> Result<Seq>;
    /// A word by which another device takes this cart over, good for a day.
    async fn cart_link(&self) -> Result<String>;
    /// From now on the cart is the one the word is for; what was in this one is put in.
    async fn join_cart(&self, word: &str) -> Result<Seq>;
    /// What can be had now of these articles, what one holds oneself included.
    async fn available(&self, skus: &[String]) -> Result<Vec<Available>>;
    /// Sets everything in the cart aside. What was set aside before is let go of with it; the same
    /// again stays as it is, with its time.
    async fn hold(&self) -> Result<Hold, Denied>;
    /// Once.
    async fn extend_hold(&self) -> Result<Hold>;
    async fn release_hold(&self) -> Result<()>;
    /// Whether orders are paid on invoice: where the house keeps them itself. Where another system
    /// does, each order tells how it is paid once it stands.
    fn is_on_invoice(&self) -> bool;
    /// Makes an order of what is set aside.
    async fn place_order(&self, wish: &OrderWish) -> Result<Order, Denied>;
    async fn order(&self, code: &str) -> Result<Order>;
    /// The latest first, at most 100.
    async fn orders(&self) -> Result<Vec<Order>>;
    /// Anybody who has the code may look.
    async fn outfit(&self, code: &str) -> Result<OutfitView>;
    /// One's own, the latest first.
    async fn outfits(&self) -> Result<Vec<Outfit>>;
    /// Keeps a new outfit, or changes one's own. Answers its code.
    async fn save_outfit(
        &self,
        code: Option<&str>,
        name: &str,
        pieces: Vec<OutfitPiece>,
    ) -> Result<String>;
    async fn remove_outfit(&self, code: &str) -> Result<()>;
}

/// All stock, holds and orders of one shop, in the hands of one person. Each method checks its own
/// permission. Pages count from one.
#[async_trait]
pub trait StockRoom: Send + Sync {
    fn tenant(&self) -> Arc<Tenant>;
    /// Whether they may change anything.
    fn can_manage(&self) -> bool;
    async fn inventory(&self, asked: &StockQuery, page: u32) -> Result<Inventory>;
    async fn article(&self, sku: &str) -> Result<ArticleDesk>;
    /// Corrects a count, where this house counts. A conflict where there are not as many free as its
    /// author saw.
    async fn correct(&self, draft: CountDraft) -> Result<()>;
    async fn holds(&self, page: u32) -> Result<HoldPage>;
    async fn hold(&self, code: &str) -> Result<HoldDesk>;
    /// Lets pieces go; whoever owns them is told.
    async fn release(&self, code: &str) -> Result<()>;
    async fn orders(&self, asked: &OrderQuery, page: u32) -> Result<OrderPage>;
    async fn order(&self, code: &str) -> Result<OrderDesk>;
    /// Sends a rejected order once more.
    async fn mend(&self, mending: Mending) -> Result<()>;
    async fn outbox(&self, page: u32) -> Result<Outbox>;
    /// A slice of all counted articles, by number from the first after `after`.
    async fn stock_after(&self, after: &str) -> Result<Vec<StockLine>>;
    /// The same of the holds that keep pieces, by id.
    async fn holds_after(&self, after: HoldId) -> Result<Vec<HoldLine>>;
    /// The same of the orders, the latest first, from the first before `before`.
    async fn orders_before(&self, before: OrderId) -> Result<Vec<Order>>;
}

/// The shop system behind one shop, in the hands of one person who may connect it.
#[async_trait]
pub trait Sourcing: Send + Sync {
    fn tenant(&self) -> Arc<Tenant>;
    /// How following it does.
    async fn look(&self) -> Result<SourceDesk>;
    /// Asks a shop with the keys of a draft, and keeps nothing.
    async fn test(&self, draft: &ShopDraft) -> Result<ShopFound>;
    /// Tests the draft and has the shop stand behind this one from now on. `password` is the
    /// person's own, as it is for whatever gives others power.
    async fn connect(&self, draft: &ShopDraft, password: &str) -> Result<()>;
    /// What it brought stays.
    async fn disconnect(&self, password: &str) -> Result<()>;
    /// Has everything compared, and what differs mended, as soon as may be.
    async fn compare(&self) -> Result<()>;
    /// Has the webhooks in the shop looked after as soon as may be.
    async fn mend_webhooks(&self) -> Result<()>;
    /// Answers how many are tried once more.
    async fn retry(&self, what: Retry) -> Result<u64>;
}

/// How the node does.
#[async_trait]
pub trait Operations: Send + Sync {
    async fn statistics(&self) -> Result<Statistics>;
}
