//! What a shopper's browser downloads, weighed.

use crate::sh::{command, output, root};
use anyhow::bail;

/// Bytes of brotli a shopper's page may cost in wasm and JavaScript.
pub const BUDGET: u64 = 115_000;
/// Where it should be as long as there is no cart and no search.
const GOAL: u64 = 100_000;

/// A file of the browser's, compressed as the server sends it.
pub struct Weight {
    pub name: String,
    pub bytes: u64,
    pub brotli: u64,
    /// Loaded by every shopper's page; the rest belongs to the admin.
    pub shopper: bool,
}

/// Every script and module of the build.
pub fn weights() -> anyhow::Result<Vec<Weight>> {
    // Node has brotli at its strongest.
    const WEIGH: &str = "const z=require('zlib'),fs=require('fs');for(const f of \
        fs.readdirSync('.')){if(!/\\.(js|wasm)$/.test(f))continue;const b=fs.readFileSync(f);\
        const q={params:{[z.constants.BROTLI_PARAM_QUALITY]:11}};\
        console.log(f,b.length,z.brotliCompressSync(b,q).length)}";
    let mut node = command("node", &["-e", WEIGH]);
    node.current_dir(root().join("target/site/pkg"));
    let lines = output(node)?;
    let weight = |line: &str| {
        let mut words = line.split(' ');
        let name = words.next()?.to_owned();
        let bytes = words.next()?.parse().ok()?;
        let brotli = words.next()?.parse().ok()?;
        let shopper = !name.starts_with("split_") && !name.starts_with("chunk_");
        Some(Weight { name, bytes, brotli, shopper })
    };
    Ok(lines.lines().filter_map(weight).collect())
}

/// Prints the weights and fails above the budget.
pub fn check() -> anyhow::Result<()> {
    let weights = weights()?;
    for weight in &weights {
        let whose = if weight.shopper { "shopper" } else { "admin" };
        println!("{:>9} {:>8} {whose:<8} {}", weight.bytes, weight.brotli, weight.name);
    }
    let sum: u64 = weights.iter().filter(|w| w.shopper).map(|w| w.brotli).sum();
    println!(
        "A shopper's page loads {sum} bytes of wasm and JavaScript (goal {GOAL}, budget {BUDGET})."
    );
    if sum > BUDGET {
        bail!("the shopper's bundle is {} bytes over its budget", sum - BUDGET);
    }
    if sum == 0 {
        bail!("there is nothing to weigh");
    }
    Ok(())
}
