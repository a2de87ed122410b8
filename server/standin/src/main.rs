//! `woo-standin`: the stand-in as a program, for Playwright and by hand.

use clap::Parser;
use standin::Shop;
use std::path::PathBuf;

/// A WooCommerce in memory. What happens in it is told over `/_control`.
#[derive(Parser)]
struct Options {
    /// Port on 127.0.0.1; 0 takes any.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Speak TLS, with a certificate of its own making.
    #[arg(long)]
    tls: bool,
    /// Products to make up.
    #[arg(long, default_value_t = 0)]
    products: usize,
    /// A folder with answers of a real shop.
    #[arg(long)]
    captured: Option<PathBuf>,
}

#[tokio::main]
#[expect(clippy::print_stdout, reason = "whoever started it reads the address")]
async fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    let shop = Shop::new();
    if let Some(folder) = &options.captured {
        shop.fill_from(folder)?;
    }
    shop.generate(options.products);
    let serving = if options.tls {
        shop.serve_securely(options.port).await?
    } else {
        shop.serve(options.port).await?
    };
    let keys = shop.keys();
    println!("{} {} {}", serving.address, keys.key, keys.secret);
    if let Some(certificate) = &serving.certificate {
        println!("{certificate}");
    }
    Ok(tokio::signal::ctrl_c().await?)
}
