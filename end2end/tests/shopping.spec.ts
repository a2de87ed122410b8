// From a product to an order: what is a visitor's own, with scripts and without, on every device.
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { SHOP, type House, expect, live, test } from "./house";

const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };
const FRONT = `/t/${SHOP}`;
const MINUTE = 60_000;

async function clean(page: Page): Promise<void> {
  const found = await new AxeBuilder({ page }).analyze();
  expect(found.violations.map(({ id, nodes }) => [id, nodes[0].html])).toEqual([]);
}

// The page of a product in the form that is sold under this number.
async function open(page: Page, house: House, slug: string, sku: string): Promise<void> {
  await page.goto(`${house.url}${FRONT}/p/${slug}`);
  for (let tries = 0; tries < 4; tries += 1) {
    if ((await page.locator('[action="/fn/cart/add"] [name=sku]').inputValue()) === sku) return;
    const ways = await page.locator(".option").evaluateAll((all) => all.map((way) => (way as HTMLAnchorElement).href));
    for (const way of ways) {
      await page.goto(way);
      if ((await page.locator('[action="/fn/cart/add"] [name=sku]').inputValue()) === sku) return;
    }
  }
  throw new Error(`${slug} is not sold as ${sku}`);
}

// As a form of the page would, without the page.
async function put(page: Page, house: House, slug: string, sku: string, quantity = 1): Promise<void> {
  await open(page, house, slug, sku);
  const form = page.locator('[action="/fn/cart/add"]');
  const product = await form.locator("[name=product]").inputValue();
  const headers = { accept: "application/json", origin: house.url };
  const fields = { front: FRONT, product, sku };
  const added = await page.request.post(`${house.url}/fn/cart/add`, { headers, form: fields });
  expect(added.status()).toBe(200);
  const set = { front: FRONT, sku, quantity: `${quantity}` };
  expect((await page.request.post(`${house.url}/fn/cart/set`, { headers, form: set })).status()).toBe(200);
}

async function enter(page: Page): Promise<void> {
  await page.getByLabel("Name", { exact: true }).fill("Ines Vale");
  await page.getByLabel("E-mail").fill("ines@example.com");
  await page.getByLabel("Street and number").fill("12 Harbour Row");
  await page.getByLabel("Postal code").fill("EX1 1AA");
  await page.getByLabel("Town or city").fill("Exmouth");
  await page.getByLabel("Country").selectOption("GB");
}

const count = (page: Page) => page.locator("[data-cart-count]");
const toCheckout = (page: Page) => page.getByRole("button", { name: "Go to checkout" });

// Where everything can be had.
async function checkOut(page: Page): Promise<void> {
  await toCheckout(page).click();
  await expect(page).toHaveURL(/\/checkout$/);
}

test("an outfit becomes an order on a phone", async ({ house, visit }) => {
  const page = await visit(PHONE);
  await open(page, house, "ferry-tote", "MV-142-CAME");
  await live(page);
  await page.getByRole("button", { name: "Add to outfit" }).click();
  await expect(page.locator("[data-added-said]")).toContainText("Added to your outfit.");
  // One whose form is still to be chosen.
  await page.goto(`${house.url}${FRONT}/p/boot-socks`);
  await expect(page.getByRole("button", { name: "Add to cart" })).toBeDisabled();
  await clean(page);
  await live(page);
  await page.getByRole("button", { name: "Add to outfit" }).click();
  await page.getByRole("link", { name: "Your outfits" }).click();
  await expect(page.getByText("2 pieces")).toBeVisible();
  await clean(page);
  await page.getByRole("link", { name: "My outfit" }).click();
  await expect(page.getByText("Choose an option of every piece, then")).toBeVisible();
  await expect(page.getByRole("button", { name: "Set it all aside" })).toHaveCount(0);
  const choice = page.getByLabel("Option, Boot Socks");
  await expect(choice.getByRole("option", { name: /sold out/ })).toBeDisabled();
  await choice.selectOption("MV-155-RUST");
  await page.getByRole("button", { name: "Choose Boot Socks" }).click();
  await clean(page);
  await page.getByLabel("Name of the outfit").fill("For the ferry");
  await page.getByRole("button", { name: "Rename" }).click();
  await expect(page.getByRole("heading", { name: "For the ferry" })).toBeVisible();

  // Whoever is shown it may look and keep a copy, and change nothing.
  const friend = await visit(PHONE);
  await friend.goto(page.url());
  await expect(friend.getByRole("button", { name: "Rename" })).toHaveCount(0);
  await friend.getByRole("button", { name: "Keep a copy" }).click();
  await expect(friend.getByRole("button", { name: "Rename" })).toBeVisible();
  expect(friend.url()).not.toBe(page.url());

  await page.getByRole("button", { name: "Set it all aside" }).click();
  await expect(page).toHaveURL(/\/checkout$/);
  await expect(page.locator("[data-left]")).toHaveText(/^(30:00|29:5\d)$/);
  await expect(count(page)).toHaveText("2");
  await clean(page);
  await enter(page);
  await page.getByRole("button", { name: "Place the order" }).click();
  await expect(page.getByText("Thank you. Your order stands")).toBeVisible();
  await expect(page.getByRole("row", { name: /Ferry Tote/ })).toBeVisible();
  await expect(count(page)).toBeHidden();
  await clean(page);
  await page.getByRole("link", { name: "Your orders" }).click();
  await expect(page.getByRole("link", { name: /^Order \d+$/ })).toHaveCount(1);
  await clean(page);
});

