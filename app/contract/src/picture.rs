//! Pictures as this house serves them: small files in several widths, from our own address.

use serde::{Deserialize, Serialize};

/// The widths a picture is offered in, in pixels, ascending.
pub const WIDTHS: [i64; 7] = [96, 240, 360, 480, 720, 960, 1440];

/// A picture of a source this house may fetch from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Picture {
    /// Its address up to the width: `{base}/{width}.webp`, with a width of [`WIDTHS`].
    pub base: String,
    /// In pixels; 0 until somebody has looked at it, and so is `height`.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub width: i64,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub height: i64,
    /// A few pixels of it, to be shown until it is there: a WebP file in base64.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub blur: String,
}

/// A picture beside the address the source gave it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SourcePicture {
    pub source: String,
    #[serde(flatten)]
    pub picture: Picture,
}

fn is_zero(number: &i64) -> bool {
    *number == 0
}

impl Picture {
    /// Where it is had in one of [`WIDTHS`].
    pub fn at(&self, width: i64) -> String {
        let mut address = self.base.clone();
        address.push('/');
        address.push_str(&width.to_string());
        address.push_str(".webp");
        address
    }

    /// All its widths for a browser to choose from; none much wider than the picture itself.
    pub fn srcset(&self) -> String {
        let mut set = String::new();
        let mut widest = 0;
        for width in WIDTHS {
            if self.width > 0 && widest >= self.width {
                break;
            }
            if !set.is_empty() {
                set.push_str(", ");
            }
            set.push_str(&self.at(width));
            set.push(' ');
            set.push_str(&width.to_string());
            set.push('w');
            widest = width;
        }
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_end_with_the_first_that_holds_the_whole_picture() {
        let picture = |width| Picture { base: "/p".into(), width, ..Picture::default() };
        assert_eq!(picture(300).srcset(), "/p/96.webp 96w, /p/240.webp 240w, /p/360.webp 360w");
        assert_eq!(picture(96).srcset(), "/p/96.webp 96w");
        assert_eq!(picture(0).srcset().matches("webp").count(), WIDTHS.len());
        assert_eq!(picture(4000).srcset().matches("webp").count(), WIDTHS.len());
    }
}
