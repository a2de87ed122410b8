//! Clothes and what goes with them.

use super::Thing;
use super::brush::{Ink, cloth, ellipse, line, path, soft};

/// The hook and shoulders of a wooden hanger, its shoulders at `y`.
fn hanger(y: i32) -> String {
    let top = y - 96;
    line(&format!("M400 {}v-22c0 -18 30 -18 30 -38s-34 -24 -38 2", top + 62), "#8d8577", 7)
        + &line(&format!("M250 {}Q400 {} 550 {}", y + 6, y - 62, y + 6), "#a67c4f", 16)
}

fn hung(body: String) -> Thing {
    Thing { body, ground: None, reach: 300 }
}

pub fn coat(ink: &Ink, pattern: &str, shape: u32, long: bool) -> Thing {
    let hem = match (long, shape) {
        (true, 2) => 780,
        (true, _) => 880,
        (false, _) => 690,
    };
    let flare = if long { 40 } else { 6 };
    let (left, right) = (250 - flare, 550 + flare);
    let sleeve_l = format!("M262 232C206 260 176 330 150 {0}q28 22 66 14L286 380z", hem - 190);
    let sleeve_r = format!("M538 232c56 28 86 98 112 {0}q-28 22 -66 14L514 380z", hem - 422);
    let body = format!(
        "M330 200 262 232 {left} {hem}q150 26 {0} 0L538 232 470 200q-70 46 -140 0z",
        right - left
    );
    let mut d = hanger(214);
    d += &cloth(&sleeve_l, ink, pattern, "a");
    d += &cloth(&sleeve_r, ink, pattern, "b");
    d += &cloth(&body, ink, pattern, "c");
    d += &line(&format!("M400 300V{}", hem + 10), &ink.deep, 4);
    match shape {
        0 | 3 => {
            d += &path("M330 200 300 250l98 150 2 -110zM470 200l30 50 -98 150 -2 -110z", &ink.dark);
            d += &path("M338 204q62 40 124 0l-62 96z", &ink.deep);
        }
        1 => {
            d +=
                &path("M330 200 296 240l108 190 18 -60zM470 200l34 40 -86 150 -18 -60z", &ink.dark);
            d += &path("M338 204q62 40 124 0l-62 96z", &ink.deep);
            d += &path("M240 520h320v34H240z", &ink.dark);
            d += &path("M390 520h56v34h-56zM410 554l-24 120 30 4 14 -124z", &ink.deep);
        }
        _ => {
            d += &path("M330 200q70 46 140 0l10 40q-80 46 -160 0z", &ink.dark);
            d += &line("M322 262V420M478 262V420", &ink.deep, 3);
        }
    }
    for y in (0..4).map(|n| 430 + n * (hem - 500) / 4) {
        d += &(ellipse(424, y, 9, 9, &ink.deep) + &ellipse(422, y - 2, 3, 3, &ink.light));
    }
    let pocket = hem - 200;
    d += &line(&format!("M290 {pocket}l66 12M510 {pocket}l-66 12"), &ink.deep, 6);
    hung(d)
}

pub fn shirt(ink: &Ink, pattern: &str, shape: u32, collar: bool) -> Thing {
    let long = collar && shape != 2 || shape == 3;
    let (hem, cuff) = (760, if long { 640 } else { 400 });
    let mut d = hanger(224);
    let spread = if long { 128 } else { 76 };
    d += &cloth(
        &format!("M280 236C224 262 200 330 {0} {cuff}q34 20 74 12L300 400z", 280 - spread),
        ink,
        pattern,
        "a",
    );
    d += &cloth(
        &format!("M520 236c56 26 80 94 {0} {1}q-34 20 -74 12L500 400z", spread, cuff - 236),
        ink,
        pattern,
        "b",
    );
    d += &cloth(
        &format!("M336 212 276 238 262 {hem}q138 34 276 0L524 238 464 212q-64 56 -128 0z"),
        ink,
        pattern,
        "c",
    );
    if collar && shape != 1 {
        d += &path("M336 212l-14 18 50 64 28 -50zM464 212l14 18 -50 64 -28 -50z", &ink.light);
        d += &path("M340 214q60 48 120 0l-60 34z", &ink.deep);
    } else if collar {
        d += &path("M336 212q64 56 128 0l6 22q-70 56 -140 0z", &ink.light);
    } else {
        d += &line("M334 216q66 66 132 0", &ink.deep, 14);
    }
    if collar {
        d += &line(&format!("M400 258V{}", hem + 12), &ink.dark, 4);
        for n in 0..5 {
            d += &ellipse(400, 310 + n * 92, 7, 7, "#fbf7ef");
        }
        d += &line("M446 360h62v66q-31 20 -62 0z", &ink.dark, 4);
    } else if shape == 2 {
        d += &line("M446 350h70v80q-35 22 -70 0z", &ink.dark, 5);
    }
    d += &soft(
        &line(&format!("M292 520q40 60 20 {}M512 500q-34 70 -16 200", hem - 560), &ink.deep, 5),
        ".35",
    );
    hung(d)
}

