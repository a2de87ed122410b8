//! The command line. One file per command; long work shows its progress, and `--json` gives
//! programs something to read.

mod config;
mod holds;
mod import;
mod keys;
mod serve;
mod shop;
mod source;
mod users;

use crate::config::Config;
use clap::{Parser, Subcommand};
use contract::ports::Clock;
use engine::SystemClock;
use engine::accounts::random_hex;
use std::io::Write;
use store::Origin;

/// A live shop window in front of the commerce system you already run.
#[derive(Parser)]
#[command(name = "etalage", version, propagate_version = true)]
pub struct Etalage {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the shops of this house.
    Serve(serve::Serve),
    /// Bring a catalogue in from a file.
    Import(import::Import),
    /// See how a shop presents itself, or change that.
    Shop(shop::Shop),
    /// See, connect or read what stands behind a shop.
    Source(source::Source),
    /// Make an account, or give one a role.
    User(users::User),
    /// Give other systems keys to a shop, list them, revoke them.
    Key(keys::Key),
    /// Prove that nothing is sold twice.
    Holds(holds::Holds),
    /// Print the effective configuration, without secrets.
    Config(config::Show),
    /// Print the API's description.
    Openapi,
}

pub async fn run(etalage: Etalage) -> anyhow::Result<()> {
    match etalage.command {
        Command::Serve(command) => command.run().await,
        Command::Import(command) => command.run().await,
        Command::Shop(command) => command.run().await,
        Command::Source(command) => command.run().await,
        Command::User(command) => command.run().await,
        Command::Key(command) => command.run().await,
        Command::Holds(command) => command.run().await,
        Command::Config(command) => command.run(),
        Command::Openapi => {
            use utoipa::OpenApi;
            let description = crate::api::description::Api::openapi();
            say(&serde_json::to_string_pretty(&description)?);
            Ok(())
        }
    }
}

/// In whose name a command changes something: a program's, not a person's.
pub fn origin(program: &str) -> Origin {
    Origin {
        actor: program.to_owned(),
        user_id: None,
        trace_id: random_hex(16),
        producer_id: program.to_owned(),
        at: SystemClock.now(),
    }
}

/// What a command was asked for goes to standard output; everything else is log.
fn say(text: &str) {
    // Whoever closed the pipe wants no more of it; that is no reason to end.
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// Log lines go to standard error.
fn log(config: &Config) {
    use crate::config::LogFormat;
    use tracing_subscriber::EnvFilter;
    let filter =
        EnvFilter::try_new(&config.operation.log).unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match config.operation.log_format {
        LogFormat::Json => lines.json().init(),
        LogFormat::Text => lines.with_target(false).init(),
    }
}
