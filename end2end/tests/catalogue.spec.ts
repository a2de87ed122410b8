// From a source's delivery, in another process, to the open page.
import { draft } from "./catalogue";
import { expect, live, mark, shelf, streams, test, watch } from "./house";

const SHOP = "tidewater-table";

test("another price reaches the open window and touches that product's cards only", async ({ house, visit }) => {
  const { name } = draft(SHOP, "TT-205");
  const page = await visit();
  const lines = streams(page);
  await page.goto(`${house.url}/t/${SHOP}`);
  await live(page);

  // It was sold out: stock brings it to both its shelves.
  const cards = page.locator("[data-product-id]", { has: page.getByRole("heading", { name }) });
  await expect(cards).toHaveCount(0);
  await house.import(SHOP, [draft(SHOP, "TT-205", { stock: 40 })]);
  await expect(cards).toHaveCount(2);
  await expect(cards.locator(".price-now")).toHaveText(["€26.00", "€26.00"]);
  await expect(page.locator("[data-announcement]")).toContainText(name);

  await cards.last().getByRole("link").focus();
  await expect(cards.last()).toBeInViewport({ ratio: 1 });
  // The row tells its buttons how far it has been turned.
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  const seen = await watch(page);
  const kept = await mark(page);
  const all = await kept();
  await house.import(SHOP, [draft(SHOP, "TT-205", { stock: 40, priceCents: 3150 })]);
  await expect(cards.locator(".price-now")).toHaveText(["€31.50", "€31.50"]);
  await expect(page.locator("[data-announcement]")).toHaveText(`${name} has just changed.`);
  const [id] = await cards.evaluateAll((cards) => cards.map((card) => card.getAttribute("data-product-id")));
  expect(await seen()).toEqual({ sameDocument: true, touched: [id], elsewhere: [], asked: [] });
  expect(await kept()).toEqual(all);
  await expect(cards.last().getByRole("link")).toBeFocused();
  expect(lines).toHaveLength(1);
});

test("price and stock of a product's own page follow the catalogue", async ({ house, visit }) => {
  const { slug } = draft(SHOP, "TT-236");
  const page = await visit();
  const lines = streams(page);
  await page.goto(`${house.url}/t/${SHOP}/p/${slug}`);
  await live(page);
  const offer = page.locator(".offer");
  await expect(offer).toContainText("€18.00");
  await expect(offer).toContainText("In stock");
  const seen = await watch(page, ".offer, .buy");
  const add = page.getByRole("button", { name: "Add to cart" });

  await house.import(SHOP, [draft(SHOP, "TT-236", { priceCents: 1450, stock: 60 })]);
  await expect(offer.locator(".price-now")).toHaveText("€14.50");
  await expect(offer.locator("[data-stock]")).toHaveText("In stock");
  await house.import(SHOP, [draft(SHOP, "TT-236", { priceCents: 1450, stock: 0 })]);
  await expect(offer.locator("[data-stock]")).toHaveText("Sold out");
  await expect(add).toBeDisabled();
  await expect(page.getByText("Sold out at the moment.")).toBeVisible();
  await house.import(SHOP, [draft(SHOP, "TT-236", { priceCents: 1450, stock: 2 })]);
  await expect(offer.locator("[data-stock]")).toHaveText("Only 2 left");
  await expect(add).toBeEnabled();

  const { touched, ...rest } = await seen();
  expect(touched).toHaveLength(1);
  expect(rest).toEqual({ sameDocument: true, elsewhere: [], asked: [] });
  expect(lines).toHaveLength(1);
});

test("a product of several forms points to the latest of them, and its category shows the price", async ({ house, visit }) => {
  const { name, slug } = draft(SHOP, "TT-211");
  const list = await visit();
  await list.goto(`${house.url}/t/${SHOP}/c/cups-mugs`);
  await live(list);
  const page = await visit();
  await page.goto(`${house.url}/t/${SHOP}/p/${slug}`);
  await live(page);
  const card = list.locator("[data-product-id]", { has: list.getByRole("heading", { name }) });
  await expect(card.locator(".price-now")).toHaveText("€26.00");
  const seen = await watch(list);

  await house.import(SHOP, [draft(SHOP, "TT-211", { priceCents: 2250, stock: 0 })]);
  await expect(card.locator(".price-now")).toHaveText("€22.50");
  await expect(card.locator("[data-stock]")).toHaveText("Sold out");
  const id = await card.getAttribute("data-product-id");
  expect(await seen()).toEqual({ sameDocument: true, touched: [id], elsewhere: [], asked: [] });

  await expect(page.locator(".offer .price-now")).toHaveText("€22.50");
  await page.getByRole("link", { name: "Show the latest options" }).click();
  await expect(page.getByText("This product has just changed.")).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Soot (sold out)" })).toBeVisible();
  await house.import(SHOP, [draft(SHOP, "TT-211")]);
  await expect(card.locator(".price-now")).toHaveText("€26.00");
});

test("what is sold out leaves its shelf and comes back to its place", async ({ house, visit }) => {
  const { name } = draft(SHOP, "TT-241");
  const page = await visit();
  const lines = streams(page);
  await page.goto(`${house.url}/t/${SHOP}`);
  await live(page);
  const names = shelf(page, "One of each left").locator(".card-name");
  const before = await names.allTextContents();
  const place = before.indexOf(name);
  expect(place).toBeGreaterThan(0);
  expect(place).toBeLessThan(before.length - 1);
  const others = before.filter((other) => other !== name);
  const seen = await watch(page);
  const kept = await mark(page);
  const all = await kept();

  await house.import(SHOP, [draft(SHOP, "TT-241", { stock: 0 })]);
  await expect(names).toHaveText(others);
  await expect(page.locator("[data-announcement]")).toContainText(name);
  await house.import(SHOP, [draft(SHOP, "TT-241", { stock: 9 })]);
  await expect(names).toHaveText(before);

  expect(await kept(), "every other card keeps its nodes").toEqual(all.filter((other) => other !== name));
  const id = await page.locator("[data-product-id]", { hasText: name }).getAttribute("data-product-id");
  const { touched, sameDocument, asked } = await seen();
  expect({ touched: touched.filter((other) => other !== id), sameDocument, asked }).toEqual({
    touched: [],
    sameDocument: true,
    asked: [],
  });
  expect(lines).toHaveLength(1);
});
