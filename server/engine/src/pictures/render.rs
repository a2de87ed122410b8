//! Making the small files of a picture. All of it computes; none of it waits.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use image::{
    DynamicImage, GenericImageView, ImageDecoder, ImageFormat, ImageReader, Limits, imageops,
};
use std::io::Cursor;

/// How much is kept of what the eye would miss.
const QUALITY: f32 = 80.0;
/// The longer side of what stands in for a picture until it is there.
const BLUR_SIDE: u32 = 10;
const BLUR_QUALITY: f32 = 40.0;
/// A side longer than this is nobody's photograph.
const LONGEST_SIDE: u32 = 16_384;
/// Four bytes a pixel, and what decoders need beside them.
const BYTES_PER_PIXEL: u64 = 6;

#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    #[error("It is of a kind nobody here reads.")]
    Kind,
    #[error("It has {0} by {1} pixels, which are too many.")]
    Size(u32, u32),
    #[error("It cannot be read: {0}")]
    Broken(#[from] image::ImageError),
    #[error("It cannot be written: {0}")]
    Unwritten(String),
}

/// A picture in full, the right way up.
pub struct Full(DynamicImage);

impl Full {
    /// The header is judged before a pixel is read.
    pub fn open(file: &[u8], most_pixels: u64) -> Result<Self, RenderError> {
        let reader = ImageReader::new(Cursor::new(file)).with_guessed_format();
        let reader = reader.map_err(image::ImageError::IoError)?;
        let read = [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif];
        if !reader.format().is_some_and(|format| read.contains(&format)) {
            return Err(RenderError::Kind);
        }
        let mut decoder = reader.into_decoder()?;
        let (width, height) = decoder.dimensions();
        let pixels = u64::from(width) * u64::from(height);
        if pixels == 0 || pixels > most_pixels || width.max(height) > LONGEST_SIDE {
            return Err(RenderError::Size(width, height));
        }
        let mut limits = Limits::default();
        limits.max_alloc = Some(most_pixels * BYTES_PER_PIXEL);
        decoder.set_limits(limits)?;
        let orientation = decoder.orientation()?;
        let mut full = DynamicImage::from_decoder(decoder)?;
        full.apply_orientation(orientation);
        Ok(Self(if full.color().has_alpha() {
            DynamicImage::ImageRgba8(full.into_rgba8())
        } else {
            DynamicImage::ImageRgb8(full.into_rgb8())
        }))
    }

    pub fn width(&self) -> u32 {
        self.0.width()
    }

    pub fn height(&self) -> u32 {
        self.0.height()
    }

    /// A WebP file of that width; never a larger picture than there is.
    pub fn in_width(&self, width: u32) -> Result<Vec<u8>, RenderError> {
        if width >= self.width() {
            return encode(&self.0, QUALITY);
        }
        let height = scaled(self.height(), width, self.width());
        encode(&resized(&self.0, width, height), QUALITY)
    }

    /// What stands in for it: a WebP file in base64, without its padding. Empty where it would be
    /// seen through the picture.
    pub fn blur(&self) -> Result<String, RenderError> {
        let is_clear = |pixels: &image::RgbaImage| pixels.pixels().any(|pixel| pixel[3] < u8::MAX);
        if self.0.as_rgba8().is_some_and(is_clear) {
            return Ok(String::new());
        }
        let longer = self.width().max(self.height());
        let side = |side| scaled(side, BLUR_SIDE, longer);
        let few = self.0.thumbnail_exact(side(self.width()), side(self.height()));
        let few = DynamicImage::ImageRgb8(few.into_rgb8());
        Ok(STANDARD_NO_PAD.encode(encode(&few, BLUR_QUALITY)?))
    }
}

/// A side, when another goes from `from` to `to`.
fn scaled(side: u32, to: u32, from: u32) -> u32 {
    let scaled = u64::from(side) * u64::from(to) / u64::from(from.max(1));
    u32::try_from(scaled.max(1)).unwrap_or(u32::MAX)
}

/// Fast down to twice the size, with care from there.
fn resized(full: &DynamicImage, width: u32, height: u32) -> DynamicImage {
    let care = imageops::FilterType::CatmullRom;
    if full.width() > width.saturating_mul(3) {
        let near = full.thumbnail_exact(width * 2, height * 2);
        return near.resize_exact(width, height, care);
    }
    full.resize_exact(width, height, care)
}

