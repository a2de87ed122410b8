//! What stands on a table: thrown, glazed, blown.

use super::Thing;
use super::brush::{Ink, cloth, ellipse, line, path, soft};

fn stands(body: String, ground: i32, reach: i32) -> Thing {
    Thing { body, ground: Some(ground), reach }
}

/// Light on a glaze.
fn shine(x: i32, y: i32, tall: i32) -> String {
    soft(&line(&format!("M{x} {y}q-14 {} 4 {tall}", tall / 2), "#fff", 16), ".45")
}

fn rim(y: i32, rx: i32, ry: i32, ink: &Ink) -> String {
    ellipse(400, y, rx, ry, &ink.light) + &ellipse(400, y + 4, rx - 16, ry - 8, &ink.deep)
}

pub fn bowl(ink: &Ink, pattern: &str, shape: u32) -> Thing {
    let (rx, depth, foot) = match shape {
        0 => (260, 210, 96),
        1 => (220, 200, 80),
        2 => (150, 130, 56),
        _ => (230, 170, 60),
    };
    let top = 800 - depth - if shape == 3 { 90 } else { 20 };
    let low = top + depth;
    let (left, right) = (400 - rx, 400 + rx);
    let mut d = String::new();
    if shape == 3 {
        d += &cloth(&format!("M370 {low}h60l50 104q-80 26 -160 0z"), ink, "plain", "f");
    } else {
        d += &path(
            &format!("M{} {low}h{}l-10 26q-{foot} 14 -{} 0z", 400 - foot, foot * 2, foot * 2 - 20),
            &ink.dark,
        );
    }
    d += &cloth(
        &format!(
            "M{left} {top}C{left} {0} {1} {low} 400 {low}S{right} {0} {right} {top}z",
            top + depth * 3 / 4,
            400 - rx * 2 / 3
        ),
        ink,
        pattern,
        "a",
    );
    d += &rim(top, rx, rx / 5, ink);
    d += &shine(left + 60, top + 60, depth / 2);
    stands(d, 806, rx * 2 / 3)
}

pub fn plate(ink: &Ink, pattern: &str, shape: u32) -> Thing {
    let (rx, ry) = if shape == 2 { (320, 210) } else { (270, 270) };
    let mut d = format!(
        "<clipPath id=\"a\"><ellipse cx=\"400\" cy=\"520\" rx=\"{rx}\" ry=\"{ry}\"/></clipPath>"
    );
    d += &ellipse(400, 520, rx, ry, "url(#lit)");
    if pattern == "speckle" {
        d += &cloth(
            &format!(
                "M{} 520a{rx} {ry} 0 0 1 {} 0 {rx} {ry} 0 0 1 -{} 0z",
                400 - rx,
                rx * 2,
                rx * 2
            ),
            ink,
            pattern,
            "b",
        );
    }
    d += &format!(
        "<ellipse cx=\"400\" cy=\"520\" rx=\"{}\" ry=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"14\"/>",
        rx - 8,
        ry - 8,
        ink.dark
    );
    d += &soft(&ellipse(400, 528, rx * 7 / 10, ry * 7 / 10, &ink.deep), ".28");
    d += &ellipse(400, 522, rx * 7 / 10 - 6, ry * 7 / 10 - 6, "url(#lit)");
    d += &soft(&line(&format!("M{} 470q20 -100 110 -150", 400 - rx + 44), "#fff", 16), ".5");
    Thing { body: d, ground: None, reach: 290 }
}

pub fn cup(ink: &Ink, pattern: &str, shape: u32) -> Thing {
    let one = |x: i32, scale: &str, handle: bool| {
        let mut d = String::new();
        if handle {
            d += &line("M540 560c120 -30 130 160 -8 160", &ink.dark, 34);
            d += &line("M540 560c120 -30 130 160 -8 160", &ink.base, 20);
        }
        d += &cloth("M240 480q0 190 40 300 120 36 240 0 40 -110 40 -300z", ink, pattern, "a");
        d += &rim(480, 160, 36, ink);
        d += &ellipse(400, 488, 136, 24, "#4a2c1a");
        d += &shine(288, 560, 150);
        format!("<g transform=\"translate({x} 0) scale({scale})\">{d}</g>")
    };
    match shape {
        1 => stands(one(0, "1", false), 806, 150),
        2 => stands(
            one(-40, "0.7 1", false)
                .replace("translate(-40 0)", "translate(-20 240)")
                .replace("0.7 1", "0.7")
                + &one(0, ".7", false).replace("translate(0 0)", "translate(270 256)"),
            812,
            260,
        ),
        _ => stands(one(-20, "1", true), 806, 180),
    }
}

