//! The shop system behind a shop: connecting it, and how following it does.

pub(super) mod ages;
mod connecting;
mod deliveries;
mod lag;
#[cfg(feature = "ssr")]
pub mod page;
mod quarantine;
mod standing;
mod webhooks;

use crate::AppError;
use crate::admin::session::kept;
use crate::api::source as api;
use connecting::Connecting;
use contract::source::{Retry, SourceDesk, SourceKind};
use deliveries::Deliveries;
use lag::LagTable;
use leptos::prelude::*;
use leptos::task::spawn_local;
use quarantine::Quarantine;
use standing::Standing;
use webhooks::WebhookList;

/// How often is looked while somebody looks.
#[cfg(feature = "hydrate")]
const REFRESH: std::time::Duration = std::time::Duration::from_secs(2);

/// What the page knows and can ask for.
#[derive(Clone, Copy)]
struct Room {
    shop: StoredValue<String>,
    desk: RwSignal<SourceDesk>,
    /// That it is not known how it does now.
    silence: RwSignal<Option<String>>,
    trouble: RwSignal<Option<String>>,
    said: RwSignal<String>,
    is_busy: RwSignal<bool>,
}

impl Room {
    fn shop(self) -> String {
        self.shop.get_value()
    }

    /// Asks for something and looks how it does then.
    fn ask(
        self,
        done: impl Fn(u64) -> String + 'static,
        call: impl Future<Output = Result<u64, AppError>> + 'static,
    ) {
        if self.is_busy.get_untracked() {
            return;
        }
        self.is_busy.set(true);
        self.trouble.set(None);
        spawn_local(async move {
            let outcome = call.await;
            self.is_busy.set(false);
            match outcome {
                Ok(count) => self.said.set(done(count)),
                Err(error) => self.trouble.set(Some(error.0.title)),
            }
            self.look().await;
        });
    }

    fn compare(self) {
        let call = async move { kept(|| api::compare_shop(self.shop())).await.map(|()| 0) };
        self.ask(|_| "Everything is compared as soon as the shop can be asked.".into(), call);
    }

    fn mend_webhooks(self) {
        let call = async move { kept(|| api::mend_webhooks(self.shop())).await.map(|()| 0) };
        self.ask(
            |_| "The webhooks are looked after as soon as the shop can be asked.".into(),
            call,
        );
    }

    fn retry(self, what: Retry) {
        let call = async move { kept(|| api::retry_source(self.shop(), what)).await };
        self.ask(
            |count| match count {
                0 => "There was nothing to try again.".into(),
                1 => "It is tried once more.".into(),
                count => format!("{count} are tried once more."),
            },
            call,
        );
    }

    async fn look(self) {
        match api::look_at_source(self.shop()).await {
            Ok(desk) => {
                self.desk.set(desk);
                self.silence.set(None);
            }
            Err(error) => self.silence.set(Some(error.0.title)),
        }
    }
}

#[component]
pub fn SourcePanel(shop: String, desk: SourceDesk) -> impl IntoView {
    let room = Room {
        shop: StoredValue::new(shop),
        desk: RwSignal::new(desk),
        silence: RwSignal::default(),
        trouble: RwSignal::default(),
        said: RwSignal::default(),
        is_busy: RwSignal::default(),
    };
    #[cfg(feature = "hydrate")]
    Effect::new(move || {
        let is_looking = StoredValue::new(false);
        let refresh = move || {
            // An answer that takes long is waited for.
            if !is_looking.get_value() {
                is_looking.set_value(true);
                spawn_local(async move {
                    room.look().await;
                    is_looking.set_value(false);
                });
            }
        };
        if let Ok(handle) = set_interval_with_handle(refresh, REFRESH) {
            on_cleanup(move || handle.clear());
        }
    });
    let is_connected = Memo::new(move |_| room.desk.read().connection.is_some());
    let has_webhooks = Memo::new(move |_| {
        let connection = &room.desk.read().connection;
        connection.as_ref().is_some_and(|it| it.kind == SourceKind::WooCommerce && it.is_asked)
    });
    // Deliveries say something as soon as there were any, whether or not the shop can be asked.
    let any_came = Memo::new(move |_| !room.desk.read().deliveries.is_empty());
    view! {
        <p class="form-problem" role="status">
            {move || room.silence.get().map(|said| format!("What stands here is not the newest: {said}"))}
        </p>
        <p class="form-problem" role="alert">{move || room.trouble.get()}</p>
        <div role="status">
            {move || (!room.said.read().is_empty()).then(|| view! { <p class="note">{room.said}</p> })}
        </div>
        {move || {
            if is_connected.get() {
                view! { <Standing room/> }.into_any()
            } else {
                view! { <Connecting room/> }.into_any()
            }
        }}
        {move || has_webhooks.get().then(|| view! { <WebhookList room/> })}
        <Quarantine room/>
        {move || any_came.get().then(|| view! { <LagTable room/> <Deliveries room/> })}
    }
}
