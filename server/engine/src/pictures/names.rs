//! What pictures and their files are called.
//!
//! A picture's key is made from the address its source gave, and once it was looked at, from what
//! was found there too: whoever has the longer key may keep the file for ever.

use super::sources::Sources;
use contract::picture::{Picture, SourcePicture};
use contract::{ProductId, Result, TenantId, UniversalProduct};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use store::{PictureRecord, Store};

/// Raised when the same source makes other files than before.
const EDITION: u32 = 1;

/// Of a picture by the address its source gave.
pub fn key_of(source: &str) -> String {
    hex::encode(&Sha256::digest(source)[..8])
}

/// Of what was found there.
pub fn content_of(file: &[u8]) -> String {
    hex::encode(&Sha256::digest(file)[..6])
}

/// What a key ends with once its picture was looked at.
pub fn version_of(content: &str) -> String {
    format!("{content}.{EDITION}")
}

/// What was found, as the address of a picture that was looked at says it.
pub fn content_in(picture: &Picture) -> Option<String> {
    let (_, version) = picture.base.rsplit_once('/')?.1.split_once('-')?;
    Some(version.split('.').next()?.to_owned())
}

/// The files of one tenant's picture of that content.
pub struct FileNames<'a> {
    pub tenant: TenantId,
    pub key: &'a str,
    pub content: &'a str,
}

impl FileNames<'_> {
    pub fn of_width(&self, width: i64) -> String {
        let Self { tenant, key, content } = self;
        format!("{tenant}-{key}-{content}-{width}.{EDITION}.webp")
    }

    /// The file as its source sent it.
    pub fn of_source(&self) -> String {
        let Self { tenant, key, content } = self;
        format!("{tenant}-{key}-{content}.source")
    }
}

fn picture(
    tenant: TenantId,
    product: ProductId,
    key: &str,
    known: Option<&PictureRecord>,
) -> Picture {
    let base = format!("/pictures/{tenant}/{product}/{key}");
    match known {
        None => Picture { base, ..Picture::default() },
        Some(known) => Picture {
            base: format!("{base}-{}", version_of(&known.content)),
            width: known.width,
            height: known.height,
            blur: known.blur.clone(),
        },
    }
}

/// Says of each product how its pictures are served, those of them that may be fetched.
pub async fn describe(
    store: &Store,
    sources: &Sources,
    tenant: TenantId,
    products: &mut [UniversalProduct],
) -> Result<()> {
    if sources.is_empty() {
        return Ok(());
    }
    let mut keys: Vec<String> = Vec::new();
    for product in products.iter() {
        let own = product.picture_sources();
        keys.extend(own.into_iter().filter(|s| sources.admitted(s).is_some()).map(key_of));
    }
    keys.sort_unstable();
    keys.dedup();
    if keys.is_empty() {
        return Ok(());
    }
    let known = store.pictures(tenant, &keys).await.map_err(crate::to_problem)?;
    let known: HashMap<&str, &PictureRecord> =
        known.iter().map(|record| (record.key.as_str(), record)).collect();
    for product in products {
        let id = product.id;
        let served = |source: &str| {
            sources.admitted(source)?;
            let key = key_of(source);
            Some(picture(tenant, id, &key, known.get(key.as_str()).copied()))
        };
        let first = product.image_url.as_deref();
        let further = product.picture_sources().into_iter().filter(|source| Some(*source) != first);
        let further = further
            .filter_map(|source| {
                Some(SourcePicture { source: source.into(), picture: served(source)? })
            })
            .collect();
        product.picture = first.and_then(served);
        product.pictures = further;
    }
    Ok(())
}
