//! The API's description, made from the endpoints.

use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityScheme};
use utoipa::{Modify, OpenApi};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Etalage",
        description = "A live shop window: featured products, the stream that follows them, and what operators need. Errors are RFC 9457 problem documents.",
        license(name = "MIT OR Apache-2.0"),
    ),
    paths(
        super::featured::feature,
        super::featured::unfeature,
        super::edits::edit,
        super::featured::management,
        super::featured::public,
        super::cart::count,
        super::products::live,
        super::inventory::products,
        super::inventory::product,
        super::inventory::categories,
        super::stock::availability,
        super::stock::hold,
        super::stock::held,
        super::stock::extend,
        super::stock::release,
        super::stock::confirm,
        super::stock::order,
        super::search::search,
        super::table::export,
        super::stock_table::stock,
        super::stock_table::holds,
        super::stock_table::orders,
        super::events::events,
        super::revalidate::revalidate,
        super::webhooks::product_update,
        super::health::healthz,
        super::health::readyz,
    ),
    components(schemas(contract::problem::ProblemDocument)),
    tags(
        (name = "featured", description = "What stands in the window."),
        (name = "products", description = "Product facts."),
        (name = "inventory", description = "A shop's catalogue and stock for other systems, with a key of the shop."),
        (name = "cart", description = "What is a visitor's own."),
        (name = "stock", description = "Counts, holds and orders, for those who look after them."),
        (name = "live", description = "Changes as they happen."),
        (name = "sources", description = "Shop systems that speak by themselves."),
        (name = "operation", description = "For those who run it."),
    ),
    modifiers(&Security),
)]
pub struct Api;

struct Security;

impl Modify for Security {
    fn modify(&self, api: &mut utoipa::openapi::OpenApi) {
        let session = ApiKey::Cookie(ApiKeyValue::new("etalage"));
        let key = ApiKeyValue::with_description(
            "X-API-Key",
            "A key of the shop, as `etalage key create` makes it: etk_… The shop is the key's.",
        );
        let components = api.components.get_or_insert_with(Default::default);
        components.add_security_scheme("session", SecurityScheme::ApiKey(session));
        components.add_security_scheme("key", SecurityScheme::ApiKey(ApiKey::Header(key)));
    }
}
