//! What is ordered, in words.

use super::shopping::sold_as;
use crate::{Engine, to_problem};
use contract::{Item, OrderLine, Problem, ProductId, Result, Tenant};
use std::sync::Arc;

impl Engine {
    /// What was ordered, in words and at today's prices.
    pub(super) async fn order_lines(
        self: &Arc<Self>,
        tenant: &Tenant,
        items: &[Item],
    ) -> Result<Vec<OrderLine>> {
        let skus: Vec<String> = items.iter().map(|item| item.sku.clone()).collect();
        let articles = self.store.articles(tenant.id, &skus).await.map_err(to_problem)?;
        let ids: Vec<ProductId> = articles.iter().map(|article| article.product).collect();
        let products = self.provider.get_many(tenant.id, &ids).await?;
        let line = |item: &Item| {
            let article = articles.iter().find(|article| article.sku == item.sku)?;
            let product = products.iter().find(|product| product.id == article.product)?;
            let variant = sold_as(product, &item.sku)?;
            Some(OrderLine {
                sku: item.sku.clone(),
                product_id: Some(product.id),
                name: product.name.clone(),
                options: variant.map(contract::Variant::in_words).unwrap_or_default(),
                quantity: item.quantity,
                price_cents: variant.map_or(product.price_cents, |variant| variant.price_cents),
            })
        };
        let lines: Option<Vec<OrderLine>> = items.iter().map(line).collect();
        lines.ok_or_else(|| {
            Problem::conflict("Something of this has left the shop meanwhile. Look again.")
        })
    }
}
