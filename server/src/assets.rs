//! The site's files: scripts, styles, pictures. Read into memory once; what was not there at
//! start is not there, so no request reaches the file system.

use crate::page_cache::{Coding, Effort, etag, is_known};
use axum::Router;
use axum::body::Body;
use axum::response::Response;
use axum::routing::get;
use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, LAST_MODIFIED, VARY};
use http::{HeaderMap, HeaderValue, StatusCode, Uri};
use std::collections::{BTreeSet, HashMap};
use std::io;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime};

/// Larger files do not belong into a page.
const LARGEST: u64 = 32 * 1024 * 1024;

/// How far apart the times of files may be that were copied together.
const COPYING: Duration = Duration::from_secs(60);

/// Named after their content: a new content has a new name.
const FOREVER: &str = "public, max-age=31536000, immutable";
const A_DAY: &str = "public, max-age=86400";
/// A script under a fixed name must not outlive a release.
const ASK: &str = "no-cache";

/// All files below the site's root, by request path.
#[derive(Clone)]
pub struct Assets(Arc<HashMap<String, Arc<Asset>>>);

struct Asset {
    headers: HeaderMap,
    plain: Bytes,
    /// Whether it is of a kind that packs well.
    packs: bool,
    gzip: OnceLock<Form>,
    brotli: OnceLock<Form>,
}

#[derive(Clone)]
struct Form {
    etag: HeaderValue,
    body: Bytes,
}

impl Form {
    fn new(body: Bytes) -> Self {
        Self { etag: etag(&body), body }
    }
}

impl Assets {
    /// Reads the folder; `.br` and `.gz` beside a file are its compressed forms, unless they are
    /// older than it. Links that lead out of it are left out.
    pub fn load(root: &Path) -> io::Result<Self> {
        let root = root.canonicalize()?;
        let mut files = HashMap::new();
        let mut folders = vec![root.clone()];
        while let Some(folder) = folders.pop() {
            for item in std::fs::read_dir(&folder)? {
                let path = item?.path().canonicalize()?;
                if !path.starts_with(&root) || is_hidden(&path) {
                    continue;
                }
                if path.is_dir() {
                    folders.push(path);
                } else if let Some(name) = request_path(&root, &path) {
                    files.insert(name, path);
                }
            }
        }
        let mut assets = HashMap::new();
        for (name, path) in &files {
            let packed_form = name.strip_suffix(".br").or_else(|| name.strip_suffix(".gz"));
            if packed_form.is_some_and(|plain| files.contains_key(plain)) {
                continue;
            }
            if let Some(asset) = Asset::read(name, path)? {
                assets.insert(name.clone(), Arc::new(asset));
            }
        }
        Ok(Self(Arc::new(assets)))
    }

    /// A route for every file and folder in the root.
    pub fn router<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        let routes: BTreeSet<String> = self
            .0
            .keys()
            .map(|path| match path[1..].split_once('/') {
                Some((folder, _)) => format!("/{folder}/{{*file}}"),
                None => path.clone(),
            })
            .collect();
        routes.iter().fold(Router::new(), |router, route| {
            let assets = self.clone();
            let file =
                |at: Uri, headers: HeaderMap| async move { assets.serve(&at, &headers).await };
            router.route(route, get(file))
        })
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    async fn serve(&self, at: &Uri, request: &HeaderMap) -> Response {
        let Some(asset) = self.0.get(at.path()).cloned() else {
            let mut missing = Response::new(Body::from("There is no such file.\n"));
            *missing.status_mut() = StatusCode::NOT_FOUND;
            let plain = HeaderValue::from_static("text/plain; charset=utf-8");
            missing.headers_mut().insert(CONTENT_TYPE, plain);
            return missing;
        };
        let coding = match asset.packs {
            true => Coding::accepted(request),
            false => Coding::Identity,
        };
        let form = Asset::form(&asset, coding).await;
        asset.respond(coding, form, request)
    }
}

