//! Asks for the password in place.

use crate::admin::browser::{close_dialog, show_dialog};
use crate::api::session::sign_in_again;
use contract::ProblemKind;
use leptos::prelude::*;
use leptos::task::spawn_local;

const DIALOG: &str = "sign-in-again";

/// On every page of the admin, closed until a call finds the session ended.
#[component]
pub fn SignInAgain(
    /// Whose session it was: what waits is theirs.
    email: String,
) -> impl IntoView {
    let is_asking = ArcRwSignal::new(false);
    let password = RwSignal::new(String::new());
    let trouble = RwSignal::new(None::<String>);
    let is_busy = RwSignal::new(false);
    let asking = is_asking.clone();
    Effect::new(move || if asking.get() { show_dialog(DIALOG) } else { close_dialog(DIALOG) });
    #[cfg(feature = "hydrate")]
    {
        let asking = is_asking.clone();
        Effect::new(move || super::door::attend(asking.clone()));
        Effect::new(super::forms::keep);
    }
    let leave = {
        let is_asking = is_asking.clone();
        move |is_renewed: bool| {
            password.set(String::new());
            trouble.set(None);
            // First: the browser gives the focus back to what had it.
            is_asking.set(false);
            #[cfg(feature = "hydrate")]
            super::door::open(is_renewed);
            #[cfg(not(feature = "hydrate"))]
            let _ = is_renewed;
        }
    };
    let address = StoredValue::new(email.clone());
    let submit = {
        let leave = leave.clone();
        move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            if is_busy.get_untracked() {
                return;
            }
            is_busy.set(true);
            let leave = leave.clone();
            spawn_local(async move {
                let answer = sign_in_again(address.get_value(), password.get_untracked()).await;
                is_busy.set(false);
                match answer {
                    Ok(()) => leave(true),
                    Err(error) => trouble.set(Some(match error.0.kind {
                        ProblemKind::Unauthenticated => {
                            "This is not the password of this account. Try again.".into()
                        }
                        ProblemKind::TooManyRequests => {
                            "Too many attempts. Wait a quarter of an hour, then try again.".into()
                        }
                        _ => error.0.title,
                    })),
                }
            });
        }
    };
    let cancel = {
        let leave = leave.clone();
        move |event: leptos::ev::Event| {
            event.prevent_default();
            leave(false);
        }
    };
    let not_now = move |_| leave(false);
    view! {
        <dialog
            id=DIALOG
            class="sign-in-again"
            aria-labelledby="sign-in-again-title"
            on:cancel=cancel
            data-sign-in
        >
            <form on:submit=submit>
                <h2 id="sign-in-again-title">"Sign in again"</h2>
                <p>
                    "Your session is over. Nothing is lost: with your password, what you were doing "
                    "goes on."
                </p>
                <label for="again-email">"Email"</label>
                <input id="again-email" type="email" autocomplete="username" value=email readonly/>
                <label for="again-password">"Password"</label>
                <input
                    id="again-password"
                    type="password"
                    autocomplete="current-password"
                    required
                    autofocus
                    bind:value=password
                    aria-invalid=move || trouble.read().is_some().then_some("true")
                    aria-describedby=move || trouble.read().is_some().then_some("again-trouble")
                />
                {move || trouble.get().map(|words| view! {
                    <p id="again-trouble" class="form-problem" role="alert">{words}</p>
                })}
                <div class="board-form-actions">
                    <button class="button" type="submit">
                        {move || if is_busy.get() { "One moment" } else { "Sign in" }}
                    </button>
                    <button class="button quiet" type="button" on:click=not_now>"Not now"</button>
                </div>
            </form>
        </dialog>
    }
}
