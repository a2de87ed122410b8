//! What a shopper's page loads, and what each part of it weighs.

use crate::Bench;
use crate::figures::grouped;
use crate::report::{Budget, Section};
use anyhow::{Context, ensure};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use wasmparser::{Name, NameSectionReader, Parser, Payload};

/// Bytes of brotli a shopper's page may cost in wasm and JavaScript, with everything in.
const BUDGET: u64 = 115_000;

/// Fails when a shopper's page loads more than its budget.
#[derive(clap::Args)]
pub struct Weigh {
    /// The folder with the browser's files.
    #[arg(long)]
    site: PathBuf,
}

impl Weigh {
    pub fn run(self) -> anyhow::Result<()> {
        let weights = weights(&self.site)?;
        for weight in &weights {
            let whose = if weight.is_shoppers() { "at once" } else { "later" };
            eprintln!("{:>9} {:>8} {whose:<8} {}", weight.bytes, weight.brotli, weight.name);
        }
        let sum = sum(&weights, |weight| weight.brotli);
        eprintln!(
            "A shopper's page loads {sum} bytes of wasm and JavaScript; {BUDGET} are allowed."
        );
        ensure!(sum > 0, "there is nothing to weigh");
        ensure!(sum <= BUDGET, "the shopper's page is {} bytes over its budget", sum - BUDGET);
        Ok(())
    }
}

/// A file as the server sends it.
struct Weight {
    name: String,
    bytes: u64,
    brotli: u64,
}

impl Weight {
    /// Loaded by every shopper's page; the rest belongs to the admin, or to what is used later.
    fn is_shoppers(&self) -> bool {
        !self.name.starts_with("split_") && !self.name.starts_with("chunk_")
    }
}

/// Whose a function is, by the first of these that its name holds.
const PARTS: [(&str, &str); 19] = [
    ("app::admin", "admin (in chunks of its own)"),
    ("app::live", "live: stream, tabs, applying changes"),
    ("app::islands", "islands: window, grid, offer, status, gallery"),
    ("app::search", "search while typing (in a chunk of its own)"),
    ("app::components", "cards and other components"),
    ("app::", "the rest of app"),
    ("contract::", "shared types and their JSON"),
    ("server_fn", "server functions"),
    ("gloo_net", "gloo-net: event source, fetch"),
    ("serde", "serde and JSON"),
    ("leptos", "leptos"),
    ("tachys", "tachys: views and the DOM"),
    ("reactive_", "reactive graph"),
    ("or_poisoned", "reactive graph"),
    ("wasm_bindgen", "wasm-bindgen, js-sys, web-sys"),
    ("web_sys", "wasm-bindgen, js-sys, web-sys"),
    ("js_sys", "wasm-bindgen, js-sys, web-sys"),
    ("dlmalloc", "allocator"),
    ("core::fmt", "core: formatting"),
];

pub fn measure(bench: &Bench) -> anyhow::Result<Section> {
    let weights = weights(&bench.site)?;
    let mut rows: Vec<_> = weights.iter().map(row).collect();
    let (bytes, brotli) = (sum(&weights, |w| w.bytes), sum(&weights, |w| w.brotli));
    ensure!(brotli > 0, "there is nothing to weigh");
    rows.push(vec!["**a shopper's page**".into(), grouped(bytes), grouped(brotli)]);
    if let Some(module) = &bench.module {
        let module = std::fs::read(module).context("the module cannot be read")?;
        for (part, bytes) in ledger(&module)? {
            rows.push(vec![part, grouped(bytes), String::new()]);
        }
    }
    Ok(Section {
        title: "Bundle",
        about: "Wasm and JavaScript by file, as the server sends it (brotli). Below the sum, the \
                ledger: bytes of code by whose it is, before wasm-opt and before the split, \
                generic code counted for the part it was made for."
            .into(),
        columns: vec!["file or part", "bytes", "brotli"],
        rows,
        budgets: vec![Budget {
            promise: "a shopper's page loads at most 115\u{202f}000 bytes of wasm and JavaScript (brotli)",
            reached: grouped(brotli),
            kept: brotli <= BUDGET,
        }],
    })
}

