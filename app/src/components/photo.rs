//! A picture of a product, in the width the browser chooses.

use leptos::prelude::*;

/// What a picture is shown with.
#[derive(Clone, Copy)]
pub struct Framing {
    /// How wide it stands on the page, as `sizes` says it. Browsers that know the width of what
    /// they fetch late take that.
    pub sizes: &'static str,
    /// What it is taken for while nobody has looked at it.
    pub width: i64,
    pub height: i64,
    /// The width taken where the browser does not choose.
    pub plain: i64,
    pub loading: &'static str,
    /// Fetched before all others.
    pub is_first: bool,
}

/// Fills the frame around it. A few pixels of it are its ground until it is there.
#[component]
pub fn Photo(
    /// As the source has it.
    src: String,
    /// How this house serves it, if it does.
    served: Option<contract::Picture>,
    /// Empty where it says nothing that the words beside it do not.
    alt: String,
    framing: Framing,
) -> impl IntoView {
    let Framing { sizes, loading, is_first, .. } = framing;
    let (mut width, mut height) = (framing.width, framing.height);
    let (mut address, mut srcset, mut ground) = (src, None, None);
    if let Some(served) = served {
        if served.width > 0 {
            (width, height) = (served.width, served.height);
        }
        address = served.at(framing.plain);
        srcset = Some(served.srcset());
        ground = Some(served.blur).filter(|blur| !blur.is_empty()).map(|blur| {
            let mut style = "--blur:url(data:image/webp;base64,".to_owned();
            style.push_str(&blur);
            style.push(')');
            style
        });
    }
    let sizes = srcset.is_some().then_some(sizes);
    // The choice is made as soon as there is an address: what it depends on comes first.
    view! {
        <img
            loading=loading
            fetchpriority=is_first.then_some("high")
            decoding="async"
            sizes=sizes
            srcset=srcset
            src=address
            alt=alt
            width=width.to_string()
            height=height.to_string()
            style=ground
        />
    }
}
