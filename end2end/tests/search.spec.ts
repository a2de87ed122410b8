// Finding things: with scripts and without, by keyboard and by thumb.
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { draft } from "./catalogue";
import { SHOP, expect, live, test } from "./house";

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

async function barriers(page: Page, what: string): Promise<void> {
  const found = await new AxeBuilder({ page }).analyze();
  expect(found.violations.map(({ id, nodes }) => [id, nodes[0].html]), what).toEqual([]);
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(wider, `${what} fits the width`).toBeLessThanOrEqual(0);
}

const names = (page: Page) => page.locator(".grid .card-name");

test("without JavaScript one searches, narrows, orders and lets go again", async ({ house, visit }) => {
  const page = await visit({ javaScriptEnabled: false });
  await page.goto(`${house.url}/t/${SHOP}`);
  await page.getByRole("searchbox", { name: "Search this shop" }).fill("coat");
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await expect(page).toHaveURL(`${house.url}/t/${SHOP}/search?q=coat`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("“coat”");
  const all = await names(page).count();
  expect(all).toBeGreaterThan(1);

  const filter = page.getByRole("complementary", { name: "Filter" });
  const colour = filter.locator(".facet", { has: page.getByRole("heading", { name: "Colour" }) });
  const value = colour.getByRole("link").first();
  const chosen = (await value.locator(".facet-text").textContent())!;
  const promised = Number.parseInt((await value.locator(".count").textContent())!);
  await value.click();
  await expect(names(page)).toHaveCount(promised);
  await expect(colour.locator("[aria-current]")).toContainText(chosen);
  // The facet's other values keep what they would show.
  expect(await colour.getByRole("link").count()).toBeGreaterThan(0);

  await page.getByRole("link", { name: "Lowest price" }).click();
  const prices = await page.locator(".grid .price-now").evaluateAll((all) =>
    all.map((price) => Number(price.textContent!.replace(/[^\d.]/g, ""))));
  expect(prices).toEqual([...prices].sort((a, b) => a - b));
  await filter.getByLabel(/^To, in/).fill(String(prices[0]));
  await filter.getByRole("button", { name: "Set" }).click();
  await expect(page.locator(".grid .price-now").first()).toBeVisible();
  await page.getByRole("link", { name: `Remove Colour: ${chosen}` }).click();
  await page.getByRole("link", { name: /^Remove Up to/ }).click();
  await expect(page).toHaveURL(`${house.url}/t/${SHOP}/search?q=coat&sort=price_up`);
  await expect(names(page)).toHaveCount(all);
});

test("nothing is loaded before the field is used; then keys lead to the product", async ({ house, visit }) => {
  const page = await visit();
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(`${house.url}/t/${SHOP}`);
  await live(page);
  const loaded = asked.filter((path) => path.endsWith(".wasm")).length;
  const field = page.locator("#search");
  await field.focus();
  await expect(field).toHaveRole("combobox");
  expect(asked.filter((path) => path.endsWith(".wasm")).length).toBeGreaterThan(loaded);
  expect(asked.filter((path) => path === "/api/search")).toEqual([]);

  await page.keyboard.type("harrow", { delay: 20 });
  const list = page.getByRole("listbox", { name: "Suggestions" });
  const options = list.getByRole("option");
  await expect(options.first()).toContainText("Harrow Wool Coat");
  await expect(options.first()).toContainText("£345.00");
  const picture = options.first().locator("img");
  await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);
  await expect(field).toHaveAttribute("aria-expanded", "true");
  await expect(page.locator(".shop-search [role=status]")).toContainText("found");
  expect(asked.filter((path) => path === "/api/search").length, "fingers are waited for").toBeLessThan(4);
  await barriers(page, "the open list");

  await page.keyboard.press("ArrowDown");
  await expect(options.first()).toHaveAttribute("aria-selected", "true");
  await expect(field).toHaveAttribute("aria-activedescendant", (await options.first().getAttribute("id"))!);
  await page.keyboard.press("ArrowUp");
  await expect(field).not.toHaveAttribute("aria-activedescendant");
  await page.keyboard.press("Escape");
  await expect(list).toBeHidden();
  await expect(field).toHaveValue("harrow");
  await expect(field).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(list).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Harrow Wool Coat" })).toBeVisible();
});

test("an answer that is long in coming has its place shown, where nothing can be chosen", async ({ house, visit, excused }) => {
  excused.push(/ERR_FAILED/);
  const page = await visit();
  await page.goto(`${house.url}/t/${SHOP}`);
  let answer!: (comes: boolean) => void;
  const next = () => new Promise<boolean>((resolve) => (answer = resolve));
  let comes = next();
  await page.route("**/api/search?*", async (route) => ((await comes) ? route.continue() : route.abort()));
  const field = page.locator("#search");
  await field.focus();
  await expect(field).toHaveRole("combobox");
  await page.keyboard.type("harrow");
  const list = page.getByRole("listbox", { name: "Suggestions" });
  await expect(list).toHaveAttribute("aria-busy", "true");
  await expect(list.locator(".skeleton").first()).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await expect(field).not.toHaveAttribute("aria-activedescendant");
  await barriers(page, "the list while it waits");
  answer(true);
  await expect(list.getByRole("option").first()).toContainText("Harrow Wool Coat");
  await expect(list).not.toHaveAttribute("aria-busy");
  await expect(list.locator(".skeleton")).toHaveCount(0);

  // One that never comes leaves nothing behind, and keys do not bring it back.
  comes = next();
  await page.keyboard.press("Escape");
  await page.keyboard.type(" coat");
  await expect(list.locator(".skeleton").first()).toBeVisible();
  answer(false);
  await expect(list).toBeHidden();
  await page.keyboard.press("ArrowDown");
  await expect(list).toBeHidden();
});

