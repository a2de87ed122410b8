//! Linen, boards, tools and lamps.

use super::Thing;
use super::brush::{Ink, cloth, ellipse, line, path, soft};

const WOOD: &str = "#b98d5c";
const BRASS: &str = "#b58b3c";

pub fn linen(ink: &Ink, pattern: &str, shape: u32) -> Thing {
    let body = match shape {
        4 => {
            line("M330 210q70 -70 140 0", &ink.dark, 14)
                + &cloth(
                    "M330 210q70 40 140 0l30 190 110 30v420H190V430l110 -30z",
                    ink,
                    pattern,
                    "a",
                )
                + &line("M260 560h110v120H260zM430 560h110v120H430z", &ink.dark, 5)
                + &line("M190 470H90M610 470h100", &ink.dark, 12)
        }
        0 | 3 => {
            let fold = |y: i32, id: &str| {
                cloth(&format!("M170 {y}q230 -30 460 0l14 84q-244 30 -488 0z"), ink, pattern, id)
                    + &line(&format!("M166 {0}q234 26 468 0", y + 76), &ink.dark, 4)
            };
            fold(680, "a") + &fold(596, "b") + &fold(512, "c") + &fold(428, "d")
        }
        _ => {
            line("M120 240h560", WOOD, 18)
                + &cloth(
                    "M190 240h420l24 600q-60 24 -110 0t-110 0 -110 0 -120 0z",
                    ink,
                    pattern,
                    "a",
                )
                + &soft(
                    &line(
                        "M290 250q24 300 -6 590M410 250q-20 300 10 590M520 250q20 290 -4 590",
                        &ink.deep,
                        8,
                    ),
                    ".35",
                )
        }
    };
    Thing { body, ground: matches!(shape, 0 | 3).then_some(790), reach: 250 }
}

pub fn board(ink: &Ink, pattern: &str, shape: u32, tray: bool) -> Thing {
    let body = match (tray, shape) {
        (true, 0) => {
            ellipse(400, 540, 290, 290, &ink.dark)
                + &cloth("M140 536a260 260 0 0 1 520 0 260 260 0 0 1 -520 0z", ink, pattern, "a")
                + &ellipse(330, 470, 60, 60, "#d8c27a")
                + &ellipse(440, 570, 74, 70, "#c98b5a")
        }
        (true, _) => {
            path("M150 400h500v320H150z", &ink.dark)
                + &cloth("M172 420h456v280H172z", ink, pattern, "a")
                + &path("M240 470l200 -20 14 130 -200 20z", "#fbf7ee")
                + &line("M470 630h90a20 20 0 1 0 0 -30", BRASS, 12)
        }
        (false, 0) => {
            cloth(
                "M270 360q130 -30 260 0l20 440q-150 30 -300 0zM350 366V240a50 50 0 0 1 100 0v126z",
                ink,
                pattern,
                "a",
            ) + &ellipse(400, 240, 18, 18, "#efe6d6")
        }
        _ => {
            cloth("M230 430q170 -40 340 0v300q-170 40 -340 0z", ink, pattern, "a")
                + &path("M290 520l130 -20 20 90 -130 20z", "#f5e6a8")
                + &line("M470 640 590 500", "#8f8a80", 14)
        }
    };
    Thing { body, ground: None, reach: 280 }
}

pub fn spoons(ink: &Ink) -> Thing {
    let one = |turn: i32| {
        format!(
            "<g transform=\"rotate({turn} 400 540)\">{}{}{}</g>",
            path("M384 440h32l14 430q-30 20 -60 0z", "url(#lit)"),
            ellipse(400, 340, 84, 124, "url(#lit)"),
            soft(&ellipse(400, 350, 58, 94, &ink.deep), ".45")
        )
    };
    Thing { body: one(-16) + &one(18), ground: None, reach: 230 }
}