fn row(weight: &Weight) -> Vec<String> {
    let whose = if weight.is_shoppers() { "" } else { " (later)" };
    // The hash in the middle is another one every time.
    let mut words = weight.name.split('.');
    let name = match (words.next(), words.next_back()) {
        (Some(first), Some(last)) => format!("`{first}.{last}`{whose}"),
        _ => weight.name.clone(),
    };
    vec![name, grouped(weight.bytes), grouped(weight.brotli)]
}

/// Over what every shopper's page loads.
fn sum(weights: &[Weight], of: fn(&Weight) -> u64) -> u64 {
    weights.iter().filter(|weight| weight.is_shoppers()).map(of).sum()
}

fn weights(site: &Path) -> anyhow::Result<Vec<Weight>> {
    // Node has brotli at its strongest.
    const WEIGH: &str = "const z=require('zlib'),fs=require('fs');for(const f of \
        fs.readdirSync('.')){if(!/\\.(js|wasm)$/.test(f))continue;const b=fs.readFileSync(f);\
        const q={params:{[z.constants.BROTLI_PARAM_QUALITY]:11}};\
        console.log(f,b.length,z.brotliCompressSync(b,q).length)}";
    let mut node = Command::new("node");
    node.args(["-e", WEIGH]).current_dir(site.join("pkg"));
    let lines = String::from_utf8(node.output().context("node cannot be started")?.stdout)?;
    let weight = |line: &str| {
        let mut words = line.split(' ');
        let name = words.next()?.to_owned();
        let bytes = words.next()?.parse().ok()?;
        let brotli = words.next()?.parse().ok()?;
        Some(Weight { name, bytes, brotli })
    };
    Ok(lines.lines().filter_map(weight).collect())
}

/// Bytes of code by part, the largest first.
fn ledger(module: &[u8]) -> anyhow::Result<Vec<(String, u64)>> {
    let mut imported = 0;
    let mut sizes = Vec::new();
    let mut names = BTreeMap::new();
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports {
                    if matches!(import?.ty, wasmparser::TypeRef::Func(_)) {
                        imported += 1;
                    }
                }
            }
            Payload::CodeSectionEntry(body) => sizes.push(body.range().len() as u64),
            Payload::CustomSection(custom) if custom.name() == "name" => {
                let reader = wasmparser::BinaryReader::new(custom.data(), custom.data_offset());
                for name in NameSectionReader::new(reader) {
                    if let Name::Function(functions) = name? {
                        for naming in functions {
                            let naming = naming?;
                            names.insert(naming.index, naming.name);
                        }
                    }
                }
            }
            _ => {}
        }
    }
    ensure!(!names.is_empty(), "the module has no names");
    let mut parts: BTreeMap<&str, u64> = BTreeMap::new();
    for (at, size) in sizes.into_iter().enumerate() {
        let name = names.get(&(imported + at as u32)).copied().unwrap_or_default();
        *parts.entry(part(&format!("{:#}", rustc_demangle::demangle(name)))).or_default() += size;
    }
    let mut parts: Vec<_> = parts.into_iter().map(|(part, size)| (part.to_owned(), size)).collect();
    parts.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
    Ok(parts)
}

fn part(name: &str) -> &'static str {
    let found = PARTS.iter().find(|(mark, _)| name.contains(mark));
    found.map_or("std, core, alloc and small crates", |(_, part)| part)
}

#[cfg(test)]
mod tests {
    use super::part;

    #[test]
    fn generic_code_belongs_to_what_it_was_made_for() {
        let name = "tachys::view::tuples::rebuild<app::live::store::Window>";
        assert_eq!(part(name), "live: stream, tabs, applying changes");
        assert_eq!(part("tachys::dom::set"), "tachys: views and the DOM");
        assert_eq!(part("memcpy"), "std, core, alloc and small crates");
    }
}
