//! What a stretch of events touches, gathered before anything is done.

use crate::window::Placements;
use contract::ports::PageTag;
use contract::{CartId, ProductId, Seq, TenantId, Timestamp};
use std::collections::BTreeSet;
use store::{Audience, Change, Event, Note};

#[derive(Default)]
pub(crate) struct Touched {
    /// Changed records.
    pub products: BTreeSet<ProductId>,
    pub removed: BTreeSet<ProductId>,
    /// Those whose pictures were looked at; what else is known of them stays true.
    pub pictured: BTreeSet<ProductId>,
    /// Those an operator wants to be read again.
    pub doubted: BTreeSet<ProductId>,
    /// Some of them stand elsewhere in the lists than before.
    pub relisted: bool,
    pub placements: bool,
    /// The last schedule boundary among them.
    pub boundary: Option<Timestamp>,
    pub tenant: bool,
    pub access: bool,
    pub keys: bool,
    /// What stands behind the shop is another system than before.
    pub connections: bool,
    /// Those whose own things changed.
    pub carts: BTreeSet<CartId>,
    /// An order waits to be pushed, or its customer for a letter.
    pub orders: bool,
    pub synonyms: bool,
    /// Somebody says that what this node holds may be wrong: read it again.
    pub reread: bool,
    pub paths: Vec<String>,
    pub tags: Vec<PageTag>,
    pub everything: bool,
    pub notes: Vec<(Seq, &'static str, Note)>,
}

impl Touched {
    pub fn by(tenant: TenantId, events: &[Event]) -> Self {
        let mut touched = Self::default();
        for event in events {
            let kind = event.change.kind();
            if let Audience::Cart(cart) = &event.audience {
                touched.carts.insert(*cart);
            }
            match &event.change {
                Change::ProductsChanged { ids, relisted } => {
                    touched.products.extend(ids);
                    for id in ids {
                        touched.removed.remove(id);
                    }
                    touched.relisted |= relisted;
                }
                Change::ProductsRemoved { ids } => {
                    touched.removed.extend(ids);
                    for id in ids {
                        touched.products.remove(id);
                    }
                    touched.relisted = true;
                }
                Change::PicturesSeen { ids } => touched.pictured.extend(ids),
                Change::TenantChanged { .. } => touched.tenant = true,
                Change::ProductFeatured { product, note, .. }
                | Change::ProductUnfeatured { product, note, .. } => {
                    touched.tags.push(PageTag::Product(tenant, *product));
                    touched.placed(event.seq, kind, note);
                }
                Change::BoardEdited { products, note } => {
                    let tags = products.iter().map(|id| PageTag::Product(tenant, *id));
                    touched.tags.extend(tags);
                    touched.placed(event.seq, kind, note);
                }
                Change::FeaturedTypeChanged { note, .. }
                | Change::FeaturedTypeDeleted { note, .. }
                | Change::HeaderChanged { note } => touched.placed(event.seq, kind, note),
                Change::ScheduleReached { boundary } => {
                    touched.boundary = touched.boundary.max(Some(*boundary));
                }
                Change::PagesRevalidated { paths, tags } => {
                    touched.reread = true;
                    touched.everything |= paths.is_empty() && tags.is_empty();
                    touched.paths.extend(paths.iter().cloned());
                    let tags = tags.iter().filter_map(|text| parse_tag(tenant, text));
                    for tag in tags {
                        if let PageTag::Product(_, id) = &tag {
                            touched.doubted.insert(*id);
                        }
                        touched.tags.push(tag);
                    }
                }
                Change::AccountsChanged { .. } => touched.access = true,
                Change::ApiKeysChanged { .. } => touched.keys = true,
                Change::ConnectionChanged { .. } => touched.connections = true,
                Change::OrderChanged { .. } => touched.orders = true,
                // Whoever shows these asks for them.
                Change::CartChanged { .. }
                | Change::HoldChanged { .. }
                | Change::StockCorrected { .. } => {}
                Change::SynonymsChanged { note, .. } => {
                    touched.synonyms = true;
                    touched.notes.push((event.seq, kind, note.clone()));
                }
                Change::Unknown { .. } => {
                    touched.reread = true;
                    touched.everything = true;
                    touched.placements = true;
                    touched.tenant = true;
                    touched.access = true;
                    touched.keys = true;
                    touched.connections = true;
                }
            }
        }
        touched
    }

