//! From one page to the next: likely ones are got ready, and a picture goes along.

use contract::Language;
use serde_json::json;

/// What browsers that know how may fetch when somebody is about to follow a link: pages of shops
/// without choices, which are the same for everyone and kept. Nothing of such a page runs before it
/// is looked at, so that none opens a stream or counts as seen.
pub fn rules() -> String {
    let prefixes = Language::ALL.map(|language| format!("/{}", language.code()));
    let below = |end: &str| -> Vec<String> {
        let prefixes = [""].into_iter().chain(prefixes.iter().map(String::as_str));
        prefixes.map(|prefix| format!("{prefix}/t/*{end}")).collect()
    };
    let own: Vec<String> =
        ["/cart", "/checkout", "/orders*", "/outfits*"].into_iter().flat_map(below).collect();
    json!({
        "prefetch": [{
            "where": { "and": [
                { "href_matches": below("") },
                { "not": { "href_matches": below(r"\?*=*") } },
                { "not": { "href_matches": below("/search") } },
                { "not": { "href_matches": own } },
            ] },
            "eagerness": "moderate",
        }],
    })
    .to_string()
}

/// Gives a product's picture the same name on the page that is left and on the one that comes, so
/// that the browser moves it there: on a product's own page the first picture, elsewhere the first
/// card that leads to the other page. The names are gone when the passage is over, since two of
/// one name would stop it. A passage that is given up, since another page is gone to, is no fault.
pub const PICTURES: &str = "for(const[n,a]of[['pageswap',e=>e.activation?.entry],\
    ['pagereveal',()=>globalThis.navigation?.activation?.from]])addEventListener(n,e=>{\
    const t=e.viewTransition,u=t&&a(e)?.url,d=document;\
    t?.ready.catch(()=>{});if(!u)return;\
    const g=[],f=(p,i)=>{const s=p.split('/p/')[1];\
    if(i&&s){i.style.viewTransitionName='picture-'+CSS.escape(s);g.push(i)}},\
    o=new URL(u).pathname;\
    f(location.pathname,d.querySelector('.gallery img'));\
    f(o,[...d.querySelectorAll('.card-name a')].find(l=>l.pathname==o)\
    ?.closest('.card').querySelector('img'));\
    t.finished.finally(()=>g.forEach(i=>i.style.viewTransitionName=''))})";

#[cfg(test)]
mod tests {
    use super::rules;
    use serde_json::Value;

    #[test]
    fn the_rules_are_as_browsers_read_them() {
        let rules: Value = serde_json::from_str(&rules()).unwrap();
        let rule = &rules["prefetch"][0];
        assert_eq!(rule["eagerness"], "moderate");
        let matches = |at: usize| rule["where"]["and"][at].clone();
        assert_eq!(matches(0)["href_matches"][0], "/t/*");
        assert_eq!(matches(0)["href_matches"][2], "/de/t/*");
        assert_eq!(matches(1)["not"]["href_matches"][0], r"/t/*\?*=*");
    }
}
