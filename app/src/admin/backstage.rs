//! Everything of the admin that moves in the browser, as one island in one chunk: each further lazy
//! one would lengthen the list of chunks that every shopper loads.

use super::board::{Categories, FeaturedBoard, Planned};
use super::header::HeaderEditor;
use super::palette::{CommandPalette, Here};
use super::session::SignInAgain;
use super::system::SystemPanel;
use contract::featured::Board;
use contract::header::HeaderDesk;
use contract::statistics::Statistics;
use leptos::either::EitherOf4;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A shop, as its board and its editors know it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ShopFacts {
    pub slug: String,
    pub name: String,
    pub tagline: String,
    pub locale: String,
    /// IANA.
    pub zone: String,
    /// Its colours.
    pub style: String,
    pub can_edit: bool,
}

/// What moves where.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Part {
    Board {
        shop: ShopFacts,
        board: Board,
        categories: Categories,
        planned: Option<Planned>,
    },
    /// Categories by slug and name.
    Header {
        shop: ShopFacts,
        header: Box<HeaderDesk>,
        categories: Vec<(String, String)>,
    },
    System(Statistics),
    /// On every page.
    Everywhere {
        email: String,
        here: Option<Here>,
        pages: Vec<(String, String)>,
    },
}

#[island(lazy)]
pub fn Backstage(part: Part) -> impl IntoView {
    // Not erased: what draws the board would be in the chunk twice.
    match part {
        Part::Board { shop, board, categories, planned } => {
            EitherOf4::A(view! { <FeaturedBoard shop board categories planned/> })
        }
        Part::Header { shop, header, categories } => {
            EitherOf4::B(view! { <HeaderEditor shop header=*header categories/> })
        }
        Part::System(statistics) => EitherOf4::C(view! { <SystemPanel statistics/> }),
        Part::Everywhere { email, here, pages } => EitherOf4::D(view! {
            <CommandPalette here pages/>
            <SignInAgain email/>
        }),
    }
}