fn encode(image: &DynamicImage, quality: f32) -> Result<Vec<u8>, RenderError> {
    let (width, height) = image.dimensions();
    let encoder = match image {
        DynamicImage::ImageRgb8(pixels) => webp::Encoder::from_rgb(pixels, width, height),
        DynamicImage::ImageRgba8(pixels) => webp::Encoder::from_rgba(pixels, width, height),
        _ => return Err(RenderError::Kind),
    };
    let file = encoder.encode_simple(false, quality);
    let file = file.map_err(|reason| RenderError::Unwritten(format!("{reason:?}")))?;
    Ok(file.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgb, RgbImage, Rgba, RgbaImage};

    fn file(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut file = Cursor::new(Vec::new());
        image.write_to(&mut file, format).unwrap();
        file.into_inner()
    }

    /// Dark above, light below.
    fn photo(width: u32, height: u32) -> DynamicImage {
        let shade = |_, y| Rgb([(y * 255 / height) as u8, 90, 60]);
        DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, shade))
    }

    #[test]
    fn every_kind_is_read_and_made_smaller() {
        for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif] {
            let full = Full::open(&file(&photo(400, 500), format), 1 << 20).unwrap();
            assert_eq!((full.width(), full.height()), (400, 500));
            let small = full.in_width(96).unwrap();
            let small = image::load_from_memory_with_format(&small, ImageFormat::WebP).unwrap();
            assert_eq!(small.dimensions(), (96, 120));
            let [top, bottom] = [5, 115].map(|y| small.get_pixel(48, y)[0]);
            assert!(top < 40 && bottom > 200, "{format:?}: {top} {bottom}");
            // No larger than it is.
            let whole = image::load_from_memory(&full.in_width(960).unwrap()).unwrap();
            assert_eq!(whole.dimensions(), (400, 500));
        }
    }

    #[test]
    fn what_is_seen_through_stays_so() {
        let glass = RgbaImage::from_pixel(200, 200, Rgba([10, 20, 30, 0]));
        let file = file(&DynamicImage::ImageRgba8(glass), ImageFormat::Png);
        let full = Full::open(&file, 1 << 20).unwrap();
        let small = image::load_from_memory(&full.in_width(96).unwrap()).unwrap();
        assert_eq!(small.get_pixel(40, 40)[3], 0);
        assert_eq!(full.blur().unwrap(), "");
    }

    #[test]
    fn a_few_pixels_are_few_bytes() {
        let full = Full::open(&file(&photo(800, 1000), ImageFormat::Png), 1 << 20).unwrap();
        let blur = full.blur().unwrap();
        assert!(blur.len() < 200, "{}", blur.len());
        let few = image::load_from_memory(&STANDARD_NO_PAD.decode(blur).unwrap()).unwrap();
        assert_eq!(few.dimensions(), (8, 10));
        let line = Full::open(&file(&photo(1000, 2), ImageFormat::Png), 1 << 20).unwrap();
        assert!(line.blur().is_ok() && line.in_width(96).is_ok());
    }

    #[test]
    fn bombs_are_refused_by_their_header() {
        // A PNG that claims to be 60,000 pixels wide and high, and has none.
        let mut bomb = file(&photo(4, 4), ImageFormat::Png);
        bomb[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
        bomb[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
        // The header's checksum, made right again.
        let mut crc = u32::MAX;
        for byte in &bomb[12..29] {
            crc ^= u32::from(*byte);
            for _ in 0..8 {
                crc = if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
            }
        }
        bomb[29..33].copy_from_slice(&(!crc).to_be_bytes());
        let refused = Full::open(&bomb, 32 << 20);
        assert!(matches!(refused, Err(RenderError::Size(60_000, 60_000))));
        let large = file(&photo(300, 300), ImageFormat::Jpeg);
        assert!(matches!(Full::open(&large, 89_999), Err(RenderError::Size(300, 300))));
        assert!(Full::open(&large, 90_000).is_ok());
    }

    #[test]
    fn what_is_no_picture_is_said_to_be_none() {
        let whole = file(&photo(300, 300), ImageFormat::Png);
        for wrong in [&b""[..], b"<svg xmlns='http://www.w3.org/2000/svg'/>", &whole[..200], b"BM"]
        {
            assert!(Full::open(wrong, 1 << 20).is_err());
        }
    }
}
