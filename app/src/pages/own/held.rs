//! What is set aside, and how long yet.

use super::{Deed, Room};
use crate::live::moment::iso;
use crate::messages::{Message, Messages};
use contract::{Cart, Hold, HoldState};
use leptos::prelude::*;

/// The hold that keeps its pieces at that moment.
pub fn active(cart: &Cart) -> Option<&Hold> {
    cart.hold.as_ref().filter(|hold| hold.state_at(cart.now) == HoldState::Active)
}

impl Room {
    /// Until when pieces are set aside. Where there are scripts the time runs down, and is said when
    /// there is little left of it.
    pub(super) fn held_until(&self, hold: &Hold) -> impl IntoView + use<> {
        let messages = Messages::of_page();
        let (before, after) = messages.around(Message::HeldUntil, "time");
        let locale = &self.place.locale;
        let until = self.calendar.time(hold.expires_at, locale);
        view! {
            <p class="held" data-until=hold.expires_at.0.to_string()
                data-say-5=messages.counted(Message::MinutesLeft, 5)
                data-say-1=messages.counted(Message::MinutesLeft, 1)
                data-say-0=messages.text(Message::HoldOver).to_owned()
            >
                {before}
                <time datetime=iso(hold.expires_at)>{until}</time>
                {after}
                " "
                <span class="held-left" data-left aria-hidden="true" hidden></span>
            </p>
        }
    }

    /// What can be done with a hold besides ordering.
    pub(super) fn hold_deeds(&self, hold: &Hold) -> impl IntoView + use<> {
        let messages = Messages::of_page();
        let place = self.place.clone();
        let extend = (!hold.is_extended).then(|| {
            let (place, words) = (place.clone(), messages.text(Message::ExtendHold).to_owned());
            view! { <Deed action="/fn/hold/extend" place words class="plain"/> }
        });
        let words = messages.text(Message::ReleaseHold).to_owned();
        view! {
            <div class="deeds">
                {extend}
                <Deed action="/fn/hold/release" place words class="plain"/>
            </div>
        }
    }
}