test("without scripts forms lead from a product to an order", async ({ house, visit, excused }) => {
  excused.push(/status of 422/);
  const page = await visit({ javaScriptEnabled: false });
  await open(page, house, "felt-fedora", "MV-152-CHAR");
  await page.getByRole("button", { name: "Add to cart" }).click();
  await expect(page).toHaveURL(`${house.url}${FRONT}/cart`);
  await page.getByLabel("Quantity, Felt Fedora").fill("3");
  await page.getByRole("button", { name: "Update Felt Fedora" }).click();
  await expect(page.getByText("£89.00 each")).toBeVisible();
  await page.getByLabel("Quantity, Felt Fedora").fill("50");
  await page.getByRole("button", { name: "Update Felt Fedora" }).click();
  await toCheckout(page).click();
  await expect(page.getByRole("alert")).toContainText("Not everything can be had");
  await page.getByRole("button", { name: "Take the 5 that are left" }).click();
  await checkOut(page);
  await expect(page.getByText(/Set aside for you until \d\d:\d\d\./)).toBeVisible();
  await enter(page);
  await page.getByLabel("E-mail").fill("ines@example");
  await page.getByRole("button", { name: "Place the order" }).click();
  const faults = page.getByRole("alert");
  await expect(faults).toContainText("name@example.com");
  await expect(faults).toBeFocused();
  await expect(page.getByLabel("E-mail")).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Town or city")).toHaveValue("Exmouth");
  await page.getByRole("button", { name: "I need more time" }).click();
  await expect(page.getByRole("button", { name: "I need more time" })).toHaveCount(0);
  await expect(page.getByLabel("Town or city")).toHaveValue("Exmouth");
  await page.getByLabel("E-mail").fill("ines@example.com");
  await page.getByRole("button", { name: "Place the order" }).click();
  await expect(page.getByText("Thank you. Your order stands")).toBeVisible();
});

test("a cart is the same in two tabs and on another device", async ({ house, visit }) => {
  const page = await visit();
  await open(page, house, "border-check-scarf", "MV-140-RUST");
  await live(page);
  await expect(count(page)).toBeHidden();
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.getByRole("button", { name: "Add to cart" }).click();
  await expect(page.locator("[data-added-said]")).toContainText("Added to your cart.");
  await expect(count(page)).toHaveText("1");
  expect(asked).not.toContain(`${FRONT}/cart`);

  const tab = await page.context().newPage();
  await tab.goto(`${house.url}${FRONT}/cart`);
  await expect(tab.getByLabel("Quantity, Border Check Scarf")).toHaveValue("1");
  await page.getByRole("button", { name: "Add to cart" }).click();
  await expect(tab.getByLabel("Quantity, Border Check Scarf")).toHaveValue("2");
  await expect(count(tab)).toHaveText("2");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("button", { name: "Add to cart" })).toBeFocused();
  await expect(tab.getByLabel("Quantity, Border Check Scarf")).toHaveValue("1");

  // What somebody enters is left alone until they have done.
  await tab.getByLabel("Quantity, Border Check Scarf").fill("4");
  await page.getByRole("button", { name: "Add to cart" }).click();
  await expect(count(tab)).toHaveText("2");
  await expect(tab.getByLabel("Quantity, Border Check Scarf")).toHaveValue("4");
  await tab.keyboard.press("Enter");
  await expect(count(page)).toHaveText("4");

  await tab.getByRole("button", { name: "Go on with this cart on another device" }).click();
  const link = await tab.getByLabel("Your cart on another device").inputValue();
  expect(tab.url()).not.toContain("join");
  const other = await visit(PHONE);
  await put(other, house, "felt-fedora", "MV-152-CAME");
  const { pathname, search } = new URL(link);
  await other.goto(house.url + pathname + search);
  await clean(other);
  await other.getByRole("button", { name: "Use that cart here" }).click();
  await expect(other.getByLabel("Quantity, Border Check Scarf")).toHaveValue("4");
  await expect(other.getByLabel("Quantity, Felt Fedora")).toHaveValue("1");
  await expect(count(page)).toHaveText("5");
  await other.getByRole("button", { name: "Remove Felt Fedora" }).click();
  await expect(count(page)).toHaveText("4");
});

