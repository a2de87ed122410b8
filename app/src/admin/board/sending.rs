//! Sends edits one after the other, and says what became of them.

use super::desk::{Desk, Spot};
use super::edits::{apply, insist};
use super::focus;
use crate::admin::session::kept;
use crate::api::{Refused, board as api};
use contract::edit::{Clash, Edit, Turn};
use contract::featured::Board;
use contract::{Refusal, Seq};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Edits on their way.
#[derive(Clone)]
pub struct Sending {
    pub edits: Vec<Edit>,
    /// Where trouble with them is said.
    pub spot: Spot,
    /// What is said once they are made.
    pub said: String,
    pub done: Option<Callback<()>>,
}

/// Edits that would overwrite what somebody else has done: theirs stands until somebody decides.
#[derive(Clone)]
pub struct Held {
    /// Where it is shown.
    pub spot: Spot,
    pub clashes: Vec<Clash>,
    /// Nothing where it was a taking back, which there is no insisting on.
    pub mine: Option<Sending>,
}

impl Desk {
    /// Makes edits: shows them at once, and how it really is when they are refused.
    pub fn edit(self, spot: Spot, said: String, edits: Vec<Edit>, done: Option<Callback<()>>) {
        if edits.is_empty() {
            return;
        }
        self.calm();
        let before = self.board.get_untracked();
        focus::keep(|| self.board.update(|board| apply(board, &edits)));
        let sending = Sending { edits, spot, said, done };
        self.waiting.update_value(|waiting| waiting.push_back(sending));
        if !self.is_sending.get_value() {
            self.is_sending.set_value(true);
            spawn_local(self.send_all(before));
        }
    }

    /// `before`: what to show where the server cannot be asked how it is.
    async fn send_all(self, mut before: Board) {
        let mut reached = None::<Seq>;
        let mut refused = false;
        while let Some(next) = self.waiting.try_update_value(|all| all.pop_front()).flatten() {
            match kept(|| api::edit_board(self.shop(), next.edits.clone())).await {
                Ok(receipt) => {
                    reached = reached.max(Some(receipt.seq));
                    apply(&mut before, &next.edits);
                    self.expired.set(false);
                    self.own.set_value(receipt.seq);
                    self.say(next.said);
                    if let Some(done) = next.done {
                        done.run(());
                    }
                }
                Err(Refused(refusal)) => {
                    refused = true;
                    self.explain(next, refusal);
                }
            }
        }
        self.is_sending.set_value(false);
        if !self.reload(reached).await && refused {
            focus::keep(|| self.board.set(before));
        }
    }

    fn explain(self, sent: Sending, refusal: Refusal) {
        match refusal {
            Refusal::Problem(mut problem) => {
                // Of `/edits/0/action/schedule/endsAt` the page knows the end.
                let end = |field: String| Some(["/", field.rsplit_once('/')?.1].concat());
                problem.field = problem.field.and_then(end);
                self.refused(sent.spot, problem);
            }
            Refusal::Clashes(clashes) => {
                let spot = match clashes.as_slice() {
                    [Clash { type_id, product_id, now: Some(_), .. }] => {
                        Spot::Item(*type_id, *product_id)
                    }
                    [Clash { type_id, .. }] => Spot::Shelf(*type_id),
                    _ => Spot::Board,
                };
                self.held.set(Some(Held { spot, clashes, mine: Some(sent) }));
            }
        }
    }

    /// Leaves everything as the others have made it.
    pub fn take_theirs(self) {
        self.held.set(None);
        self.say("It stays as it is.".into());
    }

    /// Makes the edits once more, in knowledge of what the others did.
    pub fn insist(self) {
        let Some(Held { clashes, mine: Some(mine), .. }) = self.held.get_untracked() else {
            return;
        };
        let edits = insist(&mine.edits, &clashes);
        if edits.is_empty() {
            return self.take_theirs();
        }
        self.edit(mine.spot, mine.said, edits, mine.done);
    }

    /// Takes a change back, or does it again.
    pub fn turn(self, turn: Turn) {
        self.calm();
        spawn_local(async move {
            match kept(|| api::turn_board(self.shop(), turn)).await {
                Ok(turned) => {
                    self.expired.set(false);
                    let words = match turn {
                        Turn::Redo => ["Done again: ", &turned.words, "."].concat(),
                        _ => ["You ", &turned.words, "."].concat(),
                    };
                    self.own.set_value(turned.seq);
                    self.say(words);
                    self.reload(Some(turned.seq)).await;
                }
                Err(Refused(Refusal::Problem(problem))) => self.refused(Spot::Board, problem),
                Err(Refused(Refusal::Clashes(clashes))) => {
                    self.held.set(Some(Held { spot: Spot::Board, clashes, mine: None }));
                    self.reload(None).await;
                }
            }
        });
    }
}

/// What others did, where it happened, and the ways on.
#[component]
pub fn Overtaken(desk: Desk, spot: Spot) -> impl IntoView {
    move || {
        let held = desk.held.get().filter(|held| held.spot == spot)?;
        let clock = desk.clock.get_value();
        let told: Vec<_> = held
            .clashes
            .iter()
            .map(|clash| {
                let when = clock.moment(clash.at);
                view! { <li>{clash.sentence()}" "<small>{when}</small></li> }
            })
            .collect();
        let is_mine = held.mine.is_some();
        let head = if is_mine {
            "Somebody was faster, so yours was not written:"
        } else {
            "This cannot be taken back, since it has been changed again:"
        };
        Some(view! {
            <div class="board-held" role="alert" data-held>
                <p>{head}</p>
                <ul>{told}</ul>
                <div class="board-form-actions">
                    <button class="button quiet" type="button" on:click=move |_| desk.take_theirs()>
                        {if is_mine { "Take theirs" } else { "Leave it" }}
                    </button>
                    {is_mine.then(|| view! {
                        <button class="button" type="button" on:click=move |_| desk.insist()>
                            "Put mine again"
                        </button>
                    })}
                </div>
            </div>
        })
    }
}