pub fn can(ink: &Ink, shape: u32) -> Thing {
    let body = if shape == 1 {
        line("M420 330h90l40 50", &ink.deep, 18)
            + &path("M370 300h70v80h-70z", BRASS)
            + &cloth(
                "M300 440q100 -90 200 0 40 180 0 350 -100 30 -200 0 -40 -170 0 -350z",
                ink,
                "plain",
                "a",
            )
            + &soft(
                &path(
                    "M286 600q114 40 228 0 10 100 -14 190 -100 30 -200 0 -24 -90 -14 -190z",
                    "#fff",
                ),
                ".3",
            )
    } else {
        line("M470 470c180 -120 230 160 60 250", &ink.dark, 22)
            + &line("M300 720C190 640 170 480 90 380", &ink.dark, 26)
            + &line("M66 396l46 -36", &ink.deep, 16)
            + &cloth("M300 500h240l20 280q-140 36 -280 0z", ink, "plain", "a")
            + &ellipse(420, 500, 120, 26, &ink.deep)
    };
    Thing { body, ground: Some(806), reach: 190 }
}

pub fn shears(ink: &Ink) -> Thing {
    let half = |flip: &str| {
        format!(
            "<g transform=\"{flip}\">{}{}</g>",
            path("M392 470C330 380 330 260 396 160c30 110 30 210 24 310z", "#9aa0a3"),
            line("M410 480c40 90 90 140 90 230s-60 130 -110 90 -10 -150 14 -300", &ink.base, 34)
        )
    };
    let body = half("rotate(10 400 480)")
        + &half("translate(800 0) scale(-1 1) rotate(10 400 480)")
        + &ellipse(400, 478, 20, 20, BRASS);
    Thing { body, ground: None, reach: 180 }
}

pub fn sack(ink: &Ink, shape: u32) -> Thing {
    let mut body = cloth(
        "M250 380q150 -40 300 0 50 220 20 410 -170 30 -340 0 -30 -190 20 -410z",
        ink,
        "plain",
        "a",
    ) + &path("M244 340q156 -44 312 0l-6 50q-150 -36 -300 0z", &ink.dark)
        + &path("M310 500h180v190H310z", "#f4ecd8");
    body += &path(
        "M400 660c-60 -10 -70 -70 -70 -110 50 0 70 40 70 110zM402 640c0 -60 24 -90 68 -90 0 50 -22 86 -68 90z",
        if shape == 0 { "#6f7a4c" } else { "#b8863b" },
    );
    Thing { body, ground: Some(800), reach: 200 }
}

fn glow(x: i32, y: i32, r: i32) -> String {
    soft(&ellipse(x, y, r, r, "#ffe2a0"), ".4")
}

pub fn table_lamp(ink: &Ink, pattern: &str, shape: u32) -> Thing {
    let body = match shape {
        0 => {
            glow(400, 470, 250)
                + &cloth(
                    "M300 640q100 -60 200 0 30 110 -20 150 -80 20 -160 0 -50 -40 -20 -150z",
                    ink,
                    pattern,
                    "a",
                )
                + &path("M386 540h28v80h-28z", BRASS)
                + &cloth("M170 540C190 280 610 280 630 540q-230 60 -460 0z", ink, "plain", "b")
                + &soft(&path("M180 548q220 50 440 0 -220 30 -440 0z", "#fff2cf"), ".9")
        }
        1 => {
            glow(400, 560, 260)
                + &path("M300 770h200v34H300z", BRASS)
                + &soft(&cloth("M290 330q110 -40 220 0v440H290z", ink, pattern, "a"), ".9")
                + &soft(&path("M340 340h40v420h-40z", "#fff6dd"), ".5")
        }
        2 => {
            line("M330 790V520L520 330", &ink.base, 20)
                + &ellipse(330, 520, 20, 20, &ink.dark)
                + &path("M470 250l150 90 -60 110 -150 -90z", "url(#lit)")
                + &glow(500, 440, 150)
                + &path("M230 780h200v24H230z", &ink.dark)
        }
        3 => {
            glow(400, 560, 280)
                + &cloth("M210 460l190 -80 190 80v240l-190 90 -190 -90z", ink, "plain", "a")
                + &line(
                    "M400 540v250M210 460l190 80 190 -80M300 420l190 80M500 420l-190 80",
                    &ink.dark,
                    4,
                )
        }
        _ => {
            glow(400, 500, 230)
                + &path("M384 520h32v250h-32z", &ink.dark)
                + &path("M300 770h200v34H300z", &ink.dark)
                + &cloth(
                    "M290 530c0 -190 60 -230 110 -230s110 40 110 230q-110 34 -220 0z",
                    ink,
                    "plain",
                    "b",
                )
        }
    };
    Thing { body, ground: Some(806), reach: 170 }
}