test("the last piece goes while somebody looks at it", async ({ house, visit }) => {
  const [first, second] = [await visit(), await visit()];
  await put(first, house, "petal-silk-square", "MV-141-ROSE");
  await put(second, house, "petal-silk-square", "MV-141-ROSE");
  for (const page of [first, second]) {
    await page.goto(`${house.url}${FRONT}/cart`);
    await live(page);
    await expect(page.locator(".line .stock")).toHaveText("Only 1 left");
  }
  await checkOut(first);
  await expect(second.locator(".line .stock")).toHaveText("Sold out");
  await toCheckout(second).click();
  await expect(second.getByRole("alert")).toContainText("Not everything can be had");
  await clean(second);
  await live(second);
  await first.getByRole("button", { name: "Let go of it" }).click();
  await expect(second.locator(".line .stock")).toHaveText("Only 1 left");
});

test("time runs out before one's eyes, and what was entered stays", async ({ house, visit }) => {
  const page = await visit();
  await put(page, house, "bridle-belt", "MV-153-BLAC", 2);
  await page.goto(`${house.url}${FRONT}/cart`);
  await checkOut(page);
  await live(page);
  await enter(page);
  await house.advance(30 * MINUTE);
  await expect(page.getByText("Nothing is set aside for you at the moment.")).toBeVisible();
  await expect(page.locator("[data-announcement]")).toHaveText(/The time is over/);
  await expect(page.getByRole("button", { name: "Place the order" })).toHaveCount(0);
  await expect(page.getByLabel("Town or city")).toHaveValue("Exmouth");
  await page.getByRole("button", { name: "Set it aside again" }).click();
  await expect(page.locator("[data-left]")).toHaveText(/^(30:00|29:5\d)$/);
  await expect(page.getByLabel("Town or city")).toHaveValue("Exmouth");
  await page.getByRole("button", { name: "Place the order" }).click();
  await expect(page.getByText("Thank you. Your order stands")).toBeVisible();
});

test("a countdown says when there is little left", async ({ house, visit }) => {
  const page = await visit();
  await put(page, house, "woven-belt", "MV-154-INK");
  await page.goto(`${house.url}${FRONT}/cart`);
  await checkOut(page);
  await house.advance(25 * MINUTE - 8_000);
  await page.reload();
  await live(page);
  await expect(page.locator("[data-left]")).toHaveText(/^5:0\d$/);
  await expect(page.locator("[data-announcement]")).toHaveText("5 minutes left.");
});

test("an order that is sent twice is one", async ({ house, visit }) => {
  const page = await visit();
  await put(page, house, "boot-socks", "MV-155-RUST");
  await page.goto(`${house.url}${FRONT}/cart`);
  await checkOut(page);
  await enter(page);
  const form = await page.locator("#order-form").evaluate((form) =>
    Object.fromEntries([...new FormData(form as HTMLFormElement)].map(([name, value]) => [name, String(value)])),
  );
  const send = () =>
    page.request.post(`${house.url}${FRONT}/checkout`, { form, headers: { origin: house.url }, maxRedirects: 0 });
  const [once, twice] = await Promise.all([send(), send()]);
  expect([once.status(), twice.status()]).toEqual([303, 303]);
  expect(twice.headers().location).toBe(once.headers().location);
  // And once more by the button, on the page that was open all the while.
  await page.goBack();
  await page.goto(`${house.url}${FRONT}/orders`);
  await expect(page.getByRole("link", { name: /^Order \d+$/ })).toHaveCount(1);
});

test("by keys alone a cart is changed and an order placed", async ({ house, visit }) => {
  const page = await visit();
  await open(page, house, "market-canvas-bag", "MV-144-MOSS");
  await live(page);
  await page.getByRole("button", { name: "Add to cart" }).focus();
  await page.keyboard.press("Enter");
  await expect(count(page)).toHaveText("1");
  await page.locator("[data-cart]").focus();
  await page.keyboard.press("Enter");
  await page.getByLabel("Quantity, Market Canvas Bag").focus();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await expect(page.getByText("£45.00 each")).toBeVisible();
  await toCheckout(page).focus();
  await page.keyboard.press("Enter");
  await page.getByLabel("Name", { exact: true }).focus();
  for (const words of ["Ines Vale", "ines@example.com", "", "12 Harbour Row", "", "EX1 1AA", "Exmouth"]) {
    await page.keyboard.type(words);
    await page.keyboard.press("Tab");
  }
  await page.keyboard.type("United K");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Place the order" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByText("Thank you. Your order stands")).toBeVisible();
});

test("a cart speaks its shop's languages", async ({ house, visit }) => {
  const page = await visit(PHONE);
  await put(page, house, "ankle-socks", "MV-156-SKY", 2);
  await page.goto(`${house.url}/ar${FRONT}/cart`);
  await expect(page.locator("html")).toHaveAttribute("dir", "rtl");
  await expect(page.getByRole("heading", { name: "السلة" })).toBeVisible();
  await clean(page);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(wide).toBeLessThanOrEqual(0);
  await page.goto(`${house.url}/de${FRONT}/cart`);
  await page.getByRole("button", { name: "Zur Kasse" }).click();
  await expect(page).toHaveURL(`${house.url}/de${FRONT}/checkout`);
  await expect(page.getByRole("heading", { name: "Kasse" })).toBeVisible();
  await clean(page);
});
