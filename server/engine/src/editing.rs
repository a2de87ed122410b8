//! Many edits at once, and their taking back, in one person's hands.

use crate::desk::{Desk, check_window};
use crate::problem::to_refusal;
use crate::to_problem;
use contract::edit::{Action, BoardChange, EDITS_AT_ONCE, Edit, FURTHEST, Turn, Turned, inverse};
use contract::presence::Present;
use contract::{FeaturedTypeId, Permission, Problem, Receipt, Refusal, Result};
use store::{EditBoard, NotePresence, TurnBoard};

impl Desk {
    pub(crate) async fn make_edits(&self, edits: Vec<Edit>) -> Result<Receipt, Refusal> {
        self.may(Permission::BoardEdit)?;
        check(&edits)?;
        let origin = self.engine.origin(&self.actor);
        let command = EditBoard { tenant: self.tenant.id, origin, edits };
        let committed = self.engine.store.write(command).await.map_err(to_refusal)?;
        Ok(self.receipt(Ok(committed)).await?.1)
    }

    pub(crate) async fn make_turn(&self, turn: Turn) -> Result<Turned, Refusal> {
        self.may(Permission::BoardEdit)?;
        let origin = self.engine.origin(&self.actor);
        let command = TurnBoard { tenant: self.tenant.id, origin, turn };
        let committed = self.engine.store.write(command).await.map_err(to_refusal)?;
        let (words, receipt) = self.receipt(Ok(committed)).await?;
        Ok(Turned { seq: receipt.seq, words })
    }

    pub(crate) async fn plan_turn(&self, turn: Turn) -> Result<Vec<BoardChange>> {
        self.may(Permission::BoardView)?;
        let (store, tenant) = (&self.engine.store, self.tenant.id);
        let revision = match turn {
            Turn::BackTo(revision) => {
                let all = store.board_changes_after(tenant, revision, FURTHEST).await;
                return Ok(all.map_err(to_problem)?.iter().flat_map(|one| inverse(one)).collect());
            }
            Turn::Change(revision) => Some(revision),
            Turn::Undo | Turn::Redo => {
                let steps = store.board_steps(tenant, self.actor.user_id).await;
                let (undo, redo) = steps.map_err(to_problem)?;
                let step = if turn == Turn::Undo { undo } else { redo };
                step.map(|step| step.revision)
            }
        };
        let missing = || Problem::not_found("change");
        let revision = revision.ok_or_else(missing)?;
        let changes = store.board_changes(tenant, revision).await.map_err(to_problem)?;
        Ok(inverse(&changes.ok_or_else(missing)?))
    }
}

/// A sign of life counts for two beats and some.
const FRESH_SECONDS: i64 = 25;

impl Desk {
    pub(crate) async fn note_presence(
        &self,
        featured_type: Option<FeaturedTypeId>,
    ) -> Result<Vec<Present>> {
        self.may(Permission::BoardView)?;
        let (store, tenant, now) = (&self.engine.store, self.tenant.id, self.engine.clock.now());
        let (user, name) = (self.actor.user_id, self.actor.name.clone());
        let note = NotePresence { tenant, user, name, featured_type, at: now };
        store.write(note).await.map_err(to_problem)?;
        let present = store.present(tenant, now.plus_seconds(-FRESH_SECONDS)).await;
        let mut present = present.map_err(to_problem)?;
        present.retain(|other| other.user_id != user);
        Ok(present)
    }
}

fn check(edits: &[Edit]) -> Result<()> {
    if edits.len() > EDITS_AT_ONCE {
        return Err(Problem::invalid("/edits", "Change at most five hundred things at once."));
    }
    for (index, edit) in edits.iter().enumerate() {
        let within = |field: &str| format!("edits/{index}/action/{field}");
        match &edit.action {
            Action::Place { position, starts_at, ends_at } => {
                check_window(&within("place/endsAt"), *starts_at, *ends_at)?;
                check_position(&within("place/position"), *position)?;
            }
            Action::Move { position, .. } => {
                check_position(&within("move/position"), *position)?;
            }
            Action::Schedule { starts_at, ends_at } => {
                check_window(&within("schedule/endsAt"), *starts_at, *ends_at)?;
            }
            Action::Remove => {}
        }
    }
    Ok(())
}

fn check_position(field: &str, position: Option<i64>) -> Result<()> {
    if position.is_some_and(|position| position < 0) {
        return Err(Problem::invalid(format!("/{field}"), "Positions count from zero."));
    }
    Ok(())
}