pub fn jug(ink: &Ink, pattern: &str, shape: u32) -> Thing {
    let mut d = line("M540 420c130 -20 120 260 -20 270", &ink.dark, 40)
        + &line("M540 420c130 -20 120 260 -20 270", &ink.base, 24);
    d += &match shape {
        2 => {
            cloth(
                "M366 240h68v120c90 60 120 180 100 420q-134 40 -268 0c-20 -240 10 -360 100 -420z",
                ink,
                pattern,
                "a",
            ) + &path("M376 190h48v60h-48z", "#a67c4f")
        }
        _ => {
            cloth(
                "M262 330c40 70 10 130 -10 220 -20 110 0 180 30 240q118 36 236 0c30 -60 50 -130 30 -240 -20 -90 -50 -150 -10 -230l-40 10q-100 -40 -180 -10l-70 -36z",
                ink,
                pattern,
                "a",
            ) + &path("M262 330l70 36q80 -30 206 0q-120 50 -230 10z", &ink.deep)
        }
    };
    d += &shine(310, 520, 170);
    stands(d, 806, 190)
}

pub fn teapot(ink: &Ink, pattern: &str, shape: u32) -> Thing {
    let mut d = String::new();
    if shape == 0 {
        d += &line("M270 480C270 240 530 240 530 480", "#a67c4f", 20);
    } else {
        d += &(line("M570 600l150 -70", &ink.dark, 46) + &line("M570 600l146 -68", &ink.base, 30));
    }
    d += &cloth("M250 620C180 600 170 520 110 500l34 -34c70 20 90 90 140 90z", ink, "plain", "b");
    d += &cloth(
        "M210 640c0 -220 380 -220 380 0 0 90 -50 130 -90 150q-100 26 -200 0c-40 -20 -90 -60 -90 -150z",
        ink,
        pattern,
        "a",
    );
    d += &(path("M300 500q100 -60 200 0 -100 30 -200 0z", &ink.light)
        + &ellipse(400, 462, 28, 24, &ink.dark));
    d += &shine(262, 590, 110);
    stands(d, 806, 220)
}

pub fn vase(ink: &Ink, pattern: &str, shape: u32) -> Thing {
    let (outline, mouth, half, stem) = match shape {
        0 => (
            "M360 250h80v190c110 70 130 180 90 350q-130 30 -260 0c-40 -170 -20 -280 90 -350z",
            250,
            40,
            true,
        ),
        1 => {
            ("M340 330c-170 60 -170 400 0 460q60 16 120 0c170 -60 170 -400 0 -460z", 330, 60, true)
        }
        2 => (
            "M350 430c-90 60 -110 260 -40 360q90 24 180 0c70 -100 50 -300 -40 -360z",
            430,
            50,
            true,
        ),
        3 => (
            "M340 250c20 70 -20 90 -60 150 -70 110 -20 290 60 390q60 20 120 0c80 -100 130 -280 60 -390 -40 -60 -80 -80 -60 -150z",
            250,
            60,
            false,
        ),
        _ => ("M290 300h220v480q-110 30 -220 0z", 300, 110, true),
    };
    let mut d = String::new();
    if stem {
        d += &line(
            &format!("M400 {mouth}C396 {} 420 {} 396 {}", mouth - 60, mouth - 110, mouth - 170),
            "#6f7a4c",
            7,
        );
        d += &path(
            &format!(
                "M400 {0}c-70 -10 -90 -60 -90 -90 50 0 90 30 90 90zM402 {1}c60 -6 84 -46 86 -80 -50 0 -86 28 -86 80z",
                mouth - 70,
                mouth - 110
            ),
            "#7d8a58",
        );
        d += &ellipse(396, mouth - 178, 26, 22, "#d9a46a");
    }
    if shape == 3 {
        d +=
            &line("M336 280c-110 10 -130 110 -56 170M464 280c110 10 130 110 56 170", &ink.dark, 24);
    }
    d += &cloth(outline, ink, pattern, "a");
    d += &ellipse(400, mouth, half, 14, &ink.deep);
    d += &shine(322, 540, 140);
    stands(d, 806, 150)
}

