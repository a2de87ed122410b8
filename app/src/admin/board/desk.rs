//! The board's state, and how actions and the stream change it.

use super::Categories;
use super::clock::Clock;
use super::focus;
use super::grip::Carried;
use super::selection::Selection;
use super::sending::{Held, Sending};
use crate::AppError;
use crate::admin::backstage::ShopFacts;
use crate::admin::session::kept;
use crate::api::board as api;
use contract::featured::{Board, BoardItem, BoardShelf, Receipt};
use contract::presence::Present;
use contract::{FeaturedTypeId, Problem, ProblemKind, ProductId, Seq};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::VecDeque;
use std::time::Duration;

/// How long a sentence about what happened stays in view.
const SAID: Duration = Duration::from_secs(10);

/// Where something went wrong: said there, and nowhere else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spot {
    /// The whole board, where what is taken back and done to many is said.
    Board,
    Finder,
    Shelf(FeaturedTypeId),
    Item(FeaturedTypeId, ProductId),
    /// The editor of a type, or of a new one.
    Editor(Option<FeaturedTypeId>),
}

impl Spot {
    /// The id of what is said there.
    fn id(self) -> String {
        match self {
            Self::Board => "trouble-board".into(),
            Self::Finder => "trouble-finder".into(),
            Self::Shelf(id) => ["trouble-shelf-", &id.to_string()].concat(),
            Self::Item(shelf, product) => {
                ["trouble-item-", &shelf.to_string(), "-", &product.to_string()].concat()
            }
            Self::Editor(None) => "trouble-new".into(),
            Self::Editor(Some(id)) => ["trouble-editor-", &id.to_string()].concat(),
        }
    }
}

/// What went wrong where.
#[derive(Clone, Debug)]
struct Trouble {
    spot: Spot,
    /// As problems name fields: `/endsAt`.
    field: Option<String>,
    words: String,
}

#[derive(Clone, Copy)]
pub struct Desk {
    shop: StoredValue<String>,
    pub can_edit: bool,
    pub categories: StoredValue<Categories>,
    pub board: RwSignal<Board>,
    /// What just happened, for those who did not see it move. Empty after a while.
    pub said: RwSignal<String>,
    /// The last position written here: what the stream tells of it was said already.
    pub own: StoredValue<Seq>,
    /// How many sentences were said.
    sentences: StoredValue<u32>,
    trouble: RwSignal<Option<Trouble>>,
    /// The session has ended.
    pub expired: RwSignal<bool>,
    /// The hours of the shop.
    pub clock: StoredValue<Clock>,
    pub selection: RwSignal<Selection>,
    /// What others were faster with, until somebody decides.
    pub held: RwSignal<Option<Held>>,
    /// What is on its way to the server, in the order in which it was done.
    pub(super) waiting: StoredValue<VecDeque<Sending>>,
    pub(super) is_sending: StoredValue<bool>,
    /// Who else is at the board.
    pub others: RwSignal<Vec<Present>>,
    /// The shelf one last touched.
    pub working_on: RwSignal<Option<FeaturedTypeId>>,
    /// What is carried by keyboard.
    pub carried: RwSignal<Option<Carried>>,
    /// Something is in somebody's hand: the board keeps still meanwhile.
    pub in_hand: RwSignal<bool>,
}

impl Desk {
    pub fn new(shop: ShopFacts, categories: Categories, board: Board) -> Self {
        Self {
            shop: StoredValue::new(shop.slug),
            can_edit: shop.can_edit,
            categories: StoredValue::new(categories),
            board: RwSignal::new(board),
            said: RwSignal::new(String::new()),
            own: StoredValue::new(Seq(0)),
            sentences: StoredValue::new(0),
            trouble: RwSignal::new(None),
            expired: RwSignal::new(false),
            clock: StoredValue::new(Clock::new(&shop.zone)),
            selection: RwSignal::new(Selection::default()),
            held: RwSignal::new(None),
            waiting: StoredValue::new(VecDeque::new()),
            is_sending: StoredValue::new(false),
            others: RwSignal::new(vec![]),
            working_on: RwSignal::new(None),
            carried: RwSignal::new(None),
            in_hand: RwSignal::new(false),
        }
    }