    fn placed(&mut self, seq: Seq, kind: &'static str, note: &Note) {
        self.placements = true;
        self.notes.push((seq, kind, note.clone()));
    }

    /// Whether the header may look different though nobody set it: by its schedule, or by the product
    /// whose picture it shows.
    pub fn reaches_header(&self, placements: &Placements) -> bool {
        let Some(header) = &placements.header else { return self.reread };
        let has_schedule = header.active_from.or(header.active_until).is_some();
        self.reread
            || (self.boundary.is_some() && has_schedule)
            || header.picture_of.is_some_and(|id| self.records().contains(&id))
    }

    /// Products that are to be read again: changed, removed, with pictures that were looked at, or
    /// doubted.
    pub fn records(&self) -> Vec<ProductId> {
        let all = [&self.products, &self.removed, &self.pictured, &self.doubted];
        let all = all.into_iter().flatten();
        all.copied().collect::<BTreeSet<_>>().into_iter().collect()
    }
}

/// The tags an operator may name when dropping pages: `window`, `tenant`, `categories`,
/// `product:{id}`, `category:{id}`.
pub fn parse_tag(tenant: TenantId, text: &str) -> Option<PageTag> {
    match text.split_once(':') {
        None if text == "window" => Some(PageTag::Window(tenant)),
        None if text == "tenant" => Some(PageTag::Tenant(tenant)),
        None if text == "categories" => Some(PageTag::Categories(tenant)),
        Some(("product", id)) => Some(PageTag::Product(tenant, id.parse().ok()?)),
        Some(("category", id)) => Some(PageTag::Category(tenant, id.parse().ok()?)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHOP: TenantId = TenantId(1);

    fn touched(changes: Vec<Change>) -> Touched {
        let event = |(at, change)| Event {
            tenant_id: SHOP,
            seq: Seq(at as i64 + 1),
            audience: Audience::Public,
            change,
            trace_id: String::new(),
            producer_id: String::new(),
            at: Timestamp(0),
        };
        let events: Vec<_> = changes.into_iter().enumerate().map(event).collect();
        Touched::by(SHOP, &events)
    }

    #[test]
    fn the_last_word_on_a_product_counts() {
        let [one, two] = [ProductId(1), ProductId(2)];
        let changed =
            |ids: &[ProductId]| Change::ProductsChanged { ids: ids.into(), relisted: false };
        let removed = |ids: &[ProductId]| Change::ProductsRemoved { ids: ids.into() };
        let touched =
            touched(vec![changed(&[one, two]), removed(&[one]), removed(&[two]), changed(&[two])]);
        assert_eq!(touched.products, BTreeSet::from([two]));
        assert_eq!(touched.removed, BTreeSet::from([one]));
    }

    #[test]
    fn dropping_everything_stays_everything_beside_a_colleagues_change() {
        let featured = Change::ProductFeatured {
            product: ProductId(1),
            featured_type: contract::FeaturedTypeId(1),
            note: Note::default(),
        };
        let all = Change::PagesRevalidated { paths: vec![], tags: vec![] };
        assert!(touched(vec![featured.clone(), all]).everything);
        let some = Change::PagesRevalidated { paths: vec![], tags: vec!["window".into()] };
        assert!(!touched(vec![featured, some]).everything);
    }

    #[test]
    fn what_another_version_wrote_means_that_anything_may_have_changed() {
        let touched = touched(vec![Change::Unknown { kind: "moon_landed".into() }]);
        assert!(touched.everything && touched.reread && touched.placements && touched.access);
    }

    #[test]
    fn a_badge_is_no_record_but_a_doubt_is() {
        let note = Note { actor: "Ines".into(), subject: "Coat".into() };
        let edited = Change::BoardEdited { products: vec![ProductId(1)], note };
        let tags = vec!["product:2".to_owned(), "window".to_owned()];
        let doubted = Change::PagesRevalidated { paths: vec![], tags };
        let touched = touched(vec![edited, doubted]);
        assert_eq!(touched.records(), [ProductId(2)]);
        let tagged = [1, 2].map(|id| PageTag::Product(SHOP, ProductId(id)));
        assert!(tagged.iter().all(|tag| touched.tags.contains(tag)));
    }
}