pub fn knit(ink: &Ink, pattern: &str, shape: u32) -> Thing {
    let mut d = hanger(224);
    d += &cloth("M282 236C214 270 186 370 164 640q36 22 82 10L306 410z", ink, pattern, "a");
    d += &cloth("M518 236c68 34 96 134 118 404q-36 22 -82 10L494 410z", ink, pattern, "b");
    d += &cloth(
        "M332 208 270 240 262 716q138 30 276 0L530 240 468 208q-68 44 -136 0z",
        ink,
        pattern,
        "c",
    );
    d += &path(
        "M262 706q138 30 276 0v44q-138 30 -276 0zM160 632q40 22 86 10l-4 42q-44 10 -84 -10zM640 632q-40 22 -86 10l4 42q44 10 84 -10z",
        &ink.dark,
    );
    d += &match shape {
        3 => {
            path("M338 150q62 -22 124 0l10 66q-72 50 -144 0z", &ink.light)
                + &line("M338 182q62 24 124 0", &ink.dark, 4)
        }
        2 => {
            path("M332 208l62 190h12l62 -190q-68 60 -136 0z", &ink.deep)
                + &line("M400 400V738", &ink.deep, 6)
        }
        _ => line("M334 212q66 58 132 0", &ink.dark, 22),
    };
    if shape == 2 {
        for n in 0..4 {
            d += &ellipse(418, 450 + n * 76, 10, 10, "#5b4330");
        }
    }
    hung(d)
}

pub fn dress(ink: &Ink, pattern: &str, shape: u32) -> Thing {
    let mut d = hanger(204);
    if shape == 4 {
        d += &line("M340 196 328 300M460 196l12 104", &ink.base, 10);
        d += &cloth(
            "M322 290q40 40 78 10 38 30 78 -10l16 130 58 440q-152 40 -304 0l58 -440z",
            ink,
            pattern,
            "c",
        );
        d += &soft(&line("M330 470q60 120 20 390M470 500q-40 130 0 360", &ink.deep, 6), ".3");
        return hung(d);
    }
    if shape == 1 || shape == 3 {
        d += &cloth("M290 214c-56 26 -84 100 -98 190q34 20 66 10l44 -90z", ink, pattern, "a");
        d += &cloth("M510 214c56 26 84 100 98 190q-34 20 -66 10l-44 -90z", ink, pattern, "b");
    }
    let waist =
        "M336 190 292 216l22 234L208 870q192 50 384 0L486 450l22 -234 -44 -26q-64 50 -128 0z";
    let straight = "M336 190 286 216 240 872q160 40 320 0L514 216 464 190q-64 50 -128 0z";
    d += &cloth(if shape == 0 { straight } else { waist }, ink, pattern, "c");
    d += &match shape {
        0 => line("M276 560q30 30 56 20M524 560q-30 30 -56 20", &ink.deep, 6),
        1 => {
            path("M310 440h180v30H310z", &ink.deep)
                + &line("M400 240V880", &ink.dark, 4)
                + &path("M336 190l-8 22 52 56 20 -40zM464 190l8 22 -52 56 -20 -40z", &ink.light)
        }
        2 => {
            line("M336 196 450 440M464 196 330 440", &ink.deep, 6)
                + &path("M310 436h184v26H310zM470 462l40 120 -26 8 -36 -124z", &ink.deep)
        }
        _ => line("M262 600q138 40 276 0M236 730q164 46 328 0", &ink.deep, 6),
    };
    hung(d)
}

