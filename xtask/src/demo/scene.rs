//! What stands around a thing: the ground of its shop, the light, the shadow.

use super::brush::{Ink, ellipse, line, path, soft};
use super::{Picture, Thing};

/// Wall, floor and a glow, by shop and by a number made from the file's name.
fn grounds(shop: &str) -> [(&'static str, &'static str, &'static str); 4] {
    match shop {
        "maren-and-vale" => [
            ("#ece3d6", "#ddcfbd", "#fbf6ee"),
            ("#dfe3e2", "#cbd2d1", "#f4f7f6"),
            ("#ead9d1", "#d9c2b7", "#faf1ec"),
            ("#e4e2d3", "#d0cdb8", "#f6f5ea"),
        ],
        "tidewater-table" => [
            ("#dbe5e4", "#b9cbc9", "#f2f8f7"),
            ("#ebe5da", "#d0c2ac", "#faf7f0"),
            ("#e3e0ea", "#c7c2d3", "#f6f4fa"),
            ("#e6e8dc", "#c9cdb6", "#f7f8f0"),
        ],
        _ => [
            ("#e9e7d6", "#cdc8a9", "#fbfaf0"),
            ("#dce7dc", "#b9ccb9", "#f3f9f3"),
            ("#f0e2d0", "#d9c1a2", "#fcf5ea"),
            ("#dfe4ea", "#bfc9d4", "#f4f7fa"),
        ],
    }
}

/// The thing in its scene, as a whole file. The second view comes closer, from the side of the
/// light.
pub fn set(picture: &Picture, ink: &Ink, thing: &Thing) -> String {
    let pick = picture.file.bytes().fold(7_u32, |sum, byte| sum.wrapping_mul(31) + u32::from(byte));
    let detail = picture.view == "detail";
    let index = if detail { pick / 7 + 1 } else { picture.variation } as usize % 4;
    let (wall, floor, glow) = grounds(&picture.shop)[index];
    let mut drawn =
        String::from("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 800 1000\"><defs>");
    drawn.push_str(&format!(
        "<linearGradient id=\"lit\"><stop stop-color=\"{}\"/><stop offset=\".45\" stop-color=\"{}\"/><stop offset=\"1\" stop-color=\"{}\"/></linearGradient>",
        ink.light, ink.base, ink.dark
    ));
    drawn.push_str(
        "<linearGradient id=\"shade\"><stop stop-color=\"#fff\" stop-opacity=\".14\"/><stop offset=\".5\" stop-color=\"#fff\" stop-opacity=\"0\"/><stop offset=\"1\" stop-opacity=\".16\"/></linearGradient>",
    );
    drawn.push_str(&format!(
        "<radialGradient id=\"glow\" cx=\".32\" cy=\".26\" r=\".85\"><stop stop-color=\"{glow}\"/><stop offset=\"1\" stop-color=\"{wall}\"/></radialGradient><radialGradient id=\"fall\"><stop stop-color=\"#2a1d10\" stop-opacity=\".38\"/><stop offset=\"1\" stop-color=\"#2a1d10\" stop-opacity=\"0\"/></radialGradient></defs>"
    ));
    drawn.push_str(&path("M0 0h800v1000H0z", "url(#glow)"));
    let Thing { body, ground, reach } = thing;
    if let Some(ground) = ground {
        let horizon = ground - 60;
        drawn.push_str(&path(&format!("M0 {horizon}h800v{}H0z", 1000 - horizon), floor));
        drawn.push_str(&soft(&path(&format!("M0 {horizon}h800v5H0z"), "#fff"), ".35"));
    } else {
        // A soft slant of window light on the wall.
        drawn.push_str(&soft(&path("M0 180 520 0h180L0 420z", "#fff"), ".28"));
        drawn.push_str(&soft(&path("M0 520 800 120v190L0 740z", "#fff"), ".18"));
    }
    let shadow = match ground {
        Some(ground) => ellipse(415, *ground, *reach + 70, 34, "url(#fall)"),
        None => {
            soft(&format!("<g transform=\"translate(16 22)\">{}</g>", silhouette(*reach)), ".5")
        }
    };
    if detail {
        let (x, y) = if ground.is_some() { (-330, -560) } else { (-300, -230) };
        drawn.push_str(&format!(
            "<g transform=\"translate({x} {y}) scale(1.72)\">{shadow}{body}</g>"
        ));
    } else {
        drawn.push_str(&shadow);
        drawn.push_str(body);
    }
    drawn.push_str("</svg>\n");
    drawn
}

/// The shadow of what hangs before a wall.
fn silhouette(reach: i32) -> String {
    ellipse(410, 560, reach, 330, "url(#fall)")
}

pub fn logo(shop: &str) -> String {
    let mark = match shop {
        "maren-and-vale" => {
            path("M0 0h80v80H0z", "#8a3b22")
                + &line("M16 56 28 26l12 22 12 -22 12 30", "#fbf4ea", 6)
                + &line("M16 64q24 8 48 0", "#e3b79c", 4)
        }
        "tidewater-table" => {
            path("M0 0h80v80H0z", "#1f5f66")
                + &path("M16 40h48c0 16 -10 24 -24 24S16 56 16 40z", "#eef6f4")
                + &line("M14 30q9 -9 17 0t17 0 17 0", "#9fd0cf", 5)
        }
        _ => {
            path("M0 0h80v80H0z", "#3d6b3a")
                + &line("M40 66V26", "#f4f7e8", 5)
                + &path(
                    "M40 44C22 44 16 32 16 20c14 0 24 8 24 24zM40 36c0 -14 10 -20 24 -20 0 14 -8 22 -24 22z",
                    "#f4f7e8",
                )
                + &ellipse(40, 66, 12, 4, "#f1cf7b")
        }
    };
    format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 80 80\">{mark}</svg>\n")
}
