//! Pictures in the widths pages ask for, made from those of configured sources.
//!
//! What is asked for is named by product, so only pictures that stand in the catalogue are ever
//! fetched, and of those only the ones whose host the operator has named ([`sources`]). A name's
//! addresses are judged when it is looked up ([`reach`]); a source's answer is bounded in bytes and
//! time ([`fetch`]) and its header read before its pixels ([`render`]). The files made are kept in
//! a bounded folder ([`files`]); what was found goes through the feed, so that pages learn a
//! picture's size and an address that may be kept for ever ([`job`], [`names`]).

mod fetch;
mod files;
mod flights;
mod job;
mod names;
pub(crate) mod reach;
mod render;
mod sources;

pub(crate) use job::{Stirred, prepare, write_down};
pub(crate) use names::describe;
pub use reach::{Names, Reach, SystemNames};
pub use sources::{PictureHost, Sources};

use crate::provider::ProductProvider;
use bytes::Bytes;
use contract::picture::WIDTHS;
use contract::ports::Clock;
use contract::{Problem, ProductId, Result, TenantId, Timestamp, UniversalProduct};
use fetch::{FetchError, Fetcher};
use files::Files;
use flights::Flights;
use names::{FileNames, content_of, key_of};
use render::Full;
use reqwest::Url;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use store::PictureRecord;
use tokio::sync::{Notify, Semaphore, mpsc};

/// Pictures under way at a time, waiting ones included.
const FLIGHTS: usize = 256;
/// Fetches at a time, over all sources.
const FETCHES: usize = 8;
/// Failures remembered.
const FAILURES: u64 = 10_000;
/// Findings that wait to be written down; more are found again.
const FINDINGS: usize = 1_000;

#[derive(Clone)]
pub struct PictureOptions {
    pub hosts: Vec<PictureHost>,
    pub reach: Reach,
    pub names: Arc<dyn Names>,
    /// Where files are kept, and how many bytes of them.
    pub folder: PathBuf,
    pub folder_bytes: u64,
    /// What a source may send, and how long it may take.
    pub source_bytes: usize,
    pub source_pixels: u64,
    pub patience: Duration,
    /// How long a failure is remembered.
    pub failure: Duration,
}

impl Default for PictureOptions {
    fn default() -> Self {
        Self {
            hosts: Vec::new(),
            reach: Reach::Public,
            names: Arc::new(SystemNames),
            folder: PathBuf::from("pictures"),
            folder_bytes: 1 << 30,
            source_bytes: 16 << 20,
            source_pixels: 32 << 20,
            patience: Duration::from_secs(10),
            failure: Duration::from_secs(60),
        }
    }
}

/// A file for a browser.
#[derive(Clone, Debug)]
pub struct PictureFile {
    /// WebP.
    pub body: Bytes,
    /// Names what was found, in this width.
    pub tag: String,
    /// Whether the address that was asked for will never mean another file.
    pub is_lasting: bool,
}

/// A product's picture somebody asks for.
#[derive(Clone)]
struct Wanted {
    tenant: TenantId,
    product: ProductId,
    url: Url,
    key: String,
    /// What was found when it was last looked at.
    content: Option<String>,
}

/// A picture as its source sent it.
#[derive(Clone)]
struct Source {
    file: Bytes,
    content: String,
}

/// Something that was found, for the job to write down.
pub(crate) type Finding = (TenantId, ProductId, PictureRecord);

pub struct Pictures(Option<Arc<Studio>>);

/// Where pictures are made; there is none where no source is configured.
struct Studio {
    sources: Sources,
    fetcher: Fetcher,
    files: Files,
    pixels: u64,
    clock: Arc<dyn Clock>,
    fetching: Semaphore,
    /// Decoding takes memory and a core.
    rendering: Semaphore,
    fetched: Arc<Flights<Source>>,
    rendered: Arc<Flights<(Bytes, String)>>,
    failures: moka::sync::Cache<String, (Problem, Timestamp)>,
    failure_ms: i64,
    findings: mpsc::Sender<Finding>,
    stirred: Notify,
}

