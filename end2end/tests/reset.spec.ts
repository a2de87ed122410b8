// A page from a time the server knows nothing of takes the state anew, where it stands.
import type { Page } from "@playwright/test";
import { draft } from "./catalogue";
import { SHOP, expect, live, shelf, streams, test, watch } from "./house";

const lost = [/ERR_CONNECTION/, /ERR_INCOMPLETE_CHUNKED/, /ERR_NETWORK/, /Failed to load resource/];

// Holds the page's streams until told; one from where the page was rendered then begins at a
// position nobody gave out.
async function estrange(page: Page): Promise<{ letGo: () => void; heard: () => Promise<string[]> }> {
  let letGo = () => {};
  const free = new Promise<void>((resolve) => (letGo = resolve));
  let rendered: string | null = null;
  await page.route("**/api/events*", async (route) => {
    const url = new URL(route.request().url());
    const from = url.searchParams.get("lastEventId");
    rendered ??= from;
    await free;
    if (from === rendered) url.searchParams.set("lastEventId", "900000000");
    // The page gives up a stream that takes too long to open, and asks for another.
    await route.continue({ url: url.href }).catch(() => {});
  });
  await page.addInitScript(() => {
    const heard: string[] = [];
    (window as any).__heard = heard;
    window.EventSource = class extends EventSource {
      constructor(url: string | URL, init?: EventSourceInit) {
        super(url, init);
        for (const name of ["reset", "window", "products"]) this.addEventListener(name, () => heard.push(name));
      }
    };
  });
  return { letGo, heard: () => page.evaluate(() => (window as any).__heard) };
}

test("an unknown position brings a reset, and the right window and product without a reload", async ({
  house,
  visit,
  merchandise,
}) => {
  const admin = await merchandise();
  const shopper = await visit();
  const product = await visit();
  const [window, offer] = [await estrange(shopper), await estrange(product)];
  await shopper.goto(`${house.url}/t/${SHOP}`);
  await product.goto(`${house.url}/t/${SHOP}/p/heron-crew-neck`);
  await expect(product.locator(".offer .price-now")).toHaveText("£99.00");
  const [shopperDid, productDid] = [await watch(shopper), await watch(product)];

  const name = "Wren Cardigan";
  await admin.getByLabel("Find products").fill(name);
  await admin.getByRole("button", { name: `Add ${name} to New this week` }).click();
  await expect(shelf(admin, "New this week").getByText(name)).toBeVisible();
  await house.import(SHOP, [draft(SHOP, "MV-116", { priceCents: 8750 })]);
  const card = shelf(shopper, "New this week").getByText(name);
  await expect(card).toHaveCount(0);
  // The server has seen what the import wrote: it will not come by the stream.
  const served = async () => (await fetch(`${house.url}/t/${SHOP}/p/heron-crew-neck`)).text();
  await expect.poll(served).toContain("£87.50");

  window.letGo();
  offer.letGo();
  await expect(card).toBeVisible();
  await expect(product.locator(".offer .price-now")).toHaveText("£87.50");
  for (const [page, stream] of [[shopper, window], [product, offer]] as const) {
    await live(page);
    expect(await stream.heard()).toEqual(["reset"]);
  }
  // Parts of the program come when they are needed.
  const reread = (deeds: { asked: string[] }) =>
    deeds.asked.filter((path) => path !== "/api/events" && !path.startsWith("/pkg/"));
  const [did, didToo] = [await shopperDid(), await productDid()];
  expect([did.sameDocument, didToo.sameDocument]).toEqual([true, true]);
  expect([reread(did), reread(didToo)]).toEqual([["/api/featured-products/public"], ["/api/products/live"]]);

  // And both go on from there.
  await shelf(admin, "New this week").getByRole("button", { name: `Remove ${name}` }).click();
  await expect(card).toHaveCount(0);
  await house.import(SHOP, [draft(SHOP, "MV-116")]);
  await expect(product.locator(".offer .price-now")).toHaveText("£99.00");
});

test("after a backup was restored every tab and the board show what was there then, and follow again", async ({
  house,
  visit,
  merchandise,
  excused,
}) => {
  test.setTimeout(150_000);
  excused.push(...lost);
  const admin = await merchandise();
  // The board hears nothing: what it shows later it has read itself.
  await admin.route("**/api/events*", (route) => route.abort());
  await house.keep();
  const shopper = await visit();
  const lines = streams(shopper);
  await shopper.goto(`${house.url}/t/${SHOP}`);
  await live(shopper);
  const second = await shopper.context().newPage();
  await second.goto(`${house.url}/t/${SHOP}`);
  await live(second);
  expect(lines).toHaveLength(1);
  const did = [await watch(shopper), await watch(second)];
  const add = async (board: Page, name: string) => {
    await board.getByLabel("Find products").fill(name);
    await board.getByRole("button", { name: `Add ${name} to New this week` }).click();
  };
  const on = (page: Page, name: string) => shelf(page, "New this week").getByText(name);

  for (const name of ["Wren Cardigan", "Fair Yoke Jumper"]) {
    await add(admin, name);
    await expect(on(shopper, name)).toBeVisible();
    await expect(on(second, name)).toBeVisible();
  }
  await expect(on(admin, "Fair Yoke Jumper")).toBeVisible();
  await house.restore();
  await admin.unroute("**/api/events*");
  for (const page of [shopper, second, admin]) {
    await expect(on(page, "Wren Cardigan")).toHaveCount(0, { timeout: 60_000 });
    await expect(on(page, "Fair Yoke Jumper")).toHaveCount(0);
  }
  for (const page of [shopper, second]) await live(page);

  // Positions are given out again that the pages have seen before, for something else.
  const again = await merchandise();
  await add(again, "Sorrel Short Coat");
  for (const page of [shopper, second]) {
    await expect(on(page, "Sorrel Short Coat")).toBeVisible();
  }
  await shelf(again, "New this week").getByRole("button", { name: "Remove Sorrel Short Coat" }).click();
  for (const page of [shopper, second]) {
    await expect(on(page, "Sorrel Short Coat")).toHaveCount(0);
  }
  for (const tab of did) expect((await tab()).sameDocument).toBe(true);
});