pub fn jar(ink: &Ink, pattern: &str, shape: u32) -> Thing {
    let half = if shape == 1 { 130 } else { 170 };
    let (left, wide) = (400 - half, half * 2);
    let mut d = cloth(
        &format!("M{left} 440q-40 180 20 350q{} 36 {} 0q60 -170 20 -350z", half - 20, wide - 40),
        ink,
        pattern,
        "a",
    );
    d += &path(
        &format!(
            "M{} 440q{} -120 {} 0 -{half} 40 -{} 0z",
            left - 10,
            half + 10,
            wide + 20,
            wide + 20
        ),
        &ink.light,
    );
    d += &ellipse(400, 372, 30, 26, &ink.dark);
    if shape == 1 {
        d += &(line("M470 400l90 -120", "#a67c4f", 14) + &ellipse(566, 270, 22, 22, "#a67c4f"));
    }
    d += &shine(left + 40, 540, 140);
    stands(d, 806, half)
}

pub fn candle(ink: &Ink, pattern: &str, shape: u32) -> Thing {
    let flame = |x: i32, y: i32| {
        soft(&ellipse(x, y, 80, 90, "#ffd98a"), ".35")
            + &path(
                &format!("M{x} {0}c-30 -40 -14 -70 0 -100 14 30 30 60 0 100z", y + 40),
                "#f6b73c",
            )
            + &path(&format!("M{x} {0}c-12 -18 -6 -32 0 -46 6 14 12 28 0 46z", y + 36), "#fff3cf")
    };
    let top = match shape {
        0 => 640,
        1 => 560,
        _ => 660,
    };
    let mut d = path(&format!("M376 {0}h48V{top}h-48z", top - 220), "#f7efdc")
        + &path(&format!("M404 {0}h20v220h-20z", top - 220), "#e4d8bd");
    d += &flame(400, top - 266);
    d += &match shape {
        0 => cloth("M330 640h140l40 150q-110 30 -220 0z", ink, pattern, "a"),
        1 => cloth(
            "M350 556h100l-24 40v150q70 10 90 50 -116 30 -232 0 20 -40 90 -50V596z",
            ink,
            pattern,
            "a",
        ),
        _ => {
            cloth(
                "M230 690q170 50 340 0 10 90 -70 106 -100 20 -200 0 -80 -16 -70 -106z",
                ink,
                pattern,
                "a",
            ) + &ellipse(400, 692, 170, 28, &ink.deep)
                + &path("M376 640h48v56h-48z", "#f7efdc")
        }
    };
    stands(d, 806, 160)
}

pub fn glass(ink: &Ink, shape: u32) -> Thing {
    let see = |d: &str| soft(&path(d, "url(#lit)"), ".62") + &path(d, "url(#shade)");
    let one = |dx: i32, dy: i32, body: String| {
        format!("<g transform=\"translate({dx} {dy})\">{body}</g>")
    };
    let body = match shape {
        1 => {
            let stem = see(
                "M310 360h180c10 150 -30 210 -76 224v150q80 10 90 46H296q10 -36 90 -46V584c-46 -14 -86 -74 -76 -224z",
            ) + &ellipse(400, 360, 90, 18, "#ffffff99")
                + &line("M334 400q-6 80 24 130", "#fff", 10);
            one(-120, 0, stem.clone()) + &one(110, 26, stem)
        }
        2 => {
            see(
                "M350 230h100v130c110 70 130 250 100 430q-150 30 -300 0c-30 -180 -10 -360 100 -430z",
            ) + &soft(
                &path(
                    "M246 560q154 40 308 0 8 130 -4 230 -150 30 -300 0 -12 -100 -4 -230z",
                    &ink.base,
                ),
                ".5",
            ) + &ellipse(400, 230, 50, 12, "#ffffff99")
                + &line("M300 480q-20 120 0 240", "#fff", 12)
        }
        _ => {
            let tumbler = see("M310 520h180l-16 260q-74 22 -148 0z")
                + &ellipse(400, 520, 90, 18, "#ffffff99")
                + &line("M332 560l8 160", "#fff", 10);
            one(-140, -40, tumbler.clone())
                + &one(120, -40, tumbler.clone())
                + &one(-10, 26, tumbler)
        }
    };
    stands(body, 800, 220)
}
