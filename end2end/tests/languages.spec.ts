// The shop in another language, and from the right.
import AxeBuilder from "@axe-core/playwright";
import { draft } from "./catalogue";
import { SHOP, expect, live, shelf, test } from "./house";

const GERMAN = `/de/t/${SHOP}`;
const ARABIC = `/ar/t/${SHOP}`;
const COAT = "/p/harrow-wool-coat";

test("an open German page changes in German and says so", async ({ house, visit, merchandise }) => {
  const admin = await merchandise();
  const page = await visit();
  await page.goto(house.url + GERMAN);
  await live(page);
  const card = shelf(page, "New this week").locator("[data-product-id]", { hasText: "Breton Tee" });
  await expect(card).toHaveCount(0);
  await admin.getByLabel("Find products").fill("Breton");
  await admin.getByRole("button", { name: "Add Breton Tee to New this week" }).click();
  await expect(card.getByRole("link")).toHaveAttribute("href", `${GERMAN}/p/breton-tee`);
  await expect(card.locator(".card-name a")).toHaveAttribute("lang", "en-GB");
  const said = page.locator("[data-announcement]");
  await expect(said).toHaveText("Breton Tee ist gerade hereingekommen.");

  const { sku } = draft(SHOP, "MV-100");
  await house.import(SHOP, [draft(SHOP, sku, { priceCents: 123_450 })]);
  const coat = page.locator(`.card:has(a[href="${GERMAN}${COAT}"])`).first();
  await expect(coat.locator(".price-now")).toHaveText("1.234,50 £");
  await expect(said).toHaveText("Harrow Wool Coat hat sich gerade geändert.");
  // The same in the language beside it.
  const english = await visit();
  await english.goto(`${house.url}/t/${SHOP}${COAT}`);
  await expect(english.locator(".offer .price-now")).toHaveText("£1,234.50");
  await said.evaluate((region) => (region.textContent = ""));
  await house.import(SHOP, [draft(SHOP, sku)]);
  await expect(coat.locator(".price-now")).toHaveText("345,00 £");
  await expect(said).toHaveText("Harrow Wool Coat hat sich gerade geändert.");
  await shelf(admin, "New this week").getByRole("button", { name: "Remove Breton Tee" }).click();
  await expect(card).toHaveCount(0);
  await expect(said).toHaveText("Breton Tee steht nicht mehr im Fenster.");
});

test("what a product's page says by itself is German", async ({ house, visit }) => {
  const page = await visit();
  await page.goto(house.url + GERMAN + COAT);
  await live(page);
  const offer = page.locator(".offer");
  await expect(offer).toContainText(/Stand: \d+\. \S+ um \d\d:\d\d/);
  await house.import(SHOP, [draft(SHOP, "MV-100", { priceCents: 31_000 })]);
  await expect(offer.locator(".price-now")).toHaveText("310,00 £");
  // As the browser's own calendar has it.
  await expect(offer).toContainText(/Stand: \d+\. \S+ um \d\d:\d\d/);
  await expect(offer.getByRole("link", { name: "Die neuesten Ausführungen zeigen" })).toBeVisible();
  await house.import(SHOP, [draft(SHOP, "MV-100")]);
  await page.goto(`${house.url}${GERMAN}/p/breton-tee`);
  const recent = page.locator("[data-recent]");
  await expect(recent.getByRole("heading", { level: 2 })).toHaveText("Zuletzt angesehen");
  await expect(recent.getByRole("link")).toHaveAttribute("href", GERMAN + COAT);
  await recent.getByRole("button", { name: "Diese vergessen" }).click();
  await expect(recent).toHaveCount(0);
});

test("suggestions come in German", async ({ house, visit }) => {
  const page = await visit();
  await page.goto(house.url + GERMAN);
  await live(page);
  const field = page.getByLabel("Diesen Laden durchsuchen");
  await field.pressSequentially("wool");
  const list = page.getByRole("listbox", { name: "Vorschläge" });
  await expect(list.getByRole("option").last()).toHaveText(/^Alle \d+ zeigen$/);
  await expect(page.locator("form [role=status]")).toHaveText(/^\d+ Produkte gefunden, 6 angezeigt$/);
  await field.press("ArrowDown");
  await field.press("Enter");
  await expect(page).toHaveURL(new RegExp(`${GERMAN}/p/`));
});

