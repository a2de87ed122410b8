//! Makes frames of what was touched.

use crate::runtime::Engine;
use crate::touched::Touched;
use crate::window::{changed_shelves, order};
use contract::live::{
    BoardChanged, FACTS_PER_FRAME, HeaderChanged, ProductsChanged, WindowChanged,
};
use contract::{Frame, Problem, ProductId, Seq, ShopWindow, TenantId};
use std::sync::Arc;

/// What differs from `before`; everything when that is not known.
pub(crate) fn window_frame(seq: Seq, before: Option<&ShopWindow>, after: &ShopWindow) -> Frame {
    let shelves = changed_shelves(before, after);
    Frame::Window(WindowChanged { seq, order: order(after), shelves })
}

/// What the front begins with.
pub(crate) fn header_frame(seq: Seq, after: &ShopWindow) -> Frame {
    Frame::Header(HeaderChanged { seq, header: after.header.clone() })
}

/// Facts for the first products, ids for the rest; none when no record was touched.
pub(crate) async fn products_frame(
    engine: &Arc<Engine>,
    tenant: TenantId,
    seq: Seq,
    touched: &Touched,
) -> Result<Option<Frame>, Problem> {
    if touched.products.is_empty() && touched.removed.is_empty() {
        return Ok(None);
    }
    let changed: Vec<ProductId> = touched.products.iter().copied().collect();
    let (described, more) = changed.split_at(changed.len().min(FACTS_PER_FRAME));
    let products = engine.provider.get_many(tenant, described).await?;
    Ok(Some(Frame::Products(ProductsChanged {
        seq,
        products: products.iter().map(|product| product.summary()).collect(),
        removed: touched.removed.iter().copied().collect(),
        more: more.to_vec(),
    })))
}

/// What merchandisers are told besides.
pub(crate) fn board_frames(touched: &Touched, window_touched: bool, last: Seq) -> Vec<Frame> {
    let frame = |seq, actor: &str, action: &str, subject: &str| {
        Frame::Board(BoardChanged {
            seq,
            actor: actor.to_owned(),
            action: action.to_owned(),
            subject: subject.to_owned(),
        })
    };
    let mut frames: Vec<Frame> = touched
        .notes
        .iter()
        .map(|(seq, kind, note)| frame(*seq, &note.actor, kind, &note.subject))
        .collect();
    if frames.is_empty() && window_touched {
        // No hand did this: a schedule, or the catalogue.
        frames.push(frame(last, "", "window_changed", ""));
    }
    frames
}