impl Asset {
    fn read(name: &str, path: &Path) -> io::Result<Option<Self>> {
        let about = path.metadata()?;
        if about.len() > LARGEST {
            tracing::warn!(name, "A file of the site is too large to be served");
            return Ok(None);
        }
        let packed = |suffix: &str| {
            let mut name = path.as_os_str().to_owned();
            name.push(suffix);
            let cell = OnceLock::new();
            let is_older =
                |packed: SystemTime| about.modified().is_ok_and(|plain| packed + COPYING < plain);
            let changed = std::fs::metadata(&name).and_then(|packed| packed.modified());
            if changed.is_ok_and(|packed| !is_older(packed))
                && let Ok(body) = std::fs::read(name)
            {
                cell.get_or_init(|| Form::new(body.into()));
            }
            cell
        };
        let plain = Bytes::from(std::fs::read(path)?);
        let (kind, packs) = kind_of(name);
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static(lifetime(name)));
        headers.insert(ETAG, etag(&plain));
        if let Ok(changed) = about.modified()
            && let Ok(text) = HeaderValue::from_str(&http_date(changed))
        {
            headers.insert(LAST_MODIFIED, text);
        }
        if packs {
            headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
        }
        Ok(Some(Self { headers, plain, packs, gzip: packed(".gz"), brotli: packed(".br") }))
    }

    /// The packed form; made when first asked for, away from the threads that serve.
    async fn form(asset: &Arc<Self>, coding: Coding) -> Option<Form> {
        let cell = match coding {
            Coding::Identity => return None,
            Coding::Gzip => &asset.gzip,
            Coding::Brotli => &asset.brotli,
        };
        if let Some(form) = cell.get() {
            return Some(form.clone());
        }
        let plain = asset.plain.clone();
        let packing = move || Form::new(coding.encode(&plain, Effort::File));
        let form = tokio::task::spawn_blocking(packing).await.ok()?;
        Some(cell.get_or_init(|| form).clone())
    }

    fn respond(&self, coding: Coding, form: Option<Form>, request: &HeaderMap) -> Response {
        let mut headers = self.headers.clone();
        let mut body = self.plain.clone();
        if let (Some(form), Some(name)) = (form, coding.name()) {
            headers.insert(ETAG, form.etag);
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static(name));
            body = form.body;
        }
        let mut response = Response::new(Body::empty());
        if headers.get(ETAG).is_some_and(|etag| is_known(request, etag)) {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
        } else {
            *response.body_mut() = Body::from(body);
        }
        *response.headers_mut() = headers;
        response
    }
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

fn request_path(root: &Path, file: &Path) -> Option<String> {
    let mut path = String::new();
    for part in file.strip_prefix(root).ok()?.components() {
        path.push('/');
        path.push_str(part.as_os_str().to_str()?);
    }
    Some(path)
}

fn lifetime(path: &str) -> &'static str {
    if !path.starts_with("/pkg/") {
        return A_DAY;
    }
    // `name.{hash}.js`: a long part between dots, of what base64 for addresses has.
    let name = path.rsplit('/').next().unwrap_or(path);
    let letter = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    let is_hash = |part: &str| part.len() >= 16 && part.bytes().all(letter);
    if name.split('.').skip(1).any(is_hash) { FOREVER } else { ASK }
}

