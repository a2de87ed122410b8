//! Colours, patterns and shapes.

/// A colour and its lighter and darker sisters.
pub struct Ink {
    pub base: String,
    pub light: String,
    pub dark: String,
    pub deep: String,
}

impl Ink {
    pub fn new(hex: &str) -> Option<Self> {
        let digits = hex.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        let value = u32::from_str_radix(digits, 16).ok()?;
        let [_, r, g, b] = value.to_be_bytes();
        // Towards white or black, in steps of a hundredth.
        let mix = |to: u32, share: u32| {
            let one = |c: u8| (u32::from(c) * (100 - share) + to * share) / 100;
            format!("#{:02x}{:02x}{:02x}", one(r), one(g), one(b))
        };
        Some(Self {
            base: hex.to_owned(),
            light: mix(255, 24),
            dark: mix(10, 20),
            deep: mix(10, 42),
        })
    }
}

pub fn path(d: &str, fill: &str) -> String {
    format!("<path d=\"{d}\" fill=\"{fill}\"/>")
}

pub fn line(d: &str, colour: &str, width: u32) -> String {
    format!(
        "<path d=\"{d}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\" stroke-linecap=\"round\" stroke-linejoin=\"round\"/>"
    )
}

pub fn ellipse(x: i32, y: i32, rx: i32, ry: i32, fill: &str) -> String {
    format!("<ellipse cx=\"{x}\" cy=\"{y}\" rx=\"{rx}\" ry=\"{ry}\" fill=\"{fill}\"/>")
}

pub fn soft(content: &str, opacity: &str) -> String {
    format!("<g opacity=\"{opacity}\">{content}</g>")
}

/// A shape in the picture's colour, lit from the left, with its pattern laid over it.
pub fn cloth(d: &str, ink: &Ink, pattern: &str, id: &str) -> String {
    let over = over(pattern, ink);
    let mut drawn = path(d, "url(#lit)");
    if !over.is_empty() {
        drawn.push_str(&format!(
            "<clipPath id=\"{id}\"><path d=\"{d}\"/></clipPath><g clip-path=\"url(#{id})\">{over}</g>"
        ));
    }
    drawn.push_str(&path(d, "url(#shade)"));
    drawn
}

/// The pattern over the whole picture, to be clipped.
fn over(pattern: &str, ink: &Ink) -> String {
    let rect = |x: i32, y: i32, w: i32, h: i32, fill: &str, opacity: &str| {
        format!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" fill=\"{fill}\" opacity=\"{opacity}\"/>"
        )
    };
    let tile = |w: i32, h: i32, content: String, turn: i32| {
        format!(
            "<pattern id=\"p\" width=\"{w}\" height=\"{h}\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate({turn})\">{content}</pattern><path d=\"M0 0h800v1000H0z\" fill=\"url(#p)\"/>"
        )
    };
    let (light, dark) = (ink.light.as_str(), ink.deep.as_str());
    match pattern {
        "stripe" => tile(40, 40, rect(0, 0, 40, 13, "#fff", ".55"), 0),
        "check" => tile(
            90,
            90,
            rect(0, 0, 90, 30, dark, ".35")
                + &rect(0, 0, 30, 90, dark, ".35")
                + &rect(58, 0, 6, 90, "#fff", ".4")
                + &rect(0, 58, 90, 6, "#fff", ".4"),
            0,
        ),
        "dots" => tile(46, 46, ellipse(12, 12, 6, 6, "#fff") + &ellipse(35, 35, 6, 6, "#fff"), 0),
        "herringbone" => tile(36, 24, line("M0 24 18 6 36 24M0 12 18 -6 36 12", light, 4), 0),
        "quilt" => tile(70, 70, line("M0 0h70M0 0v70", dark, 4), 45),
        "rib" | "cord" | "pleat" => {
            let step = match pattern {
                "rib" => 18,
                "cord" => 14,
                _ => 44,
            };
            tile(step, 40, rect(0, 0, step / 2, 40, dark, ".2"), 0)
        }
        "cable" => tile(
            110,
            70,
            line("M30 0C80 20 80 50 30 70M80 0C30 20 30 50 80 70", dark, 9)
                + &rect(104, 0, 6, 70, dark, ".3"),
            0,
        ),
        "yoke" => {
            let row = |y: i32, colour: &str| {
                let teeth: String =
                    (0..20).map(|n| format!("M{} {y}l20 26 20 -26z", n * 40)).collect();
                path(&teeth, colour)
            };
            row(300, "#fff8e8") + &row(345, light) + &row(390, "#fff8e8")
        }
        "sprig" => tile(
            88,
            88,
            line("M20 62q10 -24 30 -30", "#fff8e8", 4)
                + &ellipse(54, 28, 9, 6, "#fff8e8")
                + &ellipse(30, 38, 8, 5, "#fff8e8")
                + &ellipse(76, 76, 5, 5, light),
            0,
        ),
        "drip" => path(
            "M0 0h800v420c-40 60 -70 -10 -110 30s-60 80 -100 30 -60 -60 -100 0 -70 70 -110 10 -60 -50 -100 10 -70 40 -110 -10 -70 -20 -170 0z",
            light,
        ),
        "rings" => tile(40, 26, rect(0, 0, 40, 6, dark, ".25"), 0),
        "rim" => String::new(),
        "speckle" => tile(
            64,
            64,
            ellipse(10, 14, 3, 2, dark)
                + &ellipse(40, 30, 2, 3, dark)
                + &ellipse(24, 52, 2, 2, dark)
                + &ellipse(56, 8, 2, 2, dark),
            12,
        ),
        "grain" => {
            tile(300, 44, line("M0 12q75 -14 150 0t150 0M0 32q75 12 150 0t150 0", dark, 2), 3)
        }
        "weave" => {
            tile(36, 36, rect(0, 0, 18, 18, dark, ".3") + &rect(18, 18, 18, 18, dark, ".3"), 45)
        }
        _ => String::new(),
    }
}