    pub fn shop(self) -> String {
        self.shop.get_value()
    }

    pub fn shelf(self, id: FeaturedTypeId) -> Memo<Option<BoardShelf>> {
        Memo::new(move |_| {
            let board = self.board.read();
            board.shelves.iter().find(|shelf| shelf.featured_type.id == id).cloned()
        })
    }

    pub fn item(shelf: Memo<Option<BoardShelf>>, product: ProductId) -> Memo<Option<BoardItem>> {
        Memo::new(move |_| {
            let shelf = shelf.read();
            shelf.as_ref()?.items.iter().find(|item| item.product.id == product).cloned()
        })
    }

    /// What went wrong here.
    pub fn trouble_at(self, spot: Spot) -> impl Fn() -> Option<AnyView> + Copy {
        move || {
            let trouble = self.trouble.get().filter(|trouble| trouble.spot == spot)?;
            let words = trouble.words;
            Some(view! { <p id=spot.id() class="form-problem" role="alert">{words}</p> }.into_any())
        }
    }

    /// Whether a field is at fault here: for its `aria-invalid`.
    pub fn fault_of(
        self,
        spot: Spot,
        field: &'static str,
    ) -> impl Fn() -> Option<&'static str> + Copy {
        move || self.is_at_fault(spot, field).then_some("true")
    }

    /// What explains the fault of a field: for its `aria-describedby`.
    pub fn reason_of(self, spot: Spot, field: &'static str) -> impl Fn() -> Option<String> + Copy {
        move || self.is_at_fault(spot, field).then(|| spot.id())
    }

    fn is_at_fault(self, spot: Spot, field: &str) -> bool {
        let trouble = self.trouble.read();
        trouble
            .as_ref()
            .is_some_and(|trouble| trouble.spot == spot && trouble.field.as_deref() == Some(field))
    }

    pub fn complain(self, spot: Spot, field: Option<String>, words: impl Into<String>) {
        let has_field = field.is_some();
        self.trouble.set(Some(Trouble { spot, field, words: words.into() }));
        if has_field {
            focus::pass_to_fault();
        }
    }

    /// Says a sentence, for a while.
    pub fn say(self, words: String) {
        let turn = self.sentences.with_value(|said| said.wrapping_add(1));
        self.sentences.set_value(turn);
        self.said.set(words);
        let fall_silent = move || {
            if self.sentences.try_get_value() == Some(turn) {
                self.said.set(String::new());
            }
        };
        set_timeout(fall_silent, SAID);
    }

    pub fn calm(self) {
        self.trouble.set(None);
        self.held.set(None);
    }

    /// Notes a failed call at its place.
    pub fn failed(self, spot: Spot, AppError(problem): AppError) {
        self.refused(spot, problem);
    }

    pub fn refused(self, spot: Spot, problem: Problem) {
        // Said once, for the whole board.
        if problem.kind == ProblemKind::Unauthenticated {
            self.expired.set(true);
        } else {
            self.complain(spot, problem.field, problem.title);
        }
    }

    /// Does something: shows `effect` at once, and takes it back when the call fails.
    pub fn act<F>(
        self,
        spot: Spot,
        said: String,
        effect: impl FnOnce(&mut Board),
        call: impl Fn() -> F + 'static,
        done: Option<Callback<()>>,
    ) where
        F: Future<Output = Result<Receipt, AppError>> + 'static,
    {
        let before = self.board.get_untracked();
        self.calm();
        focus::keep(|| self.board.update(effect));
        spawn_local(async move {
            match kept(call).await {
                Ok(receipt) => {
                    self.expired.set(false);
                    self.own.set_value(receipt.seq);
                    self.say(said);
                    if let Some(done) = done {
                        done.run(());
                    }
                    self.reload(Some(receipt.seq)).await;
                }
                Err(error) => {
                    focus::keep(|| self.board.set(before));
                    self.failed(spot, error);
                }
            }
        });
    }

    /// Asks for the password, and goes on.
    pub fn sign_in_again(self) {
        spawn_local(async move {
            if kept(|| api::get_board(self.shop(), None)).await.is_ok() {
                self.reload(None).await;
            }
        });
    }

    /// A shelf's name.
    pub fn name_of(self, shelf: FeaturedTypeId) -> String {
        let board = self.board.read_untracked();
        let mut shelves = board.shelves.iter().map(|shelf| &shelf.featured_type);
        shelves.find(|kind| kind.id == shelf).map(|kind| kind.name.clone()).unwrap_or_default()
    }

    /// Whether the board is to keep still: something is in a hand, or on its way.
    pub fn is_busy(self) -> bool {
        self.is_sending.get_value() || self.in_hand.get_untracked()
    }

    /// Reads the board anew, at a position or later: the next node asked may not be there yet. An
    /// older answer never replaces a newer one.
    pub async fn reload(self, at_least: Option<Seq>) -> bool {
        match api::get_board(self.shop(), at_least).await {
            Ok(new) => {
                self.expired.set(false);
                if new.seq >= self.board.read_untracked().seq && !self.is_busy() {
                    focus::keep(|| self.board.set(new));
                }
                true
            }
            Err(error) => {
                if error.0.kind == ProblemKind::Unauthenticated {
                    self.expired.set(true);
                }
                false
            }
        }
    }
}

