//! `etalage import woo-mysql` of an invented shop in a MariaDB.

use crate::figures::{grouped, megabytes};
use crate::house::{self, Folder};
use crate::report::{Budget, Section};
use crate::{Bench, client, process};
use anyhow::{anyhow, ensure};
use standin::mariadb::Database;
use standin::tables;
use std::time::{Duration, Instant};

const PREFIX: &str = "wp_";
/// Each product has so many variations.
const VARIATIONS: u64 = 5;

/// Everything the reader uses, once, and nothing done with it: as fast as it can be had.
const RAW: [&str; 3] = [
    "SELECT ID, post_parent, post_status, post_title, post_name, post_content, post_excerpt, \
     menu_order, post_modified_gmt FROM wp_posts \
     WHERE post_type IN ('product','product_variation')",
    "SELECT post_id, meta_key, meta_value FROM wp_postmeta WHERE meta_key IN ('_sku','_price',\
     '_regular_price','_sale_price','_manage_stock','_stock','_stock_status','_backorders',\
     '_thumbnail_id','_product_image_gallery','_product_attributes','attribute_pa_color',\
     '_wp_attached_file')",
    "SELECT r.object_id, t.name, t.slug FROM wp_term_relationships r \
     JOIN wp_term_taxonomy x ON x.term_taxonomy_id = r.term_taxonomy_id \
     JOIN wp_terms t ON t.term_id = x.term_id",
];

/// What an import took.
struct Taken {
    time: Duration,
    cpu: Duration,
    peak: u64,
}

pub fn measure(bench: &Bench) -> anyhow::Result<Section> {
    let runtime = client::runtime()?;
    let mut rows = Vec::new();
    let mut per_product = Vec::new();
    for &count in bench.choose(&[2_000, 20_000][..], &[30]) {
        let (database, rows_read, raw) = runtime.block_on(shop(count))?;
        let folder = Folder::new()?;
        let first = import(bench, &folder, &database)?;
        let again = import(bench, &folder, &database)?;
        runtime.block_on(database.drop());
        let each = |taken: &Taken| taken.time.as_secs_f64() * 1e3 / count as f64;
        per_product.push(each(&first));
        rows.push(vec![
            grouped(count),
            grouped(count * VARIATIONS),
            format!("{} in {:.2} s", grouped(rows_read), raw.as_secs_f64()),
            format!("{:.2} s", first.time.as_secs_f64()),
            format!("{:.2} ms", each(&first)),
            format!("{:.2} ms", first.cpu.as_secs_f64() * 1e3 / count as f64),
            megabytes(first.peak),
            format!("{:.2} s", again.time.as_secs_f64()),
            format!("{:.2} ms", each(&again)),
        ]);
    }
    let growth = per_product.last().unwrap_or(&0.0) / per_product.first().unwrap_or(&1.0);
    let sizes = per_product.len();
    Ok(Section {
        title: "A shop read from its database",
        about: "Variable products with five variations and three pictures each, from a MariaDB on \
                this machine into SQLite, from starting the command to its end; raw is a client that \
                reads the rows that are used, by a statement a table, and forgets them. Again is a \
                second run, which reads everything and finds nothing changed."
            .into(),
        columns: vec![
            "products",
            "variations",
            "rows, raw",
            "time",
            "per product",
            "CPU per product",
            "most memory",
            "again",
            "per product",
        ],
        rows,
        budgets: match sizes {
            0 | 1 => vec![],
            _ => vec![Budget {
                promise: "ten times the products cost at most 1.5 times as much each to read from a \
                          shop's database",
                reached: format!("{growth:.2}"),
                kept: growth <= 1.5,
            }],
        },
    })
}

/// A shop of so many products, how many rows of it are used, and how long reading them takes.
async fn shop(count: u64) -> anyhow::Result<(Database, u64, Duration)> {
    let database = Database::new().await.map_err(|reason| anyhow!(reason))?;
    database.run(&tables::empty(PREFIX)).await;
    database.run(&tables::large(PREFIX, count)).await;
    let begun = Instant::now();
    let mut rows = 0;
    for sql in RAW {
        rows += database.read(sql).await?;
    }
    Ok((database, rows, begun.elapsed()))
}

fn import(bench: &Bench, folder: &Folder, database: &Database) -> anyhow::Result<Taken> {
    let url = database.url();
    let begun = Instant::now();
    let mut child = house::command(
        bench,
        folder,
        &[
            "import",
            "woo-mysql",
            "--shop",
            "large",
            "--create-shop",
            "A large shop",
            "--wc-database-url",
            &url,
            "--wc-table-prefix",
            PREFIX,
        ],
    )?;
    let (mut cpu, mut peak) = (Duration::ZERO, 0);
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        // The figures are gone with the process, so the last look counts.
        if let (Ok(now), Ok(most)) = (process::cpu(child.id()), process::peak(child.id())) {
            (cpu, peak) = (now.max(cpu), most.max(peak));
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    ensure!(status.success(), "the import failed");
    Ok(Taken { time: begun.elapsed(), cpu, peak })
}
