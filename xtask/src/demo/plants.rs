//! Plants and what they stand in.

use super::Thing;
use super::brush::{Ink, cloth, ellipse, line, path};

const LEAVES: [&str; 4] = ["#4f7a4a", "#3d6540", "#6a9159", "#2f5236"];

/// A leaf from `(x, y)`, so long and so wide, turned.
fn leaf(x: i32, y: i32, long: i32, wide: i32, turn: i32, fill: &str) -> String {
    let mid = long / 2;
    format!(
        "<g transform=\"translate({x} {y}) rotate({turn})\"><path d=\"M0 0C{wide} -{mid} {wide} -{mid} 0 -{long} -{wide} -{mid} -{wide} -{mid} 0 0z\" fill=\"{fill}\"/><path d=\"M0 0V-{}\" stroke=\"#fff\" stroke-opacity=\".25\" stroke-width=\"4\"/></g>",
        long * 9 / 10
    )
}

fn shade(n: usize) -> &'static str {
    LEAVES[n % LEAVES.len()]
}

pub fn plant(ink: &Ink, species: &str) -> Thing {
    let soil = 620;
    let fan = |count: i32, long: i32, wide: i32, spread: i32| -> String {
        (0..count)
            .map(|n| {
                let turn = -spread + 2 * spread * n / (count - 1).max(1);
                leaf(400, soil, long - turn.abs() * long / 260, wide, turn, shade(n as usize))
            })
            .collect()
    };
    let tree = |count: i32, long: i32, wide: i32| -> String {
        let trunk = line(&format!("M400 {soil}C390 500 410 400 400 220"), "#7a5a3c", 14);
        let leaves: String = (0..count)
            .map(|n| {
                let side = if n % 2 == 0 { 1 } else { -1 };
                leaf(
                    400,
                    560 - n * 340 / count,
                    long,
                    wide,
                    side * (38 + n * 7 % 50),
                    shade(n as usize),
                )
            })
            .collect();
        trunk + &leaves + &leaf(400, 240, long, wide, 4, shade(2))
    };
    let green = match species {
        "fig" => tree(9, 190, 84),
        "rubber" => tree(7, 210, 76),
        "monstera" => {
            let big = |turn: i32, fill: &str| {
                leaf(400, soil, 400, 190, turn, fill)
                    + &format!(
                        "<g transform=\"translate(400 {soil}) rotate({turn})\" fill=\"#efe7d6\"><ellipse cx=\"-56\" cy=\"-230\" rx=\"26\" ry=\"8\"/><ellipse cx=\"56\" cy=\"-200\" rx=\"26\" ry=\"8\"/><ellipse cx=\"48\" cy=\"-280\" rx=\"20\" ry=\"7\"/></g>"
                    )
            };
            big(-52, shade(1)) + &big(46, shade(0)) + &big(-14, shade(2)) + &big(18, shade(3))
        }
        "olive" => {
            let crown: String = (0..26)
                .map(|n| {
                    leaf(
                        400 + (n * 73 % 240) - 120,
                        380 - (n * 47 % 200),
                        96,
                        22,
                        n * 41 % 160 - 80,
                        ["#8a9a7b", "#6f8263", "#a5b190"][n as usize % 3],
                    )
                })
                .collect();
            line(&format!("M400 {soil}V320"), "#7a6248", 16) + &crown
        }
        "snake" => fan(9, 430, 52, 28),
        "pilea" => (0..11)
            .map(|n| {
                let turn = -70 + n * 14;
                let r = 250 + (n * 53 % 90);
                let (x, y) = (400 + turn * 3, soil - r + turn.abs());
                line(&format!("M400 {soil}Q{} {} {x} {y}", 400 + turn, soil - r / 2), "#7f9a5f", 5)
                    + &ellipse(x, y, 52, 46, shade(n as usize))
                    + &ellipse(x, y, 7, 7, "#dbe6c4")
            })
            .collect(),
        "trail" => {
            (0..7)
                .map(|n| {
                    let x = 280 + n * 40;
                    let end = 640 + n * 61 % 250;
                    line(&format!("M{x} 610q-10 120 0 {}", end - 610), "#7f9a5f", 4)
                        + &(0..(end - 610) / 46)
                            .map(|k| {
                                let y = 640 + k * 46;
                                path(
                                    &format!("M{x} {y}c-26 -20 -26 14 0 26 26 -12 26 -46 0 -26z"),
                                    shade((n + k) as usize),
                                )
                            })
                            .collect::<String>()
                })
                .collect::<String>()
                + &fan(7, 150, 50, 60)
        }
        "fern" => fan(15, 360, 36, 82),
        "jade" => {
            line("M400 620V460M400 540l-90 -90M400 520l90 -80", "#7a6248", 18)
                + &(0..18)
                    .map(|n| {
                        ellipse(250 + n * 53 % 310, 300 + n * 37 % 190, 40, 28, shade(n as usize))
                    })
                    .collect::<String>()
        }
        "barrel" => {
            ellipse(400, 500, 200, 180, "#6a8a4a")
                + &(0..7)
                    .map(|n| {
                        line(
                            &format!(
                                "M{} 350Q{} 500 {} 650",
                                340 + n * 20,
                                220 + n * 60,
                                340 + n * 20
                            ),
                            "#e2c25c",
                            6,
                        )
                    })
                    .collect::<String>()
        }
        "column" => {
            path("M330 620V270a70 70 0 0 1 140 0v350z", "#4f7a4a")
                + &path("M470 480h50v-90a36 36 0 0 1 72 0v130q0 40 -50 40h-72z", "#5c8a55")
                + &line("M365 610V270M400 610V240M435 610V270", "#2f5236", 5)
        }
        _ => {
            ellipse(400, 500, 100, 150, "#5c8a55")
                + &ellipse(320, 330, 64, 100, "#6a9159")
                + &ellipse(490, 310, 64, 106, "#4f7a4a")
                + &(0..14)
                    .map(|n| ellipse(330 + n * 47 % 150, 280 + n * 71 % 330, 4, 4, "#f4ecd0"))
                    .collect::<String>()
        }
    };
    let pot = cloth("M270 610h260l-34 200q-96 24 -192 0z", ink, "plain", "pot")
        + &path("M256 590h288v56H256z", &ink.dark);
    let (back, front) = if species == "trail" { (pot, green) } else { (green, pot) };
    Thing { body: back + &front, ground: Some(826), reach: 160 }
}

