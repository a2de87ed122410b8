//! The header as it is being written, and how it is saved.

use super::way::Way;
use crate::admin::board::clock::Clock;
use crate::admin::session::kept;
use crate::api::{Refused, board, header as api};
use contract::header::{Header, HeaderDesk, HeaderLink};
use contract::{Clash, Headline, Problem, Receipt, Refusal, Revision, Seq, Turn, UniversalProduct};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// A category of the shop: slug and name.
pub type Categories = Vec<(String, String)>;

#[derive(Clone, Copy)]
pub struct Editing {
    shop: StoredValue<String>,
    pub categories: StoredValue<Categories>,
    pub clock: StoredValue<Clock>,
    /// As it is stored.
    pub known: RwSignal<HeaderDesk>,
    pub title: RwSignal<String>,
    pub text: RwSignal<String>,
    pub way: RwSignal<Way>,
    pub link_words: RwSignal<String>,
    pub product: RwSignal<Option<UniversalProduct>>,
    pub from: RwSignal<String>,
    pub until: RwSignal<String>,
    pub trouble: RwSignal<Option<Problem>>,
    pub said: RwSignal<String>,
    /// Somebody else was faster.
    pub clash: RwSignal<Option<Clash>>,
    /// What was saved here last: it can be taken back.
    pub saved: RwSignal<Option<Revision>>,
    pub is_busy: RwSignal<bool>,
}

impl Editing {
    pub fn new(shop: String, zone: &str, categories: Categories, known: HeaderDesk) -> Self {
        let editing = Self {
            shop: StoredValue::new(shop),
            categories: StoredValue::new(categories),
            clock: StoredValue::new(Clock::new(zone)),
            known: RwSignal::new(known.clone()),
            title: RwSignal::default(),
            text: RwSignal::default(),
            way: RwSignal::default(),
            link_words: RwSignal::default(),
            product: RwSignal::default(),
            from: RwSignal::default(),
            until: RwSignal::default(),
            trouble: RwSignal::default(),
            said: RwSignal::default(),
            clash: RwSignal::default(),
            saved: RwSignal::default(),
            is_busy: RwSignal::default(),
        };
        editing.write(known);
        editing
    }

    pub fn shop(self) -> String {
        self.shop.get_value()
    }

    /// Writes what is stored into the fields.
    fn write(self, known: HeaderDesk) {
        let header = known.header.clone().unwrap_or_default();
        let slug = known.product.as_ref().map(|product| product.slug.as_str());
        let path = header.link.as_ref().map(|link| link.path.as_str());
        let way = self.categories.with_value(|all| Way::of(path, all, slug));
        self.title.set(header.title);
        self.text.set(header.text);
        self.way.set(way);
        self.link_words.set(header.link.map(|link| link.words).unwrap_or_default());
        self.product.set(known.product.clone());
        self.from.set(self.clock.with_value(|clock| clock.field(header.active_from)));
        self.until.set(self.clock.with_value(|clock| clock.field(header.active_until)));
        self.known.set(known);
    }

    fn link(self) -> Option<HeaderLink> {
        let product = self.product.read();
        let slug = product.as_ref().map(|product| product.slug.as_str());
        let path = self.way.read().path(slug)?;
        Some(HeaderLink { words: self.link_words.get(), path })
    }

    /// As shoppers would see it.
    pub fn headline(self) -> Headline {
        let header = Header {
            title: self.title.get(),
            text: self.text.get(),
            link: self.link().filter(|link| !link.words.trim().is_empty()),
            ..Header::default()
        };
        header.headline(self.product.read().as_ref())
    }

    pub fn is_at_fault(self, field: &str) -> bool {
        let trouble = self.trouble.read();
        trouble.as_ref().is_some_and(|problem| problem.field.as_deref() == Some(field))
    }

    fn complain(self, field: &str, words: &str) {
        self.trouble.set(Some(Problem::invalid(field, words)));
    }

