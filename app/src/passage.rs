//! From one page to the next: likely ones are got ready, and a picture goes along.

/// What browsers that know how may fetch when somebody is about to follow a link: pages of shops
/// without choices, which are the same for everyone and kept. Nothing of such a page runs before it
/// is looked at, so that none opens a stream or counts as seen.
pub const RULES: &str = r#"{"prefetch":[{"where":{"and":[{"href_matches":"/t/*"},{"not":{"href_matches":"/t/*\\?*=*"}},{"not":{"href_matches":"/t/*/search"}}]},"eagerness":"moderate"}]}"#;

/// Gives a product's picture the same name on the page that is left and on the one that comes, so
/// that the browser moves it there: on a product's own page the first picture, elsewhere the first
/// card that leads to the other page. The names are gone when the passage is over, since two of
/// one name would stop it.
pub const PICTURES: &str = "for(const[n,a]of[['pageswap',e=>e.activation?.entry],\
    ['pagereveal',()=>globalThis.navigation?.activation?.from]])addEventListener(n,e=>{\
    const t=e.viewTransition,u=t&&a(e)?.url,d=document;if(!u)return;\
    const g=[],f=(p,i)=>{const s=p.split('/p/')[1];\
    if(i&&s){i.style.viewTransitionName='picture-'+CSS.escape(s);g.push(i)}},\
    o=new URL(u).pathname;\
    f(location.pathname,d.querySelector('.gallery img'));\
    f(o,[...d.querySelectorAll('.card-name a')].find(l=>l.pathname==o)\
    ?.closest('.card').querySelector('img'));\
    t.finished.finally(()=>g.forEach(i=>i.style.viewTransitionName=''))})";

#[cfg(test)]
mod tests {
    use super::RULES;
    use serde_json::Value;

    #[test]
    fn the_rules_are_as_browsers_read_them() {
        let rules: Value = serde_json::from_str(RULES).unwrap();
        let rule = &rules["prefetch"][0];
        assert_eq!(rule["eagerness"], "moderate");
        assert_eq!(rule["where"]["and"][1]["not"]["href_matches"], r"/t/*\?*=*");
    }
}