test("without JavaScript one changes the language and stays where one is", async ({ house, visit }) => {
  const page = await visit({ javaScriptEnabled: false, locale: "de-DE" });
  await page.goto(house.url);
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await page.getByRole("link", { name: "Deutsch" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Schaufenster, live");
  await page.getByRole("link", { name: /Maren & Vale/ }).first().click();
  await page.getByRole("link", { name: "Outerwear" }).first().click();
  await page.getByRole("link", { name: "Niedrigster Preis" }).click();
  await expect(page).toHaveURL(`${house.url}${GERMAN}/c/outerwear?sort=price_up`);
  await page.getByRole("navigation", { name: "Sprache" }).getByRole("link", { name: "English" }).click();
  await expect(page).toHaveURL(`${house.url}/t/${SHOP}/c/outerwear?sort=price_up`);
  await expect(page.getByRole("link", { name: "Lowest price" })).toHaveAttribute("aria-current", "true");
  // A shop that is German by itself.
  await page.goto(`${house.url}/t/fernlight`);
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await expect(page.getByRole("heading", { name: "Der ganze Laden" })).toBeVisible();
  await page.getByRole("link", { name: "English" }).click();
  await expect(page).toHaveURL(`${house.url}/en/t/fernlight`);
  await expect(page.getByRole("heading", { name: "The whole shop" })).toBeVisible();
});

test("what does not exist says so in the language of its address", async ({ house, visit, excused }) => {
  excused.push(/404/);
  const page = await visit();
  for (const path of ["/de/nothing", "/de/t/nobody", `${GERMAN}/p/nothing`]) {
    expect((await page.goto(house.url + path))!.status(), path).toBe(404);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Nicht gefunden");
    await expect(page.getByRole("link", { name: "Alle Läden ansehen" })).toHaveAttribute("href", "/de");
  }
  expect((await page.goto(`${house.url}/fr/t/${SHOP}`))!.status()).toBe(404);
  // One shop does not speak it.
  expect((await page.goto(`${house.url}/de/t/tidewater-table`))!.status()).toBe(404);
});

test("from the right, rows and pictures go on to the left", async ({ house, visit }) => {
  const page = await visit({ viewport: { width: 1280, height: 900 } });
  await page.goto(house.url + ARABIC);
  await live(page);
  await expect(page.locator("html")).toHaveAttribute("dir", "rtl");
  const carousel = shelf(page, "Picked by Maren");
  const row = carousel.locator(".shelf-row");
  const [previous, next] = [carousel.locator("[data-turn='-1']"), carousel.locator("[data-turn='1']")];
  await expect(next).toBeVisible();
  await expect(previous).toHaveAttribute("aria-disabled", "true");
  // What goes on stands further left, as its arrow points.
  const at = async (button: typeof next) => (await button.boundingBox())!.x;
  expect(await at(next)).toBeLessThan(await at(previous));
  await next.click();
  await expect.poll(() => row.evaluate((row) => row.scrollLeft)).toBeLessThan(-200);
  await expect(previous).toHaveAttribute("aria-disabled", "false");

  await page.goto(house.url + ARABIC + COAT);
  await live(page);
  const strip = page.locator(".gallery-strip");
  await strip.focus();
  await strip.press("ArrowLeft");
  const shown = page.locator("[data-place]");
  await expect(shown).toHaveText("2");
  await strip.press("ArrowRight");
  await expect(shown).toHaveText("1");
  await page.locator(".thumbnail").nth(2).click();
  await expect(shown).toHaveText("3");
  // An amount keeps its order, and its place within the line.
  await expect(page.locator(".offer .price-now")).toHaveText(/345\.00\s*UK£$/);
});

for (const [name, width, colorScheme] of [
  ["a phone in the light", 390, "light"],
  ["a desk in the dark", 1440, "dark"],
] as const) {
  test(`no barrier in another language on ${name}`, async ({ house, visit }) => {
    test.setTimeout(120_000);
    const page = await visit({ viewport: { width, height: 900 }, colorScheme });
    for (const front of [GERMAN, ARABIC]) {
      const others = ["", COAT, "/c/outerwear", "/search?q=wool"].map((below) => front + below);
      for (const path of [front.slice(0, 3), front.replace("/t/", "/directory/t/"), ...others]) {
        await page.goto(house.url + path);
        const found = await new AxeBuilder({ page }).analyze();
        expect(found.violations.map(({ id, nodes }) => [id, nodes[0].html]), path).toEqual([]);
        const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(wider, `${path} fits the width`).toBeLessThanOrEqual(0);
      }
    }
  });
}
