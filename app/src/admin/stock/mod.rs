//! A shop's counts, holds, orders and letters. What stands on these pages is asked for again while
//! somebody looks; rows that stay keep their nodes, so that the focus and what is being typed do.

mod article;
mod correcting;
mod holds;
mod inventory;
mod letters;
mod mending;
mod order;
mod orders;
#[cfg(feature = "ssr")]
pub mod page;
mod words;

use crate::AppError;
use crate::admin::board::clock::Clock;
use crate::api::stock as api;
use article::Article;
use contract::Timestamp;
use contract::stockroom::{
    ArticleDesk, HoldDesk, HoldPage, Inventory, OrderDesk, OrderPage, OrderQuery, Outbox,
    StockQuery,
};
use holds::{HoldHistory, Holds};
use inventory::InventoryTable;
use leptos::prelude::*;
use leptos::task::spawn_local;
use letters::Letters;
use order::WholeOrder;
use orders::Orders;
use serde::{Deserialize, Serialize};

/// Seconds after which is looked again.
#[cfg(feature = "hydrate")]
const REFRESH: u32 = 3;

/// The shop, as these pages know it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RoomFacts {
    /// By slug.
    pub shop: String,
    pub locale: String,
    /// IANA.
    pub zone: String,
    pub can_manage: bool,
}

/// What a page shows, and what was asked for it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Sight {
    Inventory(StockQuery, Inventory),
    Article(ArticleDesk),
    Holds(HoldPage),
    Hold(HoldDesk),
    Orders(OrderQuery, OrderPage),
    Order(Box<OrderDesk>),
    Outbox(Outbox),
}

/// Something that is looked at again and again.
trait Shown: Clone + Send + Sync + 'static {
    /// What is asked for it, besides the shop.
    type Asked: Clone + Send + Sync + 'static;

    fn now(&self) -> Timestamp;
    fn look(shop: String, asked: Self::Asked) -> impl Future<Output = Result<Self, AppError>>;
}

macro_rules! shown {
    ($($what:ty, $asked:ty, |$shop:ident, $question:pat_param| $call:expr;)*) => {$(
        impl Shown for $what {
            type Asked = $asked;

            fn now(&self) -> Timestamp {
                self.now
            }

            async fn look($shop: String, $question: Self::Asked) -> Result<Self, AppError> {
                $call.await
            }
        }
    )*};
}

shown! {
    Inventory, (StockQuery, u32), |shop, (asked, page)| api::read_inventory(shop, asked, page);
    ArticleDesk, String, |shop, sku| api::read_article(shop, sku);
    HoldPage, u32, |shop, page| api::read_holds(shop, page);
    HoldDesk, String, |shop, code| api::read_hold(shop, code);
    OrderPage, (OrderQuery, u32), |shop, (asked, page)| api::read_orders(shop, asked, page);
    OrderDesk, String, |shop, code| api::read_order(shop, code);
    Outbox, u32, |shop, page| api::read_outbox(shop, page);
}

/// What a page knows and can ask for.
struct Room<T: Shown> {
    facts: StoredValue<RoomFacts>,
    asked: StoredValue<T::Asked>,
    desk: RwSignal<T>,
    /// By the server's clock, to the second.
    now: RwSignal<Timestamp>,
    /// That it is not known how it is now.
    silence: RwSignal<Option<String>>,
    trouble: RwSignal<Option<String>>,
    said: RwSignal<String>,
    is_busy: RwSignal<bool>,
}

impl<T: Shown> Clone for Room<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Shown> Copy for Room<T> {}

impl<T: Shown> Room<T> {
    /// Looks again from now on.
    fn open(facts: RoomFacts, asked: T::Asked, desk: T) -> Self {
        let room = Self {
            facts: StoredValue::new(facts),
            asked: StoredValue::new(asked),
            now: RwSignal::new(desk.now()),
            desk: RwSignal::new(desk),
            silence: RwSignal::default(),
            trouble: RwSignal::default(),
            said: RwSignal::default(),
            is_busy: RwSignal::default(),
        };
        #[cfg(feature = "hydrate")]
        room.keep_looking();
        room
    }

