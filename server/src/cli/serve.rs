//! `etalage serve`.

use crate::config::Config;
use crate::serve::{ServeOptions, serve};
use crate::{demo, node, telemetry};
use anyhow::Context;
use clap::Args;
use std::net::SocketAddr;
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
        let options = ServeOptions::from_config(&self.config)?;
        let listener = listen(self.config.http.address).await?;
        let bound = listener.local_addr()?;
        let metrics = match self.config.operation.metrics_address {
            Some(address) => {
                let listener = listen(address).await?;
                let (app, options) = (app.clone(), options.clone());
                Some(tokio::spawn(telemetry::answer(app, listener, options, stop.clone())))
            }
            None => None,
        };
        tracing::info!(ms = begun.elapsed().as_millis() as u64, "Ready.");
        super::say(&greeting(&self.config, bound, welcome.as_deref()));
        tokio::spawn(stop_on_signal(stop.clone()));
        let cut = serve(listener, router, options, stop).await?;
        if cut > 0 {
            tracing::warn!(cut, "Connections had to be cut at the end.");
        }
        if let Some(metrics) = metrics {
            metrics.await??;
        }
        node::finish(&app).await;
        tracing::info!("Stopped.");
        Ok(())
    }
}

async fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    let listener = TcpListener::bind(address).await;
    listener.with_context(|| format!("{address} cannot be listened on"))
}

fn greeting(config: &Config, bound: SocketAddr, welcome: Option<&str>) -> String {
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