test("Enter in the field itself shows all that is found", async ({ house, visit }) => {
  const page = await visit();
  await page.goto(`${house.url}/t/${SHOP}`);
  await live(page);
  await page.locator("#search").click();
  await expect(page.locator("#search")).toHaveRole("combobox");
  await page.keyboard.type("coat");
  await expect(page.getByRole("option").first()).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`${house.url}/t/${SHOP}/search?q=coat`);
});

test("what is found follows the catalogue, and so does what can be found", async ({ house, visit }) => {
  const shop = "tidewater-table";
  const { name } = draft(shop, "TT-236");
  const page = await visit();
  await page.goto(`${house.url}/t/${shop}/search?q=${encodeURIComponent(name)}`);
  await live(page);
  const card = page.locator("[data-product-id]", { has: page.getByRole("heading", { name }) });
  await house.import(shop, [draft(shop, "TT-236", { priceCents: 1550, stock: 40, name: `${name} Zephyrine` })]);
  await expect(page.locator(".price-now", { hasText: "€15.50" })).toBeVisible();
  const other = await visit({ javaScriptEnabled: false });
  await expect
    .poll(async () => {
      await other.goto(`${house.url}/t/${shop}/search?q=zephyrine`);
      return names(other).count();
    }, { timeout: 4_000 })
    .toBe(1);
  await house.import(shop, [draft(shop, "TT-236")]);
  await expect(card.locator(".price-now")).toHaveText("€18.00");
});

test("on a phone the filters are a drawer, with scripts and without", async ({ house, visit }) => {
  for (const javaScriptEnabled of [true, false]) {
    const page = await visit({ ...PHONE, javaScriptEnabled });
    await page.goto(`${house.url}/t/${SHOP}/c/outerwear`);
    const drawer = page.locator(".narrow");
    await expect(drawer).toBeHidden();
    await page.getByRole("button", { name: "Filter" }).tap();
    await expect(drawer).toBeVisible();
    if (javaScriptEnabled) await barriers(page, "the drawer");
    await page.getByRole("button", { name: "Done" }).tap();
    await expect(drawer).toBeHidden();
    await page.getByRole("button", { name: "Filter" }).tap();
    await drawer.getByRole("link", { name: /In stock/ }).tap();
    await expect(page).toHaveURL(/\/c\/outerwear\?stock=in_stock$/);
    await expect(page.getByRole("button", { name: "Filter (1)" })).toBeVisible();
  }
});

test("nothing found leads on, and stands in nobody's way", async ({ house, visit }) => {
  for (const [width, colorScheme] of [[390, "light"], [1440, "dark"]] as const) {
    const page = await visit({ viewport: { width, height: 900 }, colorScheme });
    await page.goto(`${house.url}/t/${SHOP}/search?q=coat`);
    await barriers(page, "what is found");
    await page.goto(`${house.url}/t/${SHOP}/search?q=cqqat+xxxxyyyy`);
    await expect(page.getByText("Nothing found.")).toBeVisible();
    await expect(page.getByRole("navigation", { name: "Popular categories" }).getByRole("link").first()).toBeVisible();
    await barriers(page, "nothing found");
    await page.goto(`${house.url}/t/${SHOP}/search?q=cardiggaan`);
    await page.getByRole("link", { name: "cardigan" }).click();
    await expect(names(page).first()).toContainText(/cardigan/i);
  }
});

test("a merchandiser has words taken for each other", async ({ house, visit, merchandise }) => {
  const admin = await merchandise();
  await admin.getByRole("link", { name: "Synonyms" }).click();
  await admin.getByLabel("A new group").fill("macintosh, coat");
  await admin.getByRole("button", { name: "Add", exact: true }).click();
  await expect(admin.locator(".synonyms li", { hasText: "macintosh, coat" })).toBeVisible();
  await barriers(admin, "synonyms");
  const page = await visit({ javaScriptEnabled: false });
  await page.goto(`${house.url}/t/${SHOP}/search?q=macintosh`);
  await expect(names(page).first()).toContainText("Coat");
  await admin.getByRole("button", { name: "Remove macintosh, coat" }).click();
  await expect(admin.locator(".synonyms li", { hasText: "macintosh, coat" })).toHaveCount(0);
  await admin.getByLabel("A new group").fill("alone");
  await admin.getByRole("button", { name: "Add", exact: true }).click();
  await expect(admin.getByRole("alert")).toContainText("two to twenty");
});