#[cfg(feature = "hydrate")]
mod following {
    use super::Desk;
    use crate::admin::board::words;
    use crate::live::LiveState;
    use crate::live::connection::{Feed, Listener, follow};
    use contract::live::BoardChanged;
    use contract::{Frame, Seq};
    use leptos::prelude::*;
    use leptos::task::spawn_local;
    use std::future::Future;
    use std::pin::Pin;
    use std::rc::Rc;

    impl Desk {
        /// Hears of others' changes for as long as the page lives.
        pub fn follow(self) {
            let (tenant, seq) = {
                let board = self.board.read_untracked();
                (board.tenant_id, board.seq)
            };
            follow(Feed { tenant, audience: "public,admin", seq }, Rc::new(Watcher(self)));
        }
    }

    struct Watcher(Desk);

    impl Listener for Watcher {
        fn frame(&self, name: &str, data: &str) {
            let desk = self.0;
            let seq = Frame::seq_of(data);
            let changed = match name {
                Frame::BOARD => serde_json::from_str::<BoardChanged>(data).ok(),
                // Stock may have come or gone.
                Frame::PRODUCTS => None,
                _ => return,
            };
            if seq.is_some_and(|seq| seq <= desk.board.read_untracked().seq) {
                return;
            }
            let is_own = seq.is_some_and(|seq| seq <= desk.own.get_value());
            if let Some(changed) = changed.filter(|it| !it.actor.is_empty() && !is_own) {
                let did = words::deed(&changed.action, &changed.subject);
                desk.say([&*changed.actor, " ", &did, "."].concat());
            }
            if desk.is_busy() {
                // It is read when that is over.
                return;
            }
            spawn_local(async move {
                desk.reload(seq).await;
            });
        }

        fn state(&self, _: LiveState) {}

        fn newest(&self) -> Seq {
            self.0.board.read_untracked().seq
        }

        fn refresh(&self, reset: bool) -> Pin<Box<dyn Future<Output = bool>>> {
            if reset {
                // Positions seen so far mean nothing any more: a backup was restored.
                self.0.board.update(|board| board.seq = Seq(0));
            }
            Box::pin(self.0.reload(None))
        }
    }
}