    #[cfg(feature = "hydrate")]
    fn keep_looking(self) {
        Effect::new(move || {
            let (is_looking, seconds) = (StoredValue::new(false), StoredValue::new(0));
            let tick = move || {
                self.now.update(|now| *now = now.plus_seconds(1));
                seconds.update_value(|seconds| *seconds += 1);
                let is_due = seconds.get_value() >= REFRESH && !crate::admin::browser::is_hidden();
                // An answer that takes long is waited for.
                if is_due && !is_looking.get_value() {
                    seconds.set_value(0);
                    is_looking.set_value(true);
                    spawn_local(async move {
                        self.look().await;
                        is_looking.set_value(false);
                    });
                }
            };
            let second = std::time::Duration::from_secs(1);
            if let Ok(handle) = set_interval_with_handle(tick, second) {
                on_cleanup(move || handle.clear());
            }
        });
    }

    async fn look(self) {
        match T::look(self.shop(), self.asked.get_value()).await {
            Ok(desk) => {
                self.now.set(desk.now());
                self.desk.set(desk);
                self.silence.set(None);
            }
            Err(error) => self.silence.set(Some(error.0.title)),
        }
    }

    /// Does something, and looks how it is then.
    fn act(self, done: String, call: impl Future<Output = Result<(), AppError>> + 'static) {
        if self.is_busy.get_untracked() {
            return;
        }
        self.is_busy.set(true);
        self.trouble.set(None);
        spawn_local(async move {
            let outcome = call.await;
            self.is_busy.set(false);
            match outcome {
                Ok(()) => self.said.set(done),
                Err(error) => self.trouble.set(Some(error.0.title)),
            }
            self.look().await;
        });
    }

    fn shop(self) -> String {
        self.facts.with_value(|facts| facts.shop.clone())
    }

    fn can_manage(self) -> bool {
        self.facts.with_value(|facts| facts.can_manage)
    }

    /// The address of one of the shop's pages at the back.
    fn back(self, below: &str) -> String {
        self.facts.with_value(|facts| ["/admin/t/", &facts.shop, below].concat())
    }

    /// A moment by the shop's own clock.
    fn moment(self, at: Timestamp) -> String {
        self.facts.with_value(|facts| Clock::new(&facts.zone).moment(at))
    }

    fn money(self, cents: i64, currency: contract::Currency) -> String {
        self.facts.with_value(|facts| crate::live::money::price(cents, currency, &facts.locale))
    }
}

/// What went wrong, and what was done.
#[component]
fn Notes<T: Shown>(room: Room<T>) -> impl IntoView {
    view! {
        <p class="form-problem" role="status">
            {move || room.silence.get().map(|said| format!("What stands here is not the newest: {said}"))}
        </p>
        <p class="form-problem" role="alert">{move || room.trouble.get()}</p>
        <div role="status">
            {move || (!room.said.read().is_empty()).then(|| view! { <p class="note">{room.said}</p> })}
        </div>
    }
}

#[component]
pub fn Stockroom(room: RoomFacts, sight: Sight) -> impl IntoView {
    match sight {
        Sight::Inventory(asked, desk) => {
            let room = Room::open(room, (asked, desk.page), desk);
            view! { <Notes room/> <InventoryTable room/> }.into_any()
        }
        Sight::Article(desk) => {
            let room = Room::open(room, desk.line.article.sku.clone(), desk);
            view! { <Notes room/> <Article room/> }.into_any()
        }
        Sight::Holds(desk) => {
            let room = Room::open(room, desk.page, desk);
            view! { <Notes room/> <Holds room/> }.into_any()
        }
        Sight::Hold(desk) => {
            let room = Room::open(room, desk.hold.code.clone(), desk);
            view! { <Notes room/> <HoldHistory room/> }.into_any()
        }
        Sight::Orders(asked, desk) => {
            let room = Room::open(room, (asked, desk.page), desk);
            view! { <Notes room/> <Orders room/> }.into_any()
        }
        Sight::Order(desk) => {
            let desk = *desk;
            let room = Room::open(room, desk.order.code.clone(), desk);
            view! { <Notes room/> <WholeOrder room/> }.into_any()
        }
        Sight::Outbox(desk) => {
            let room = Room::open(room, desk.page, desk);
            view! { <Notes room/> <Letters room/> }.into_any()
        }
    }
}