pub fn planter(ink: &Ink, pattern: &str, shape: u32) -> Thing {
    let sprout: String = (0..7)
        .map(|n| leaf(400, 470, 200 - (n - 3_i32).abs() * 26, 44, -54 + n * 18, shade(n as usize)))
        .collect();
    let body = match shape {
        2 => {
            line("M250 470 400 60l150 410", "#cbb892", 9)
                + &sprout
                + &cloth("M220 460h360c10 160 -70 260 -180 260S210 620 220 460z", ink, pattern, "a")
        }
        3 => {
            (0..13)
                .map(|n| {
                    leaf(
                        150 + n * 42,
                        600,
                        110 + n * 31 % 60,
                        26,
                        n * 17 % 40 - 20,
                        shade(n as usize),
                    )
                })
                .collect::<String>()
                + &cloth("M100 590h600l-40 190q-260 40 -520 0z", ink, pattern, "a")
        }
        _ => {
            sprout
                + &cloth("M240 460h320l-40 260q-120 30 -240 0z", ink, pattern, "a")
                + &path("M228 440h344v54H228z", &ink.dark)
                + &if shape == 0 {
                    line("M310 720l-30 90M490 720l30 90", "#8a6a44", 18)
                } else {
                    path("M250 720h300l-20 60q-130 26 -260 0z", &ink.dark)
                }
        }
    };
    let ground = match shape {
        2 => None,
        _ => Some(812),
    };
    Thing { body, ground, reach: 210 }
}
