//! Colours that tenants choose, made readable.
//!
//! A tenant picks one accent and the two ends of each badge's gradient; the contrast WCAG 2.2 AA
//! asks for is reached here, so no choice can make a page unreadable.

use contract::featured::Badge;

/// The contrast of text to its ground that AA asks for, with a little to spare for rounding.
const READABLE: f32 = 4.6;
/// The raised grounds of the light and the dark scheme, on which less can be read than on their
/// plain ones, and the dark ink, as in `style/tokens.css`.
const DAY: Rgb = Rgb(0xf3, 0xee, 0xe5);
const NIGHT: Rgb = Rgb(0x22, 0x1f, 0x1c);
const INK: Rgb = Rgb(0x1f, 0x1b, 0x17);
const WHITE: Rgb = Rgb(0xff, 0xff, 0xff);
const BLACK: Rgb = Rgb(0, 0, 0);
const FALLBACK: Rgb = Rgb(0x7a, 0x4b, 0x2f);

#[derive(Clone, Copy, Debug, PartialEq)]
struct Rgb(u8, u8, u8);

impl Rgb {
    /// Reads `#rrggbb`; whatever else stands there never reaches a style attribute.
    fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        let value = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
        Some(Self(value[1], value[2], value[3]))
    }

    fn hex(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }

    /// `step` 256ths of the way to `other`.
    fn towards(self, other: Self, step: u16) -> Self {
        let mix =
            |from: u8, to: u8| ((u16::from(from) * (256 - step) + u16::from(to) * step) >> 8) as u8;
        Self(mix(self.0, other.0), mix(self.1, other.1), mix(self.2, other.2))
    }

    /// Relative luminance. The cubic stands in for the sRGB power curve, whose library function
    /// would weigh more in the browser than its last per mille is worth.
    fn luminance(self) -> f32 {
        let linear = |part: u8| {
            let c = f32::from(part) / 255.0;
            c * (c * (c * 0.305_306_01 + 0.682_171_1) + 0.012_522_878)
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    fn contrast(self, other: Self) -> f32 {
        let (a, b) = (self.luminance() + 0.05, other.luminance() + 0.05);
        if a > b { a / b } else { b / a }
    }

    /// The nearest mix with `end` that is readable on `ground`.
    fn readable_on(self, ground: Self, end: Self) -> Self {
        let mixes = (0..=256).step_by(8).map(|step| self.towards(end, step));
        mixes.clone().find(|mix| mix.contrast(ground) >= READABLE).unwrap_or(end)
    }
}

/// The custom properties a shop's pages are coloured by, as a style attribute.
pub fn accent_style(accent: &str) -> String {
    let accent = Rgb::parse(accent).unwrap_or(FALLBACK);
    let fill = accent.readable_on(WHITE, BLACK);
    format!(
        "--accent:{};--accent-fill:{};--accent-day:{};--accent-night:{}",
        accent.hex(),
        fill.hex(),
        accent.readable_on(DAY, BLACK).hex(),
        accent.readable_on(NIGHT, WHITE).hex(),
    )
}

/// The accent as a ground on which white is readable.
#[cfg(feature = "ssr")]
pub fn accent_fill(accent: &str) -> String {
    Rgb::parse(accent).unwrap_or(FALLBACK).readable_on(WHITE, BLACK).hex()
}

/// The two ends of a badge's gradient and the ink that is readable all along it.
struct Painted {
    from: Rgb,
    to: Rgb,
    ink: Rgb,
}

fn chosen(badge: &Badge) -> (Rgb, Rgb) {
    let from = Rgb::parse(&badge.gradient_from).unwrap_or(FALLBACK);
    (from, Rgb::parse(&badge.gradient_to).unwrap_or(from))
}

/// Dark ink where that is readable, else white, and the colours darkened as far as it needs.
fn paint(badge: &Badge) -> Painted {
    let (from, to) = chosen(badge);
    let readable = |ink: Rgb, from: Rgb, to: Rgb| {
        [from, from.towards(to, 128), to].iter().all(|ground| ground.contrast(ink) >= READABLE)
    };
    if readable(INK, from, to) {
        return Painted { from, to, ink: INK };
    }
    let step = (0..=256)
        .step_by(16)
        .find(|step| readable(WHITE, from.towards(BLACK, *step), to.towards(BLACK, *step)))
        .unwrap_or(256);
    Painted { from: from.towards(BLACK, step), to: to.towards(BLACK, step), ink: WHITE }
}

/// A badge's gradient and its ink, as a style attribute.
pub fn badge_style(badge: &Badge) -> String {
    let Painted { from, to, ink } = paint(badge);
    format!("--from:{};--to:{};--on:{}", from.hex(), to.hex(), ink.hex())
}

/// Which ink a badge's text is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    Dark,
    Light,
}