impl Pictures {
    /// The receiver is for [`write_down`].
    pub(crate) fn open(
        options: PictureOptions,
        clock: Arc<dyn Clock>,
    ) -> std::io::Result<(Self, mpsc::Receiver<Finding>)> {
        let (findings, found) = mpsc::channel(FINDINGS);
        if options.hosts.is_empty() {
            return Ok((Self(None), found));
        }
        let sources = Sources::new(options.hosts);
        let (bytes, patience) = (options.source_bytes, options.patience);
        let fetcher = Fetcher::new(sources.clone(), options.reach, options.names, bytes, patience);
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let studio = Studio {
            sources,
            fetcher: fetcher.map_err(std::io::Error::other)?,
            files: Files::open(options.folder, options.folder_bytes)?,
            pixels: options.source_pixels,
            clock,
            fetching: Semaphore::new(FETCHES),
            rendering: Semaphore::new(cores.div_ceil(2)),
            fetched: Flights::new(FLIGHTS),
            rendered: Flights::new(FLIGHTS),
            failures: moka::sync::Cache::new(FAILURES),
            failure_ms: i64::try_from(options.failure.as_millis()).unwrap_or(i64::MAX),
            findings,
            stirred: Notify::new(),
        };
        Ok((Self(Some(Arc::new(studio))), found))
    }

    /// Where pictures may be fetched from.
    pub(crate) fn sources(&self) -> Sources {
        self.0.as_ref().map(|studio| studio.sources.clone()).unwrap_or_default()
    }

    /// A product's picture by the key pages name it by, in one of [`WIDTHS`].
    ///
    /// # Errors
    /// `not_found` for anything the shop does not show or the source does not have as a picture,
    /// `unavailable` when it may be had later.
    pub async fn file(
        &self,
        provider: &Arc<ProductProvider>,
        tenant: TenantId,
        product: ProductId,
        key: &str,
        width: i64,
    ) -> Result<PictureFile> {
        let missing = || Problem::not_found("picture");
        let studio = self.0.as_ref().filter(|_| WIDTHS.contains(&width)).ok_or_else(missing)?;
        let product = provider.get(tenant, product).await?.ok_or_else(missing)?;
        let wanted = studio.wanted(&product, key).ok_or_else(missing)?;
        let (body, content) = studio.file(&wanted, width).await?;
        let named = key.split_once('-').map(|(_, version)| version);
        let version = names::version_of(&content);
        Ok(PictureFile {
            body,
            is_lasting: named == Some(version.as_str()),
            tag: format!("{version}-{width}"),
        })
    }
}

impl Studio {
    /// The picture of the product that goes by this key.
    fn wanted(&self, product: &UniversalProduct, key: &str) -> Option<Wanted> {
        let key = key.split('-').next().unwrap_or_default();
        let mut sources = product.picture_sources().into_iter();
        let source = sources.find(|source| key_of(source) == key)?;
        self.wanted_source(product, source)
    }

    fn wanted_source(&self, product: &UniversalProduct, source: &str) -> Option<Wanted> {
        let url = self.sources.admitted(source)?;
        let known = product.picture_of(source).filter(|picture| picture.width > 0);
        Some(Wanted {
            tenant: product.tenant_id,
            product: product.id,
            url,
            key: key_of(source),
            content: known.and_then(names::content_in),
        })
    }

    /// The file and what it was made from.
    async fn file(self: &Arc<Self>, wanted: &Wanted, width: i64) -> Result<(Bytes, String)> {
        if let Some(content) = &wanted.content
            && let Some(file) = self.kept(wanted.names(content).of_width(width)).await
        {
            return Ok((file, content.clone()));
        }
        let (studio, wanted) = (self.clone(), wanted.clone());
        let name = format!("{}-{}-{width}", wanted.tenant, wanted.key);
        let work = || async move {
            studio.make(&wanted, &[width]).await?.pop().ok_or_else(Problem::internal)
        };
        self.rendered.join(name, work).await
    }

    async fn kept(self: &Arc<Self>, name: String) -> Option<Bytes> {
        if !self.files.has(&name) {
            return None;
        }
        let studio = self.clone();
        tokio::task::spawn_blocking(move || studio.files.read(&name)).await.ok()?
    }

