//! What part of a picture is seen, without any browser in it.

/// The furthest in.
pub const CLOSEST: f64 = 6.0;
/// One press of a key or button.
pub const STEP: f64 = 1.5;

/// A picture fitted into a frame, then enlarged and moved. All lengths are in pixels of the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lens {
    /// From 1, where all of it is seen.
    pub scale: f64,
    /// How far its middle is from the frame's.
    pub x: f64,
    pub y: f64,
    frame: (f64, f64),
    /// The picture's size where all of it is seen.
    fitted: (f64, f64),
}

impl Lens {
    pub fn new(frame: (f64, f64), picture: (f64, f64)) -> Self {
        let (width, height) = (picture.0.max(1.0), picture.1.max(1.0));
        let fit = (frame.0 / width).min(frame.1 / height);
        Self { scale: 1.0, x: 0.0, y: 0.0, frame, fitted: (width * fit, height * fit) }
    }

    pub fn is_close(&self) -> bool {
        self.scale > 1.0
    }

    /// Enlarges so that what is seen at a point, counted from the frame's middle, stays there.
    pub fn zoom(&mut self, factor: f64, at: (f64, f64)) {
        let scale = (self.scale * factor).clamp(1.0, CLOSEST);
        let factor = scale / self.scale;
        self.scale = scale;
        self.x = at.0 - (at.0 - self.x) * factor;
        self.y = at.1 - (at.1 - self.y) * factor;
        self.keep_in();
    }

    pub fn shift(&mut self, by: (f64, f64)) {
        self.x += by.0;
        self.y += by.1;
        self.keep_in();
    }

    /// No emptiness between the picture's edge and the frame's, where there is enough picture.
    fn keep_in(&mut self) {
        let room = |fitted: f64, frame: f64| ((fitted * self.scale - frame) / 2.0).max(0.0);
        let (across, down) = (room(self.fitted.0, self.frame.0), room(self.fitted.1, self.frame.1));
        self.x = self.x.clamp(-across, across);
        self.y = self.y.clamp(-down, down);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_pointed_at_stays_where_it_is() {
        let mut lens = Lens::new((400.0, 400.0), (800.0, 800.0));
        lens.zoom(2.0, (100.0, -50.0));
        assert_eq!((lens.scale, lens.x, lens.y), (2.0, -100.0, 50.0));
        lens.zoom(0.5, (100.0, -50.0));
        assert_eq!((lens.scale, lens.x, lens.y), (1.0, 0.0, 0.0));
    }

    #[derive(Clone, Debug)]
    enum Deed {
        Zoom(f64, (f64, f64)),
        Shift((f64, f64)),
    }

    fn deed() -> impl Strategy<Value = Deed> {
        let point = (-500.0..500.0, -500.0..500.0);
        prop_oneof![
            (0.1..10.0, point.clone()).prop_map(|(factor, at)| Deed::Zoom(factor, at)),
            point.prop_map(Deed::Shift),
        ]
    }

    proptest! {
        #[test]
        fn the_picture_never_leaves_the_frame(
            frame in (50.0..2000.0, 50.0..2000.0),
            picture in (1.0..4000.0, 1.0..4000.0),
            deeds in proptest::collection::vec(deed(), 0..30),
        ) {
            let mut lens = Lens::new(frame, picture);
            for deed in deeds {
                match deed {
                    Deed::Zoom(factor, at) => lens.zoom(factor, at),
                    Deed::Shift(by) => lens.shift(by),
                }
                prop_assert!((1.0..=CLOSEST).contains(&lens.scale));
                let sides = [(lens.x, lens.fitted.0, frame.0), (lens.y, lens.fitted.1, frame.1)];
                for (at, fitted, frame) in sides {
                    let size = fitted * lens.scale;
                    // Either it fills the frame, or it stands in its middle.
                    prop_assert!(at.abs() <= ((size - frame) / 2.0).max(0.0) + 1e-6);
                }
                if !lens.is_close() {
                    prop_assert!(lens.x.abs() < 1e-6 && lens.y.abs() < 1e-6);
                }
            }
        }
    }
}
