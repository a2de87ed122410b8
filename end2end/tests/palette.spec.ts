// Going anywhere in the admin by typing a few letters.
import AxeBuilder from "@axe-core/playwright";
import { SHOP, expect, shelf, test } from "./house";
import type { Page } from "@playwright/test";

const palette = (page: Page) => page.locator("[data-palette]");
const field = (page: Page) => palette(page).getByRole("combobox");
const options = (page: Page) => palette(page).getByRole("option");

async function open(page: Page, typed: string): Promise<void> {
  await expect(page.getByRole("button", { name: "Go to" })).toBeEnabled();
  await page.keyboard.press("Control+k");
  await expect(field(page)).toBeFocused();
  await field(page).fill(typed);
}

test("a few letters lead to a page, a shelf and a product", async ({ house, merchandise }) => {
  const page = await merchandise();
  await page.getByRole("button", { name: "Go to" }).click();
  await expect(field(page)).toBeFocused();
  await expect(options(page).first()).toHaveAttribute("aria-selected", "true");
  const { violations } = await new AxeBuilder({ page }).include("[data-palette]").analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes[0].html])).toEqual([]);
  await field(page).fill("histo");
  await expect(options(page)).toHaveCount(1);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "History" })).toBeVisible();

  // Shelves are known from everywhere in the shop.
  await open(page, "picked");
  await expect(options(page).filter({ hasText: "Picked by Maren" })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/admin\/t\/maren-and-vale#board-shelf-\d+$/);
  await expect(page.locator("[data-board]")).toHaveAttribute("data-ready", "true");

  await open(page, "breton");
  await expect(options(page).filter({ hasText: "Breton Tee" })).toBeVisible();
  await page.keyboard.press("ArrowUp");
  await expect(options(page).last()).toHaveAttribute("aria-selected", "true");
  await expect(field(page)).toHaveAttribute("aria-activedescendant", (await options(page).last().getAttribute("id"))!);
  await options(page).filter({ hasText: "Breton Tee" }).click();
  await expect(page).toHaveURL(`${house.url}/t/${SHOP}/p/breton-tee`);
});

test("what can be done is done, and Escape leaves everything as it is", async ({ merchandise }) => {
  const page = await merchandise();
  const name = (await shelf(page, "Picked by Maren").locator(".board-item-name").allTextContents())[0];
  await shelf(page, "Picked by Maren").getByRole("button", { name: `Remove ${name}`, exact: true }).click();
  const item = shelf(page, "Picked by Maren").locator(".board-item-name", { hasText: name });
  await expect(item).toHaveCount(0);
  await open(page, "undo");
  await expect(options(page)).toHaveText([new RegExp(`Undo: took ${name} off Picked by Maren`)]);
  await page.keyboard.press("Escape");
  await expect(palette(page)).toBeHidden();
  await expect(item).toHaveCount(0);
  await open(page, "undo");
  await expect(options(page)).toHaveCount(1);
  await page.keyboard.press("Enter");
  await expect(page.locator("[data-palette-said]")).toContainText(`You took back: took ${name} off`);
  await expect(item).toHaveCount(1);

  await open(page, "new she");
  await page.keyboard.press("Enter");
  await expect(page.locator("[data-editor]")).toBeVisible();
  await page.goto(page.url().replace(/#.*/, "") + "/products");
  await open(page, "new she");
  await page.keyboard.press("Enter");
  await expect(page.locator("[data-editor]")).toBeVisible();
  await open(page, "sign out");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
});
