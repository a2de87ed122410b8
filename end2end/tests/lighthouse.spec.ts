// What Lighthouse says of a shop's pages on a phone. How fast they are is measured by the
// benchmark, where a busy machine does no harm.
import { SHOP, expect, test } from "./house";
import { judge } from "../measure/lighthouse.mjs";

const CATEGORIES = ["accessibility", "best-practices", "seo"];

test("Lighthouse finds nothing to complain of", async ({ house }) => {
  test.setTimeout(300_000);
  const shop = await (await fetch(`${house.url}/t/${SHOP}`)).text();
  const product = shop.match(new RegExp(`href="(/t/${SHOP}/p/[^"]+)"`))![1];
  const paths = [`/t/${SHOP}`, `/t/${SHOP}/c/coats`, `/t/${SHOP}/search?q=coat`, product];
  for (const page of await judge(house.url, 1, CATEGORIES, paths)) {
    for (const category of CATEGORIES) {
      // Results of a search are not to be listed, and say so.
      if (category === "seo" && page.path.includes("/search")) continue;
      expect(page.scores[category], `${page.path} ${category}: ${page.wrong.join("\n")}`).toBeGreaterThanOrEqual(98);
    }
  }
});