/// How well the text of a badge can be read over the colours as they were chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contrast {
    pub ink: Ink,
    /// Over the first colour and over the second, in tenths, rounded down.
    pub tenths: [u32; 2],
    /// What shoppers are shown in place of colours on which it cannot be read: `#rrggbb`.
    pub instead: Option<(String, String)>,
}

pub fn badge_contrast(badge: &Badge) -> Contrast {
    let (from, to) = chosen(badge);
    let painted = paint(badge);
    // With a little for what the arithmetic loses: black on white is 21.
    let tenths = [from, to].map(|ground| (ground.contrast(painted.ink) * 10.0 + 0.01) as u32);
    let is_changed = (painted.from, painted.to) != (from, to);
    Contrast {
        ink: if painted.ink == INK { Ink::Dark } else { Ink::Light },
        tenths,
        instead: is_changed.then(|| (painted.from.hex(), painted.to.hex())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `step` divides 255.
    fn colours(step: usize) -> impl Iterator<Item = Rgb> {
        let parts = move || (0..=255u8).step_by(step);
        parts().flat_map(move |r| parts().flat_map(move |g| parts().map(move |b| Rgb(r, g, b))))
    }

    fn property(style: &str, name: &str) -> Rgb {
        let value = style.split(';').find_map(|part| part.strip_prefix(name)).unwrap();
        Rgb::parse(value).unwrap()
    }

    #[test]
    fn any_accent_is_readable_by_day_and_by_night() {
        for colour in colours(17) {
            let style = accent_style(&colour.hex());
            for (name, grounds) in [
                ("--accent-day:", [DAY, Rgb(0xfb, 0xf9, 0xf5)]),
                ("--accent-night:", [NIGHT, Rgb(0x17, 0x14, 0x12)]),
            ] {
                let accent = property(&style, name);
                assert!(grounds.iter().all(|on| accent.contrast(*on) >= 4.5), "{colour:?} {name}");
            }
            assert!(property(&style, "--accent-fill:").contrast(WHITE) >= 4.5, "{colour:?}");
        }
    }

    #[test]
    fn any_badge_is_readable_from_end_to_end() {
        for (from, to) in colours(51).flat_map(|a| colours(51).map(move |b| (a, b))) {
            let badge =
                Badge { gradient_from: from.hex(), gradient_to: to.hex(), ..Badge::default() };
            let style = badge_style(&badge);
            let ink = property(&style, "--on:");
            for end in ["--from:", "--to:"] {
                assert!(property(&style, end).contrast(ink) >= 4.5, "{from:?} {to:?}");
            }
        }
    }

    #[test]
    fn what_is_suggested_needs_no_further_suggestion() {
        let mut suggested = 0;
        for (from, to) in colours(51).flat_map(|a| colours(51).map(move |b| (a, b))) {
            let badge =
                Badge { gradient_from: from.hex(), gradient_to: to.hex(), ..Badge::default() };
            let Contrast { tenths, instead, .. } = badge_contrast(&badge);
            let Some((from, to)) = instead else {
                assert!(tenths.iter().all(|tenths| *tenths >= 45), "{badge:?}");
                continue;
            };
            suggested += 1;
            let better = Badge { gradient_from: from, gradient_to: to, ..Badge::default() };
            assert_eq!(badge_contrast(&better).instead, None, "{badge:?}");
            assert_eq!(
                badge_style(&better),
                badge_style(&badge),
                "it is what shoppers see already"
            );
        }
        assert!(suggested > 1000);
    }

    #[test]
    fn the_contrast_of_a_choice_is_told_for_each_end() {
        let badge = |from: &str, to: &str| Badge {
            gradient_from: from.into(),
            gradient_to: to.into(),
            ..Badge::default()
        };
        let Contrast { ink, tenths, instead } = badge_contrast(&badge("#000000", "#ffffff"));
        assert_eq!((ink, tenths), (Ink::Light, [210, 10]));
        assert!(instead.is_some());
        let Contrast { ink, tenths, instead } = badge_contrast(&badge("#ffe9a8", "#ffd0d0"));
        assert_eq!((ink, instead), (Ink::Dark, None));
        assert!(tenths.iter().all(|tenths| *tenths > 100));
    }

    #[test]
    fn nothing_but_a_colour_reaches_the_style() {
        for wrong in ["red", "#12345", "#1234567", "#12345g", "#fff;x:url(//y)", "", "#ééé"] {
            assert_eq!(accent_style(wrong), accent_style(&FALLBACK.hex()), "{wrong}");
        }
    }
}
