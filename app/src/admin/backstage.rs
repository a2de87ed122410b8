//! Everything of the admin that moves in the browser, as one island in one chunk: each further lazy
//! one would lengthen the list of chunks that every shopper loads.

use super::board::{Categories, FeaturedBoard, Planned};
use super::header::HeaderEditor;
use super::palette::{CommandPalette, Here};
use super::session::SignInAgain;
use super::source::SourcePanel;
use super::stock::{RoomFacts, Sight, Stockroom};
use super::system::SystemPanel;
use contract::featured::Board;
use contract::header::HeaderDesk;
use contract::source::SourceDesk;
use contract::statistics::Statistics;
use leptos::either::EitherOf6;
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
    Source {
        /// By slug.
        shop: String,
        desk: Box<SourceDesk>,
    },
    Stockroom {
        room: RoomFacts,
        sight: Box<Sight>,
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
            EitherOf6::A(view! { <FeaturedBoard shop board categories planned/> })
        }
        Part::Header { shop, header, categories } => {
            EitherOf6::B(view! { <HeaderEditor shop header=*header categories/> })
        }
        Part::System(statistics) => EitherOf6::C(view! { <SystemPanel statistics/> }),
        Part::Source { shop, desk } => EitherOf6::D(view! { <SourcePanel shop desk=*desk/> }),
        Part::Stockroom { room, sight } => EitherOf6::F(view! { <Stockroom room sight=*sight/> }),
        Part::Everywhere { email, here, pages } => EitherOf6::E(view! {
            <CommandPalette here pages/>
            <SignInAgain email/>
        }),
    }
}