    pub fn save(self) {
        self.save_over(self.known.read_untracked().revision);
    }

    /// `seen`: the revision this is written over.
    pub fn save_over(self, seen: Revision) {
        let wanted = untrack(|| self.link());
        if wanted.is_none() && !matches!(*self.way.read_untracked(), Way::Nowhere) {
            let words = match *self.way.read_untracked() {
                Way::Product => "Choose a product first, or let the link lead elsewhere.",
                _ => "Say what is searched for.",
            };
            return self.complain("/link/path", words);
        }
        let texts = vec![self.from.get_untracked(), self.until.get_untracked()];
        self.start(async move {
            let moments = match texts.iter().all(String::is_empty) {
                true => vec![],
                // Which moments that are by the shop's clock, the server knows.
                false => kept(|| board::read_moments(self.shop(), texts.clone())).await?,
            };
            let read = |at: usize| moments.get(at).copied().flatten();
            for (at, field) in ["/activeFrom", "/activeUntil"].into_iter().enumerate() {
                if !texts[at].is_empty() && read(at).is_none() {
                    let words = "Write this as day and time, or leave it empty.";
                    return Err(Problem::invalid(field, words).into());
                }
            }
            let header = Header {
                title: self.title.get_untracked(),
                text: self.text.get_untracked(),
                link: wanted,
                picture_of: self.product.read_untracked().as_ref().map(|product| product.id),
                active_from: read(0),
                active_until: read(1),
            };
            kept(|| api::set_header(self.shop(), Some(header.clone()), Some(seen))).await
        });
    }

    /// Shoppers see none from now on.
    pub fn take_down(self) {
        let seen = self.known.read_untracked().revision;
        self.start(async move { kept(|| api::set_header(self.shop(), None, Some(seen))).await });
    }

    /// What was saved here last.
    pub fn take_back(self) {
        let Some(revision) = self.saved.get_untracked() else { return };
        self.start(async move {
            let turned = kept(|| board::turn_board(self.shop(), Turn::Change(revision))).await?;
            Ok(turned.receipt())
        });
    }

    /// Leaves it as somebody else has made it.
    pub fn take_theirs(self) {
        spawn_local(async move {
            self.reload(None).await;
        });
    }

    fn start(self, work: impl Future<Output = Result<Receipt, Refused>> + 'static) {
        if self.is_busy.get_untracked() {
            return;
        }
        self.is_busy.set(true);
        self.trouble.set(None);
        self.clash.set(None);
        spawn_local(async move {
            let outcome = work.await;
            self.is_busy.set(false);
            match outcome {
                Ok(receipt) => {
                    let before = self.known.read_untracked().revision;
                    self.reload(Some(receipt.seq)).await;
                    let revision = self.known.read_untracked().revision;
                    // A change that was taken back has the revision from before it.
                    self.saved.set(Some(revision).filter(|revision| *revision > before));
                    self.said.set(self.outcome());
                }
                Err(Refused(Refusal::Problem(problem))) => self.trouble.set(Some(problem)),
                Err(Refused(Refusal::Clashes(clashes))) => self.clash.set(clashes.first().cloned()),
            }
        });
    }

    async fn reload(self, at_least: Option<Seq>) {
        match kept(|| api::get_header(self.shop(), at_least)).await {
            Ok(known) => {
                self.clash.set(None);
                self.write(known);
            }
            Err(error) => self.trouble.set(Some(error.0)),
        }
    }

    /// What shoppers see now, in words.
    pub fn outcome(self) -> String {
        let known = self.known.read();
        match &known.header {
            None => "Shoppers see no header.".into(),
            Some(_) if known.is_active => "It is on show.".into(),
            Some(header) => {
                let window = |clock: &Clock| clock.window(header.active_from, header.active_until);
                let window = self.clock.with_value(window).unwrap_or_default();
                ["It is kept, and on show ", &window, "."].concat()
            }
        }
    }
}