/// Content type, and whether such files pack well.
fn kind_of(path: &str) -> (&'static str, bool) {
    match path.rsplit('.').next().unwrap_or_default() {
        "js" | "mjs" => ("text/javascript; charset=utf-8", true),
        "css" => ("text/css; charset=utf-8", true),
        "wasm" => ("application/wasm", true),
        "svg" => ("image/svg+xml", true),
        "json" | "map" => ("application/json", true),
        "webmanifest" => ("application/manifest+json", true),
        "txt" => ("text/plain; charset=utf-8", true),
        "xml" => ("application/xml", true),
        "html" => ("text/html; charset=utf-8", true),
        "ico" => ("image/x-icon", true),
        "png" => ("image/png", false),
        "jpg" | "jpeg" => ("image/jpeg", false),
        "webp" => ("image/webp", false),
        "avif" => ("image/avif", false),
        "woff2" => ("font/woff2", false),
        _ => ("application/octet-stream", false),
    }
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`.
fn http_date(moment: SystemTime) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let since = moment.duration_since(std::time::UNIX_EPOCH).unwrap_or_default().as_secs();
    let text = contract::Timestamp(since as i64 * 1000).to_rfc3339();
    let month = text[5..7].parse::<usize>().map_or(0, |month| month - 1);
    let day = DAYS[(since / 86_400 % 7) as usize];
    format!("{day}, {} {} {} {} GMT", &text[8..10], MONTHS[month], &text[..4], &text[11..19])
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::extract::Request;
    use std::time::UNIX_EPOCH;
    use tower::ServiceExt;

    const HASHED: &str = "/pkg/etalage.0123456789abcdefABCDEF.js";

    fn site() -> (tempfile::TempDir, Assets) {
        let outside = tempfile::tempdir().unwrap();
        let root = outside.path().join("site");
        let write = |path: &str, text: &str| {
            let path = root.join(path.trim_start_matches('/'));
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        write(HASHED, &"let a = 1;\n".repeat(100));
        write(&format!("{HASHED}.br"), "packed before");
        write("/pkg/loader.js", "x");
        write("/demo/coat.svg", &"<svg></svg>".repeat(100));
        write("/demo/coat.svg.gz", "packed too long ago");
        let packed = std::fs::File::options().write(true).open(root.join("demo/coat.svg.gz"));
        packed.unwrap().set_modified(UNIX_EPOCH).unwrap();
        write("/favicon.ico", "icon");
        write("/.env", "secret");
        std::fs::write(outside.path().join("secret.txt"), "secret").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(outside.path().join("secret.txt"), root.join("link.txt"))
            .unwrap();
        let assets = Assets::load(&root).unwrap();
        (outside, assets)
    }

    async fn ask(path: &str, headers: &[(&str, &str)]) -> (StatusCode, HeaderMap, Bytes) {
        let (_kept, assets) = site();
        let mut request = Request::get(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::empty()).unwrap();
        let response = assets.router::<()>().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        (parts.status, parts.headers, axum::body::to_bytes(body, 1 << 20).await.unwrap())
    }

    #[tokio::test]
    async fn files_are_kept_as_long_as_they_are_true() {
        for (path, lifetime) in [
            (HASHED, FOREVER),
            ("/pkg/loader.js", ASK),
            ("/demo/coat.svg", A_DAY),
            ("/favicon.ico", A_DAY),
        ] {
            let (status, headers, _) = ask(path, &[]).await;
            assert_eq!(
                (status.as_u16(), headers[CACHE_CONTROL].to_str().unwrap()),
                (200, lifetime)
            );
            let etag = headers[ETAG].to_str().unwrap();
            let (status, _, body) = ask(path, &[("if-none-match", etag)]).await;
            assert_eq!((status.as_u16(), body.len()), (304, 0));
        }
    }

    #[tokio::test]
    async fn packed_forms_are_taken_or_made() {
        let (_, headers, body) = ask(HASHED, &[("accept-encoding", "br")]).await;
        assert_eq!(
            (headers[CONTENT_ENCODING].as_bytes(), &body[..]),
            (&b"br"[..], &b"packed before"[..])
        );
        let (_, headers, body) = ask("/demo/coat.svg", &[("accept-encoding", "gzip")]).await;
        assert_eq!(headers[CONTENT_ENCODING], "gzip");
        assert_eq!(headers[CONTENT_TYPE], "image/svg+xml");
        assert!(body.starts_with(&[0x1f, 0x8b]) && body.len() < 100);
    }

    #[tokio::test]
    async fn nothing_outside_the_root_is_served() {
        for path in [
            "/link.txt",
            "/.env",
            "/pkg/../.env",
            "/pkg/..%2f..%2fsecret.txt",
            "/demo/%2e%2e/.env",
            "/pkg/missing.js",
            "/pkg/../../secret.txt",
            "/demo//coat.svg",
        ] {
            let (status, _, body) = ask(path, &[]).await;
            assert_eq!(status, 404, "{path}");
            assert!(!body.starts_with(b"secret"));
        }
    }

    #[test]
    fn dates_are_written_as_http_wants_them() {
        let moment = UNIX_EPOCH + Duration::from_secs(784_111_777);
        assert_eq!(http_date(moment), "Sun, 06 Nov 1994 08:49:37 GMT");
    }
}
