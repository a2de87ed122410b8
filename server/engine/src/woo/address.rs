//! Where a shop is, as people write it.

use super::refusal::ShopError;
use reqwest::Url;

/// The shop's own address, without what people paste along with it.
///
/// # Errors
/// [`ShopError::Address`]
pub fn shop_address(text: &str) -> Result<Url, ShopError> {
    let wrong = || ShopError::Address(text.trim().chars().take(200).collect());
    let text = text.trim();
    let url = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let mut url = Url::parse(&url).map_err(|_| wrong())?;
    let is_plain = url.username().is_empty() && url.password().is_none();
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() || !is_plain {
        return Err(wrong());
    }
    url.set_query(None);
    url.set_fragment(None);
    let path = url.path().trim_end_matches('/').to_owned();
    let path = path.split("/wp-json").next().unwrap_or_default().to_owned();
    url.set_path(&format!("{path}/"));
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_as_people_paste_them() {
        let read = |text: &str| shop_address(text).map(String::from);
        assert_eq!(read(" shop.example.test ").unwrap(), "https://shop.example.test/");
        let pasted = "http://shop.example.test/store/wp-json/wc/v3?x=1#y";
        assert_eq!(read(pasted).unwrap(), "http://shop.example.test/store/");
        for wrong in ["", "ftp://shop.example.test", "https://me:pw@shop.example.test", "https://"]
        {
            assert!(matches!(read(wrong), Err(ShopError::Address(_))), "{wrong}");
        }
    }
}
