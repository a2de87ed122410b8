// The demo's products, as a source would deliver them with another price or stock.
import { readFileSync } from "node:fs";

type Amounts = { priceCents: number; stock: number };
export type Draft = Amounts & { sku: string; slug: string; name: string; variants: Amounts[] };

export function draft(shop: string, sku: string, change: Partial<Amounts> = {}): Draft {
  const file = new URL(`../../server/demo/${shop}.json`, import.meta.url);
  const { products } = JSON.parse(readFileSync(file, "utf8")) as { products: Draft[] };
  const product = products.find((product) => product.sku === sku);
  if (!product) throw new Error(`${shop} has no product ${sku}`);
  const variants = product.variants.map((variant) => ({ ...variant, ...change }));
  return { ...product, ...change, variants };
}
