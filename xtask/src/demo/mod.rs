//! Draws the demo's pictures: one SVG per entry of `server/demo/pictures.json`, and a logo per
//! shop. The same input always gives the same bytes.
//!
//! To add a kind of thing: a function in the file of its group, and its name in [`thing`].

mod brush;
mod house;
mod plants;
mod scene;
mod table;
mod wear;

use anyhow::Context;
use brush::Ink;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// One picture to draw.
#[derive(Deserialize)]
pub struct Picture {
    shop: String,
    file: String,
    kind: String,
    /// `#rrggbb`.
    colour: String,
    pattern: String,
    /// Tells shapes of one kind apart.
    variation: u32,
    /// `front`, or `detail` for the second picture.
    view: String,
}

/// Every picture's path below the root, and its content.
pub fn draw_all(root: &Path) -> anyhow::Result<Vec<(PathBuf, String)>> {
    let list = root.join("server/demo/pictures.json");
    let text = std::fs::read_to_string(&list).context("The list of pictures cannot be read")?;
    let pictures: Vec<Picture> = serde_json::from_str(&text)?;
    let folder = |shop: &str| PathBuf::from("public/demo").join(shop);
    let mut drawn: Vec<(PathBuf, String)> = Vec::new();
    for picture in &pictures {
        drawn.push((folder(&picture.shop).join(&picture.file), draw(picture)?));
    }
    for shop in ["maren-and-vale", "tidewater-table", "fernlight"] {
        drawn.push((folder(shop).join("logo.svg"), scene::logo(shop)));
    }
    Ok(drawn)
}

fn draw(picture: &Picture) -> anyhow::Result<String> {
    let ink = Ink::new(&picture.colour).context("A colour is written #rrggbb")?;
    let thing = thing(picture, &ink)
        .with_context(|| format!("Nobody knows how to draw a {}", picture.kind))?;
    Ok(scene::set(picture, &ink, &thing))
}

/// What a drawing gives the scene: it stands on `ground` where it stands on something.
pub struct Thing {
    pub body: String,
    /// Where its shadow falls; none for what hangs or lies flat.
    pub ground: Option<i32>,
    /// Half the shadow's width.
    pub reach: i32,
}

fn thing(picture: &Picture, ink: &Ink) -> Option<Thing> {
    let (shape, pattern) = (picture.variation, picture.pattern.as_str());
    Some(match picture.kind.as_str() {
        "coat" | "jacket" => wear::coat(ink, pattern, shape, picture.kind == "coat"),
        "shirt" | "tee" => wear::shirt(ink, pattern, shape, picture.kind == "shirt"),
        "knit" => wear::knit(ink, pattern, shape),
        "dress" => wear::dress(ink, pattern, shape),
        "trousers" => wear::trousers(ink, pattern, shape),
        "skirt" => wear::skirt(ink, pattern, shape),
        "scarf" => wear::scarf(ink, pattern),
        "bag" => wear::bag(ink, pattern, shape),
        "shoes" => wear::shoes(ink, shape),
        "hat" => wear::hat(ink, pattern, shape),
        "belt" => wear::belt(ink, pattern),
        "socks" => wear::socks(ink, pattern),
        "bowl" => table::bowl(ink, pattern, shape),
        "plate" => table::plate(ink, pattern, shape),
        "cup" => table::cup(ink, pattern, shape),
        "jug" => table::jug(ink, pattern, shape),
        "teapot" => table::teapot(ink, pattern, shape),
        "vase" => table::vase(ink, pattern, shape),
        "jar" => table::jar(ink, pattern, shape),
        "candle" => table::candle(ink, pattern, shape),
        "glass" => table::glass(ink, shape),
        "linen" => house::linen(ink, pattern, shape),
        "board" | "tray" => house::board(ink, pattern, shape, picture.kind == "tray"),
        "spoon" => house::spoons(ink),
        "can" => house::can(ink, shape),
        "shears" => house::shears(ink),
        "sack" => house::sack(ink, shape),
        "tablelamp" => house::table_lamp(ink, pattern, shape),
        "floorlamp" => house::floor_lamp(ink, shape),
        "pendant" => house::pendant(ink, pattern, shape),
        "walllamp" => house::wall_lamp(ink, shape),
        "bulb" => house::bulb(ink, shape),
        "plant" => plants::plant(ink, pattern),
        "planter" => plants::planter(ink, pattern, shape),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn root() -> &'static Path {
        Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
    }

    #[test]
    fn every_picture_a_shop_names_is_drawn_and_no_other() {
        let drawn: BTreeSet<String> = draw_all(root())
            .unwrap()
            .iter()
            .map(|(path, _)| path.strip_prefix("public").unwrap().display().to_string())
            .map(|path| format!("/{path}"))
            .collect();
        let mut named = BTreeSet::new();
        for shop in ["maren-and-vale", "tidewater-table", "fernlight"] {
            let text = std::fs::read_to_string(root().join(format!("server/demo/{shop}.json")));
            let words = text.unwrap();
            named.extend(words.split('"').filter(|w| w.starts_with("/demo/")).map(str::to_owned));
        }
        assert_eq!(drawn, named);
    }

    #[test]
    fn drawing_twice_is_drawing_the_same() {
        assert_eq!(draw_all(root()).unwrap(), draw_all(root()).unwrap());
    }

    #[test]
    fn pictures_stay_small() {
        let all = draw_all(root()).unwrap();
        let bytes: usize = all.iter().map(|(_, content)| content.len()).sum();
        assert!(bytes < 2_000_000, "{bytes}");
        assert!(all.iter().all(|(_, content)| content.len() < 8_000));
    }
}