pub fn trousers(ink: &Ink, pattern: &str, shape: u32) -> Thing {
    let hem = match shape {
        0 => 96,
        1 => 54,
        _ => 70,
    };
    let leg_l = format!("M286 200h114v170L{0} 900q-{1} 14 -{2} 0z", 330 + hem, hem, hem * 2);
    let leg_r = format!("M514 200H400v170L{0} 900q{1} 14 {2} 0z", 470 - hem, hem, hem * 2);
    let mut d = line("M300 150h60M440 150h60", "#8d8577", 14)
        + &line("M260 128h280", "#a67c4f", 16)
        + &line("M400 120v-20c0 -14 24 -16 24 -32s-28 -18 -30 2", "#8d8577", 7);
    d += &cloth(&leg_l, ink, pattern, "a");
    d += &cloth(&leg_r, ink, pattern, "b");
    d += &path("M284 164h232v44H284z", &ink.dark);
    d += &line("M400 208v150q0 24 -22 30M300 214l34 74M500 214l-34 74", &ink.deep, 5);
    d += &ellipse(400, 186, 9, 9, if shape == 2 { "#b98b45" } else { &ink.light });
    d += &soft(
        &line("M344 300 330 880M456 300l14 580", if shape == 0 { &ink.deep } else { &ink.dark }, 4),
        ".6",
    );
    hung(d)
}

pub fn skirt(ink: &Ink, pattern: &str, shape: u32) -> Thing {
    let mut d = line("M300 216h60M440 216h60", "#8d8577", 14)
        + &line("M260 194h280", "#a67c4f", 16)
        + &line("M400 186v-20c0 -14 24 -16 24 -32s-28 -18 -30 2", "#8d8577", 7);
    d += &cloth("M290 250h220l90 540q-200 56 -400 0z", ink, pattern, "c");
    d += &path("M288 226h224v44H288z", &ink.dark);
    d += &match shape {
        0 => line("M330 270 262 812M370 270l-30 552M430 270l30 552M470 270l68 542", &ink.deep, 5),
        1 => (0..5).map(|n| ellipse(400, 320 + n * 96, 10, 10, &ink.deep)).collect(),
        _ => line("M470 270 520 806", &ink.deep, 6) + &ellipse(462, 250, 10, 10, "#b98b45"),
    };
    hung(d)
}

pub fn scarf(ink: &Ink, pattern: &str) -> Thing {
    let mut d = cloth(
        "M270 230C330 150 470 150 530 230 560 300 500 360 400 366 300 360 240 300 270 230z",
        ink,
        pattern,
        "a",
    );
    d += &path("M318 250q82 -60 164 0 -82 60 -164 0z", &ink.deep);
    d += &cloth("M330 330 280 790l116 16 44 -450z", ink, pattern, "b");
    d += &cloth("M420 340 470 740l108 -14 -64 -420z", ink, pattern, "c");
    for n in 0..8 {
        d += &line(&format!("M{} {}l-3 44", 288 + n * 15, 796 + n), &ink.dark, 5);
        d += &line(&format!("M{} {}l4 42", 476 + n * 14, 742 - n * 2), &ink.dark, 5);
    }
    hung(d)
}

pub fn bag(ink: &Ink, pattern: &str, shape: u32) -> Thing {
    let mut d = String::new();
    match shape {
        3 => {
            d += &line("M250 520C240 200 560 200 550 520", &ink.dark, 12);
            d += &cloth("M220 640a180 180 0 0 1 360 0 180 180 0 0 1 -360 0z", ink, pattern, "a");
            d += &(line("M236 590q164 70 328 0", &ink.deep, 7)
                + &ellipse(400, 628, 16, 16, "#b98b45"));
        }
        1 => {
            d += &line("M270 470C290 240 510 240 530 470", &ink.dark, 20);
            d += &cloth("M210 450h380l20 350q-210 30 -420 0z", ink, pattern, "a");
            d += &path("M206 450h388l-6 190q-188 40 -376 0z", &ink.dark);
            d += &path("M286 600h36v110h-36zM478 600h36v110h-36z", &ink.deep);
            d += &(ellipse(304, 690, 12, 12, "#b98b45") + &ellipse(496, 690, 12, 12, "#b98b45"));
        }
        _ => {
            d += &line(
                "M300 470C300 220 380 220 384 470M416 470c4 -250 84 -250 84 0",
                &ink.deep,
                18,
            );
            d += &cloth("M220 440h360l34 370q-214 30 -428 0z", ink, pattern, "a");
            d += &line("M218 470q182 20 364 0", &ink.deep, 4);
            d += &path("M360 560h80v60q-40 20 -80 0z", &ink.dark);
        }
    }
    Thing { body: d, ground: Some(815), reach: 240 }
}

