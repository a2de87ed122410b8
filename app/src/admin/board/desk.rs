//! The board's state, and how actions and the stream change it.

use super::words;
use crate::AppError;
use crate::api::board as api;
use contract::featured::{Board, BoardItem, BoardShelf, Receipt};
use contract::{FeaturedTypeId, ProblemKind, ProductId};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Where something went wrong: said there, and nowhere else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spot {
    Finder,
    Shelf(FeaturedTypeId),
    Item(FeaturedTypeId, ProductId),
    /// The editor of a type, or of a new one.
    Editor(Option<FeaturedTypeId>),
}

#[derive(Clone, Copy)]
pub struct Desk {
    shop: StoredValue<String>,
    pub can_edit: bool,
    pub board: RwSignal<Board>,
    /// What just happened, for those who cannot see it move.
    pub said: RwSignal<String>,
    trouble: RwSignal<Option<(Spot, String)>>,
    /// The session has ended.
    pub expired: RwSignal<bool>,
}

impl Desk {
    pub fn new(shop: String, can_edit: bool, board: Board) -> Self {
        Self {
            shop: StoredValue::new(shop),
            can_edit,
            board: RwSignal::new(board),
            said: RwSignal::new(String::new()),
            trouble: RwSignal::new(None),
            expired: RwSignal::new(false),
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
            let trouble = self.trouble.get().filter(|(at, _)| *at == spot)?;
            Some(view! { <p class="form-problem" role="alert">{trouble.1}</p> }.into_any())
        }
    }

    pub fn complain(self, spot: Spot, words: impl Into<String>) {
        self.trouble.set(Some((spot, words.into())));
    }

    pub fn calm(self) {
        self.trouble.set(None);
    }

    /// Notes a failed call at its place.
    pub fn failed(self, spot: Spot, error: AppError) {
        if error.0.kind == ProblemKind::Unauthenticated {
            self.expired.set(true);
        }
        self.complain(spot, error.0.title);
    }

    /// Does something: shows `effect` at once, and takes it back when the call fails.
    pub fn act<F>(
        self,
        spot: Spot,
        said: String,
        effect: impl FnOnce(&mut Board),
        call: F,
        done: Option<Callback<()>>,
    ) where
        F: Future<Output = Result<Receipt, AppError>> + 'static,
    {
        let before = self.board.get_untracked();
        self.calm();
        self.board.update(effect);
        spawn_local(async move {
            match call.await {
                Ok(_) => {
                    self.expired.set(false);
                    self.said.set(said);
                    if let Some(done) = done {
                        done.run(());
                    }
                    self.reload().await;
                }
                Err(error) => {
                    self.board.set(before);
                    self.failed(spot, error);
                }
            }
        });
    }

    /// Reads the board anew; an older answer never replaces a newer one.
    pub async fn reload(self) -> bool {
        match api::get_board(self.shop()).await {
            Ok(new) => {
                if new.seq >= self.board.read_untracked().seq {
                    self.board.set(new);
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

    /// The product at another place of its shelf.
    pub fn move_to(self, shelf: FeaturedTypeId, product: ProductId, name: &str, to: usize) {
        let order: Vec<ProductId> = {
            let board = self.board.read_untracked();
            let shelf = board.shelves.iter().find(|known| known.featured_type.id == shelf);
            let Some(shelf) = shelf else { return };
            shelf.items.iter().map(|item| item.product.id).collect()
        };
        let order = words::moved(&order, product, to);
        let place = order.iter().position(|id| *id == product).unwrap_or(0) + 1;
        let said = [name, " now stands at position ", &place.to_string(), "."].concat();
        let call = api::reorder(self.shop(), shelf, order.clone());
        let effect = move |board: &mut Board| words::arrange(board, shelf, &order);
        self.act(Spot::Item(shelf, product), said, effect, call, None);
    }
}

#[cfg(feature = "hydrate")]
mod following {
    use super::Desk;
    use crate::admin::board::words;
    use crate::live::LiveState;
    use crate::live::connection::{Feed, Listener, follow};
    use contract::Frame;
    use contract::live::BoardChanged;
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
            let changed = match name {
                Frame::BOARD => serde_json::from_str::<BoardChanged>(data).ok(),
                // Stock may have come or gone.
                Frame::PRODUCTS => None,
                _ => return,
            };
            if let Some(changed) = changed {
                if changed.seq <= desk.board.read_untracked().seq {
                    return;
                }
                if !changed.actor.is_empty() {
                    let did = words::action(&changed.action);
                    let said = [&*changed.actor, " ", did, " ", &changed.subject, "."].concat();
                    desk.said.set(said);
                }
            }
            spawn_local(async move {
                desk.reload().await;
            });
        }

        fn state(&self, _: LiveState) {}

        fn refresh(&self, _: bool) -> Pin<Box<dyn Future<Output = bool>>> {
            Box::pin(self.0.reload())
        }
    }
}
