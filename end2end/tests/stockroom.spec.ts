// Looking after stock, holds and orders: what the admin does is seen by shoppers at once.
import AxeBuilder from "@axe-core/playwright";
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { House, SHOP, expect, test } from "./house";

const CUSTOMER = {
  name: "Ines Vale",
  email: "ines@example.com",
  street: "12 Harbour Row",
  postalCode: "EX1 1AA",
  city: "Exmouth",
  country: "GB",
};

const accessible = async (page: Page) => {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations).toEqual([]);
  }
};

// Another system, with a key.
const system = (house: House, key: string) => async (path: string, body: unknown) => {
  const answer = await fetch(`${house.url}${path}`, {
    method: "POST",
    headers: { "x-api-key": key, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(201);
  return answer.json();
};

// Numbers of what is sold; those of products with variants are not.
const SOLD = /^MV-\d+-/;

// Whose holds and orders are only those of these tests.
test.use({ houseOf: "the stockroom" });

// An article that is sold by itself, with its page.
const article = async (page: Page, house: House) => {
  await page.goto(`${house.url}/admin/t/${SHOP}/stock`);
  const rows = page.locator(".stock tbody tr").filter({ has: page.locator("td.deed button") });
  const row = rows.filter({ has: page.locator("code", { hasText: SOLD }) }).first();
  return { sku: (await row.locator("code").innerText()).trim(), row };
};

test("a corrected count is on the pages shoppers open from then on", async ({ house, merchandise, visit, excused }) => {
  // Refusals are answers with a status.
  excused.push(/status of (409|422)/);
  const page = await merchandise("owner@example.com");
  const { sku, row } = await article(page, house);
  await accessible(page);
  const free = Number(await row.locator("td.number").first().innerText());

  // By keyboard, with what is wrong at its field.
  const open = row.getByRole("button", { name: "Correct" });
  await open.focus();
  await page.keyboard.press("Enter");
  await expect(open).toHaveAttribute("aria-expanded", "true");
  const form = page.locator("form.correcting");
  await form.getByLabel("Free").fill("0");
  await form.getByLabel("Why").fill("no");
  await page.keyboard.press("Enter");
  await expect(form.locator("[role=alert]", { hasText: "Say why" })).toBeVisible();
  await expect(form.getByLabel("Why")).toHaveAttribute("aria-invalid", "true");
  await accessible(page);

  // What is being typed outlives the page's looking again.
  await form.getByLabel("Why").fill("Water in the cellar");
  await page.waitForResponse((answer) => answer.url().includes("/fn/stock/inventory"));
  await expect(form.getByLabel("Why")).toHaveValue("Water in the cellar");
  await expect(form.getByLabel("Why")).toBeFocused();

  await page.goto(`${house.url}/admin/t/${SHOP}/stock?sku=${encodeURIComponent(sku)}`);
  const window = await page.getByRole("link", { name: "See it in the window" }).getAttribute("href");
  const shopper = await visit();
  await shopper.goto(`${house.url}${window}`);
  const before = await shopper.locator("main").innerText();
  await page.getByRole("button", { name: "Correct the count" }).click();
  await form.getByLabel("Free").fill(String(free + 1000));
  await form.getByLabel("Why").fill("Found a crate");
  await page.keyboard.press("Enter");
  await expect(page.getByText(`${sku}: ${free + 1000} free now.`)).toBeVisible();
  await expect(page.getByRole("button", { name: "Correct the count" })).toBeFocused();
  await expect(page.getByText(`${free} → ${free + 1000}: Found a crate`)).toBeVisible();
  await page.getByRole("button", { name: "Correct the count" }).click();
  await form.getByLabel("Free").fill("0");
  await form.getByLabel("Why").fill("Water in the cellar");
  await page.keyboard.press("Enter");
  await expect(page.getByText(`${sku}: 0 free now.`)).toBeVisible();
  // A form of a product is told by its page when it is opened.
  await expect
    .poll(async () => {
      await shopper.reload();
      return shopper.locator("main").innerText();
    })
    .not.toBe(before);

  await page.goto(`${house.url}/admin/t/${SHOP}/stock?level=sold_out`);
  await expect(page.locator(".stock tbody code").getByText(sku, { exact: true })).toBeVisible();
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Take away as CSV" }).click();
  const file = readFileSync(await (await download).path(), "utf8");
  expect(file).toContain("Water in the cellar");
});

test("a hold is let go of, and an order is read whole", async ({ house, merchandise, excused }) => {
  excused.push(/status of (409|422)/);
  const page = await merchandise("owner@example.com");
  await page.goto(`${house.url}/admin/t/${SHOP}/stock`);
  // One that can be had.
  const rows = page.locator(".stock tbody tr").filter({ has: page.locator("td.number:not(.warn)") });
  const sold = rows.filter({ has: page.locator("code", { hasText: SOLD }) });
  const sku = (await sold.last().locator("code").innerText()).trim();
  const ask = system(house, await house.key(SHOP));
  await ask("/api/holds", { items: [{ sku, quantity: 1 }], customerId: "till 4" });

  await page.getByRole("navigation", { name: "Admin" }).getByRole("link", { name: "Holds" }).click();
  const hold = page.locator(".quarantine > li", { hasText: "till 4" });
  await expect(hold).toContainText("Counter");
  await expect(hold.locator(".until")).toHaveText(/lets go in (29|30):/);
  const told = await hold.locator(".until").innerText();
  await expect(hold.locator(".until")).not.toHaveText(told);
  await accessible(page);
  await hold.getByRole("button", { name: /^Let go/ }).click();
  await hold.getByRole("button", { name: "Keep it" }).click();
  await hold.getByRole("button", { name: /^Let go/ }).click();
  await hold.getByRole("button", { name: /^Yes, let go/ }).click();
  await expect(hold).toHaveCount(0);
  await expect(page.getByText("Nothing is set aside.")).toBeVisible();

  // An order that comes while one looks.
  await page.getByRole("navigation", { name: "Admin" }).getByRole("link", { name: "Orders" }).click();
  await expect(page.getByText("No order is like that.")).toBeVisible();
  await ask("/api/orders", { items: [{ sku, quantity: 1 }], customer: CUSTOMER });
  await page.getByRole("link", { name: "1001" }).click();
  await expect(page.getByRole("heading", { name: "Order 1001" })).toBeVisible();
  await expect(page.getByText("12 Harbour Row")).toBeVisible();
  await expect(page.getByText("Became an order")).toBeVisible();
  await accessible(page);
  await page.getByRole("navigation", { name: "Admin" }).getByRole("link", { name: "Letters" }).click();
  await expect(page.getByText("No mail server is configured")).toBeVisible();
  await accessible(page);
});

test("who only sees has no buttons", async ({ house, merchandise }) => {
  const page = await merchandise();
  await page.goto(`${house.url}/admin/t/${SHOP}/stock`);
  await expect(page.locator(".stock tbody tr").first()).toBeVisible();
  await expect(page.getByRole("button", { name: /^Correct/ })).toHaveCount(0);
});