    /// Makes the files of these widths, and says what was found.
    async fn make(
        self: &Arc<Self>,
        wanted: &Wanted,
        widths: &[i64],
    ) -> Result<Vec<(Bytes, String)>> {
        let source = self.source(wanted).await?;
        let content = source.content.clone();
        let (studio, named, widths) = (self.clone(), wanted.clone(), widths.to_owned());
        let place = self.rendering.acquire().await.map_err(|_| Problem::unavailable())?;
        let work = move || studio.render(&named, &source, &widths);
        let rendered = tokio::task::spawn_blocking(work).await;
        drop(place);
        match rendered {
            Ok(Ok((files, record))) => {
                if wanted.content.as_ref() != Some(&content) {
                    // When too many wait, somebody finds it again.
                    let _ = self.findings.try_send((wanted.tenant, wanted.product, record));
                }
                Ok(files.into_iter().map(|file| (file, content.clone())).collect())
            }
            Ok(Err(error)) => {
                tracing::info!(tenant = %wanted.tenant, product = %wanted.product, host = wanted.url.host_str(), %error, "A picture cannot be shown.");
                Err(self.remember(wanted, Problem::not_found("picture")))
            }
            // A decoder that panics would do it again.
            Err(_) => Err(self.remember(wanted, Problem::not_found("picture"))),
        }
    }

    fn render(
        &self,
        wanted: &Wanted,
        source: &Source,
        widths: &[i64],
    ) -> Result<(Vec<Bytes>, PictureRecord), render::RenderError> {
        let full = Full::open(&source.file, self.pixels)?;
        let names = wanted.names(&source.content);
        let mut files = Vec::with_capacity(widths.len());
        for width in widths {
            let file = Bytes::from(full.in_width(u32::try_from(*width).unwrap_or(u32::MAX))?);
            self.files.write(&names.of_width(*width), &file);
            files.push(file);
        }
        let record = PictureRecord {
            key: wanted.key.clone(),
            content: source.content.clone(),
            width: full.width().into(),
            height: full.height().into(),
            blur: full.blur()?,
        };
        Ok((files, record))
    }

    /// The picture as its source sent it: kept from the last width made, else fetched, once for all
    /// who ask.
    async fn source(self: &Arc<Self>, wanted: &Wanted) -> Result<Source> {
        if let Some(content) = &wanted.content
            && let Some(file) = self.kept(wanted.names(content).of_source()).await
        {
            return Ok(Source { file, content: content.clone() });
        }
        if let Some((problem, until)) = self.failures.get(&wanted.name())
            && self.clock.now() < until
        {
            return Err(problem);
        }
        let (studio, asked) = (self.clone(), wanted.clone());
        self.fetched.join(wanted.name(), || async move { studio.fetch(&asked).await }).await
    }

    async fn fetch(self: &Arc<Self>, wanted: &Wanted) -> Result<Source> {
        let place = self.fetching.acquire().await.map_err(|_| Problem::unavailable())?;
        let fetched = self.fetcher.fetch(wanted.url.clone()).await;
        drop(place);
        match fetched {
            Ok(file) => {
                let content = content_of(&file);
                let (studio, name) = (self.clone(), wanted.names(&content).of_source());
                let kept = file.clone();
                let written =
                    tokio::task::spawn_blocking(move || studio.files.write(&name, &kept)).await;
                written.map_err(|_| Problem::internal())?;
                Ok(Source { file, content })
            }
            Err(error) => {
                tracing::info!(tenant = %wanted.tenant, product = %wanted.product, host = wanted.url.host_str(), %error, "A picture could not be fetched.");
                let problem = match error {
                    FetchError::Wrong(_) => Problem::not_found("picture"),
                    FetchError::Trouble(_) => Problem::unavailable(),
                };
                Err(self.remember(wanted, problem))
            }
        }
    }

    fn remember(&self, wanted: &Wanted, problem: Problem) -> Problem {
        let until = Timestamp(self.clock.now().0.saturating_add(self.failure_ms));
        self.failures.insert(wanted.name(), (problem.clone(), until));
        problem
    }
}

impl Wanted {
    fn name(&self) -> String {
        format!("{}-{}", self.tenant, self.key)
    }

    fn names<'a>(&'a self, content: &'a str) -> FileNames<'a> {
        FileNames { tenant: self.tenant, key: &self.key, content }
    }
}