pub fn floor_lamp(ink: &Ink, shape: u32) -> Thing {
    let body = match shape {
        0 => {
            line("M250 850C220 300 420 120 590 260", &ink.base, 16)
                + &cloth("M510 270q90 -110 170 20 -60 70 -150 70z", ink, "plain", "a")
                + &glow(590, 390, 140)
                + &path("M160 840h190v26H160z", &ink.deep)
        }
        1 => {
            line("M400 470 280 860M400 470l120 390M400 470l20 380", WOOD, 18)
                + &glow(400, 380, 260)
                + &cloth("M270 240h260l40 240H230z", ink, "plain", "a")
                + &soft(&path("M300 240h90l-10 240h-110z", "#fff6dd"), ".3")
        }
        _ => {
            glow(400, 520, 320)
                + &cloth("M310 160q90 -24 180 0l14 680q-104 30 -208 0z", ink, "rib", "a")
                + &soft(&path("M350 170h50v660h-50z", "#fff6dd"), ".5")
        }
    };
    Thing { body, ground: Some(862), reach: 170 }
}

pub fn pendant(ink: &Ink, pattern: &str, shape: u32) -> Thing {
    let cord = line("M400 0v330", "#4a4038", 7);
    let body = match shape {
        0 => {
            glow(400, 660, 240)
                + &cord
                + &path("M370 320h60v50h-60z", BRASS)
                + &cloth("M170 600C180 300 620 300 630 600q-230 60 -460 0z", ink, pattern, "a")
                + &path("M176 606q224 54 448 0 -60 70 -224 70t-224 -70z", "#fff0c4")
        }
        1 => {
            cord + &glow(400, 560, 260)
                + &cloth(
                    "M330 340h140c130 60 170 200 120 350q-190 60 -380 0c-50 -150 -10 -290 120 -350z",
                    ink,
                    "weave",
                    "a",
                )
                + &soft(&ellipse(400, 560, 80, 90, "#fff0c4"), ".8")
        }
        2 => {
            cord + &glow(400, 600, 240)
                + &soft(
                    &cloth(
                        "M380 330h40c20 120 160 180 160 320 0 110 -80 170 -180 170s-180 -60 -180 -170c0 -140 140 -200 160 -320z",
                        ink,
                        "plain",
                        "a",
                    ),
                    ".82",
                )
                + &ellipse(400, 640, 44, 54, "#fff4d2")
                + &soft(&line("M280 640q0 80 60 120", "#fff", 14), ".6")
        }
        _ => {
            cord + &glow(400, 600, 250)
                + &cloth("M320 350h160l130 330q-210 50 -420 0z", ink, "pleat", "a")
                + &soft(&ellipse(400, 686, 190, 24, "#fff0c4"), ".9")
        }
    };
    Thing { body, ground: None, reach: 260 }
}

pub fn wall_lamp(ink: &Ink, shape: u32) -> Thing {
    let body = if shape == 0 {
        soft(&path("M220 470 120 60h560L580 470z", "#ffe9b8"), ".55")
            + &cloth("M210 470h380a190 190 0 0 1 -380 0z", ink, "plain", "a")
            + &ellipse(400, 470, 190, 26, "#fff3d0")
    } else {
        path("M150 430h44v240h-44z", &ink.dark)
            + &line("M180 550h220l90 -130", &ink.base, 16)
            + &ellipse(400, 550, 18, 18, &ink.dark)
            + &cloth("M430 330l140 -60 90 160 -200 60z", ink, "plain", "a")
            + &glow(580, 520, 150)
    };
    Thing { body, ground: None, reach: 230 }
}

pub fn bulb(ink: &Ink, shape: u32) -> Thing {
    let mut body = glow(400, 440, 300)
        + &soft(&ellipse(400, 430, 210, 210, "url(#lit)"), if shape == 0 { "1" } else { ".6" });
    if shape == 1 {
        body += &line("M360 640V440l20 -50 20 50 20 -50 20 50v200", "#b5651d", 6);
    }
    body += &(soft(&line("M270 420q10 -90 90 -120", "#fff", 16), ".7")
        + &path("M334 630h132v130q-66 26 -132 0z", BRASS)
        + &line("M334 670l132 16M334 710l132 16", "#7d5f26", 7)
        + &path("M370 764h60v30h-60z", &ink.deep));
    Thing { body, ground: Some(806), reach: 120 }
}