pub fn shoes(ink: &Ink, shape: u32) -> Thing {
    let sole = if shape == 2 { "#f4efe4" } else { "#3b2b20" };
    let one = |dx: i32, dy: i32| {
        let upper = match shape {
            0 | 1 => "M300 420h130q16 130 60 190 90 40 120 90 10 40 0 60H300q-24 -170 0 -340z",
            _ => "M290 590q60 40 120 -10 60 90 150 110 60 20 60 70H290q-20 -90 0 -170z",
        };
        let mut d = cloth(upper, ink, "plain", "s");
        d += &path("M284 756h330q14 20 0 44H284q-14 -22 0 -44z", sole);
        d += &match shape {
            0 => path("M356 430h50l-8 110h-34z", &ink.deep),
            1 => line("M440 480l-44 14M452 530l-50 12M470 580l-52 10M498 620l-40 20", "#f4efe4", 8),
            2 => line("M430 610l-34 34M470 640l-36 34M510 664l-34 32", "#f4efe4", 9),
            _ => path("M390 600q50 60 120 80l-16 26q-80 -20 -130 -80z", &ink.deep),
        };
        format!("<g transform=\"translate({dx} {dy})\">{d}</g>")
    };
    Thing { body: one(30, -70) + &one(-70, 30), ground: Some(822), reach: 280 }
}

pub fn hat(ink: &Ink, pattern: &str, shape: u32) -> Thing {
    let d = match shape {
        0 => {
            cloth("M230 640C220 400 580 400 570 640z", ink, pattern, "a")
                + &cloth("M214 630q186 40 372 0v96q-186 40 -372 0z", ink, "rib", "b")
        }
        1 => {
            cloth("M270 600 310 430q90 -36 180 0l40 170z", ink, pattern, "a")
                + &cloth("M266 590q134 44 268 0l106 140q-240 70 -480 0z", ink, pattern, "b")
                + &line("M240 650q160 50 320 0M216 690q184 54 368 0", &ink.dark, 4)
        }
        _ => {
            ellipse(400, 700, 300, 58, &ink.dark)
                + &cloth(
                    "M262 690 290 470q20 -60 76 -30 34 20 68 0 56 -30 76 30l28 220q-138 40 -276 0z",
                    ink,
                    pattern,
                    "a",
                )
                + &path("M266 640q134 40 268 0l6 50q-140 40 -280 0z", &ink.deep)
        }
    };
    Thing { body: d, ground: Some(745), reach: 270 }
}

pub fn belt(ink: &Ink, pattern: &str) -> Thing {
    let d = ellipse(400, 600, 250, 150, &ink.dark)
        + &ellipse(400, 590, 206, 116, "#0003")
        + &cloth("M150 600a250 150 0 0 0 500 0v64a250 150 0 0 1 -500 0z", ink, pattern, "a")
        + &line("M352 742h96v78h-96z", "#c09a4a", 16)
        + &line("M400 742v76", "#c09a4a", 9)
        + &(0..4).map(|n| ellipse(480 + n * 30, 764 - n * 10, 5, 5, &ink.deep)).collect::<String>();
    Thing { body: d, ground: Some(800), reach: 240 }
}

pub fn socks(ink: &Ink, pattern: &str) -> Thing {
    let one = |dx: i32, id: &str| {
        let d = cloth(
            "M300 250h120v300q6 60 70 110 60 60 10 120 -50 40 -110 -6 -70 -60 -90 -150z",
            ink,
            pattern,
            id,
        ) + &path(
            "M296 240h128v70H296zM436 700q50 10 70 60 -20 40 -70 30 -30 -40 0 -90z",
            &ink.dark,
        );
        format!("<g transform=\"translate({dx} 0)\">{d}</g>")
    };
    hung(one(-80, "a") + &one(80, "b"))
}
