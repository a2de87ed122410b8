//! Which command is done where.

use super::{
    Connection, accounts_write, api_keys, board_write, carts, catalogue_write, connections,
    featured_write, feed_write, filters, header, holds, inbox, mails, orders, outfits, pictures,
    presence, pruning, sessions, shelf_order, shelves_write, stock, synonyms, tenants, upstream,
    upstream_known, upstream_publish,
};
use crate::effect::Effect;
use crate::{Command, Reply, Result};

pub(super) async fn execute(
    connection: &mut Connection,
    command: &Command,
    effects: &mut Vec<Effect>,
) -> Result<Reply> {
    let connection = &mut *connection;
    Ok(match command {
        Command::UpsertProducts(c) => {
            Reply::Upserted(catalogue_write::upsert(connection, c, effects).await?)
        }
        Command::RemoveProducts(c) => {
            Reply::Number(catalogue_write::remove(connection, c, effects).await?)
        }
        Command::ReceiveDelivery(c) => Reply::Flag(inbox::receive(connection, c).await?),
        Command::TakeSayings(c) => Reply::Verdicts(upstream::take(connection, c).await?),
        Command::PublishProducts(c) => {
            Reply::Published(upstream_publish::publish(connection, c, effects).await?)
        }
        Command::StirProducts(c) => Reply::Rows(upstream::stir_again(connection, c).await?),
        Command::RetryDeliveries(c) => Reply::Rows(inbox::retry(connection, c).await?),
        Command::ForgetSayings(c) => Reply::Rows(upstream_known::forget(connection, c).await?),
        Command::SaveConnection(c) => Reply::Done(connections::save(connection, c, effects).await?),
        Command::RemoveConnection(c) => {
            Reply::Flag(connections::remove(connection, c, effects).await?)
        }
        Command::NoteSync(c) => Reply::Flag(connections::note_sync(connection, c).await?),
        Command::PlaceHold(c) => Reply::Hold(Box::new(holds::place(connection, c, effects).await?)),
        Command::ExtendHold(c) => {
            Reply::Hold(Box::new(holds::extend(connection, c, effects).await?))
        }
        Command::ReleaseHold(c) => {
            Reply::Hold(Box::new(holds::release(connection, c, effects).await?))
        }
        Command::ExpireHolds(c) => Reply::Number(holds::expire(connection, c, effects).await?),
        Command::RepairHold(c) => Reply::Flag(holds::repair(connection, c, effects).await?),
        Command::PlaceOrder(c) => {
            Reply::Order(Box::new(orders::place(connection, c, effects).await?))
        }
        Command::BeginPush(c) => Reply::Flag(orders::begin_push(connection, c).await?),
        Command::NotePushed(c) => Reply::Flag(orders::note_pushed(connection, c, effects).await?),
        Command::MendOrder(c) => Reply::Done(orders::mend(connection, c, effects).await?),
        Command::CorrectStock(c) => Reply::Done(stock::correct(connection, c, effects).await?),
        Command::EditCart(c) => Reply::Cart(carts::edit(connection, c, effects).await?),
        Command::LinkCart(c) => Reply::Done(carts::link(connection, c).await?),
        Command::JoinCart(c) => Reply::Cart(carts::join(connection, c, effects).await?),
        Command::SaveOutfit(c) => Reply::Done(outfits::save(connection, c).await?),
        Command::RemoveOutfit(c) => Reply::Done(outfits::remove(connection, c).await?),
        Command::NoteMail(c) => Reply::Done(mails::note(connection, c).await?),
        Command::EnsureHouseKey(c) => Reply::Words(mails::house_key(connection, c).await?),
        Command::SaveTenant(c) => Reply::Tenant(tenants::save(connection, c, effects).await?),
        Command::SaveFeaturedType(c) => {
            Reply::FeaturedType(featured_write::save(connection, c, effects).await?)
        }
        Command::DeleteFeaturedType(c) => {
            Reply::Done(featured_write::delete(connection, c, effects).await?)
        }
        Command::MoveFeaturedType(c) => {
            Reply::Done(shelf_order::move_shelf(connection, c, effects).await?)
        }
        Command::Feature(c) => {
            Reply::Assignment(shelves_write::feature(connection, c, effects).await?)
        }
        Command::Unfeature(c) => {
            Reply::Done(shelves_write::unfeature(connection, c, effects).await?)
        }
        Command::SetHeader(c) => Reply::Revised(header::set(connection, c, effects).await?),
        Command::EditBoard(c) => Reply::Revised(board_write::edit(connection, c, effects).await?),
        Command::TurnBoard(c) => Reply::Words(board_write::turn(connection, c, effects).await?),
        Command::SaveFilter(c) => Reply::Done(filters::save(connection, c).await?),
        Command::RemoveFilter(c) => Reply::Done(filters::remove(connection, c).await?),
        Command::NotePresence(c) => Reply::Done(presence::note(connection, c).await?),
        Command::NoteBoundary(c) => {
            Reply::Flag(tenants::note_boundary(connection, c, effects).await?)
        }
        Command::NotePictures(c) => Reply::Number(pictures::note(connection, c, effects).await?),
        Command::Revalidate(c) => Reply::Done(tenants::revalidate(connection, c, effects).await?),
        Command::AddSynonyms(c) => Reply::Synonyms(synonyms::add(connection, c, effects).await?),
        Command::RemoveSynonyms(c) => Reply::Done(synonyms::remove(connection, c, effects).await?),
        Command::SaveUser(c) => {
            Reply::User(accounts_write::save_user(connection, c, effects).await?)
        }
        Command::Grant(c) => Reply::Done(accounts_write::grant(connection, c, effects).await?),
        Command::Revoke(c) => Reply::Done(accounts_write::revoke(connection, c, effects).await?),
        Command::CreateApiKey(c) => Reply::ApiKey(api_keys::create(connection, c, effects).await?),
        Command::RevokeApiKey(c) => Reply::Flag(api_keys::revoke(connection, c, effects).await?),
        Command::NoteApiKeyUsed(c) => Reply::Done(api_keys::note_used(connection, c).await?),
        Command::SaveSession(c) => Reply::Done(sessions::save(connection, c).await?),
        Command::DeleteSession(c) => Reply::Done(sessions::delete(connection, c).await?),
        Command::PruneExpired(c) => Reply::Rows(sessions::prune(connection, c.now).await?),
        Command::NoteAttempt(c) => Reply::Attempt(sessions::note_attempt(connection, c).await?),
        Command::ForgetAttempt(c) => Reply::Done(sessions::forget_attempt(connection, c).await?),
        Command::ClearAttempts(c) => Reply::Done(sessions::clear_attempts(connection, c).await?),
        Command::AcquireLease(c) => Reply::Flag(sessions::acquire(connection, c).await?),
        Command::ReleaseLease(c) => Reply::Done(sessions::release(connection, c).await?),
        Command::PruneFeed(c) => Reply::Rows(feed_write::prune(connection, c).await?),
        Command::PruneBoard(c) => Reply::Rows(pruning::board(connection, c).await?),
        Command::PrunePictures(c) => Reply::Rows(pruning::pictures(connection, c).await?),
        Command::PruneCarts(c) => Reply::Rows(pruning::carts(connection, c).await?),
        Command::PruneInbox(c) => Reply::Rows(pruning::inbox(connection, c).await?),
    })
}
