//! `etalage serve`.

use crate::config::Config;
use crate::serve::{ServeOptions, serve};
use crate::{demo, node};
use anyhow::Context;
use clap::Args;
use std::time::Instant;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

#[derive(Args)]
pub struct Serve {
    #[command(flatten)]
    config: Config,
    /// Furnish an empty database with the demo shops, and print their first sign-in.
    #[arg(long, env = "ETALAGE_DEMO")]
    demo: bool,
}

impl Serve {
    pub async fn run(self) -> anyhow::Result<()> {
        let begun = Instant::now();
        super::log(&self.config);
        for warning in self.config.warnings() {
            tracing::warn!("{warning}");
        }
        let store = node::open_store(&self.config).await?;
        let welcome = if self.demo { demo::furnish(&store, &self.config).await? } else { None };
        let stop = CancellationToken::new();
        let app = node::start(
            self.config.clone(),
            node::leptos_options(&self.config),
            store,
            cfg!(feature = "test-clock"),
            stop.clone(),
        )
        .await?;
        let router = node::router(&app)?;
        let address = self.config.http.address;
        let listener = TcpListener::bind(address)
            .await
            .with_context(|| format!("{address} cannot be listened on"))?;
        let bound = listener.local_addr()?;
        tracing::info!(ms = begun.elapsed().as_millis() as u64, "Ready.");
        super::say(&greeting(&self.config, bound, welcome.as_deref()));
        tokio::spawn(stop_on_signal(stop.clone()));
        let cut = serve(listener, router, ServeOptions::from_config(&self.config)?, stop).await?;
        if cut > 0 {
            tracing::warn!(cut, "Connections had to be cut at the end.");
        }
        node::finish(&app).await;
        tracing::info!("Stopped.");
        Ok(())
    }
}

fn greeting(config: &Config, bound: std::net::SocketAddr, welcome: Option<&str>) -> String {
    let scheme = if config.is_secure() { "https" } else { "http" };
    let base = config.http.base_url.clone().unwrap_or_else(|| format!("{scheme}://{bound}"));
    let mut lines = format!("Etalage is open at {base}/\nThe back of the shop: {base}/admin");
    if let Some(welcome) = welcome {
        lines.push('\n');
        lines.push_str(welcome);
    }
    lines
}

/// The first signal stops softly; a second one ends the process at once.
async fn stop_on_signal(stop: CancellationToken) {
    signal().await;
    tracing::info!("Stopping; running requests may finish.");
    stop.cancel();
    signal().await;
    std::process::exit(130);
}

async fn signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}
