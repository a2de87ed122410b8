// The three arrangements of a shelf, by eye and by keyboard.
import type { Locator, Page } from "@playwright/test";
import { SHOP, expect, live, shelf, test } from "./house";

const boxes = (cards: Locator) =>
  cards.evaluateAll((cards) =>
    cards.map((card) => {
      const { left, top, right, bottom } = card.getBoundingClientRect();
      return { left, top, right, bottom };
    }),
  );

async function open(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await live(page);
}

test("a carousel is one row that scrolls by itself, a list stands below each other, a grid fills rows", async ({
  house,
  visit,
}) => {
  const page = await visit({ viewport: { width: 1280, height: 900 } });
  await open(page, `${house.url}/t/${SHOP}`);
  const layout = (name: string) => shelf(page, name).getAttribute("data-layout");
  expect(await layout("New this week")).toBe("grid");
  expect(await layout("Picked by Maren")).toBe("carousel");
  expect(await layout("Last pieces")).toBe("list");
  const cards = (name: string) => shelf(page, name).locator("[data-product-id]");

  const carousel = await boxes(cards("Picked by Maren"));
  expect(new Set(carousel.map(({ top }) => Math.round(top))).size).toBe(1);
  expect(carousel.at(-1)!.right).toBeGreaterThan(1280);
  const grid = await boxes(cards("New this week"));
  const rows = new Set(grid.map(({ top }) => Math.round(top)));
  expect(rows.size).toBeGreaterThan(1);
  expect(rows.size).toBeLessThan(grid.length);
  const list = cards("Last pieces").first();
  const [picture] = await boxes(list.locator(".picture"));
  const [text] = await boxes(list.locator(".card-text"));
  expect(text.left, "the text stands beside the picture").toBeGreaterThanOrEqual(picture.right);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(1280);
});

test("the keyboard walks every shelf, each name in view with its focus to be seen", async ({ house, visit }) => {
  const page = await visit({ viewport: { width: 1000, height: 700 } });
  await open(page, `${house.url}/t/${SHOP}`);
  await page.keyboard.press("Tab");
  await expect(page.locator(":focus")).toHaveText("Skip to content");
  await page.keyboard.press("Enter");
  await expect(page.locator("#main")).toBeFocused();

  // What the shop has to say comes first, where it says something.
  const names = await page.locator(".editorial-link, .shelf .card-name").allTextContents();
  expect(names.length).toBeGreaterThan(15);
  for (const name of names) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      const link = document.activeElement!;
      const { left, right, top, bottom } = link.getBoundingClientRect();
      // A card's link covers the card with what comes after it.
      const cover = link.closest(".card") ? "::after" : undefined;
      const { outlineStyle, outlineWidth } = getComputedStyle(link, cover);
      return {
        name: link.textContent,
        // A row snaps to its cards, so the last one in view may be cut by its edge.
        inView: left >= 0 && left + Math.min(60, right - left) <= innerWidth && top >= 0 && bottom <= innerHeight,
        outline: `${outlineStyle} ${outlineWidth}`,
      };
    });
    expect(focused).toEqual({ name, inView: true, outline: "solid 3px" });
  }
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: names.at(-1)! })).toBeVisible();
});

test("the focus stays on its card while the shelf changes around it", async ({ house, visit, merchandise }) => {
  const admin = await merchandise();
  const page = await visit();
  await open(page, `${house.url}/t/${SHOP}`);
  const names = shelf(page, "Picked by Maren").locator(".card-name");
  const [first, second, ...rest] = await names.allTextContents();
  await names.getByRole("link", { name: second }).focus();
  const focused = page.locator(":focus");
  const board = shelf(admin, "Picked by Maren");
  const place = async (name: string, position: number) => {
    await board.getByRole("spinbutton", { name: `Move ${name} to position` }).fill(String(position));
    await admin.keyboard.press("Enter");
  };

  // Others around it, it around others, and others away.
  await place(first, 5);
  await expect(names.first()).toHaveText(second);
  await expect(focused).toHaveText(second);
  await place(second, 4);
  await expect(names.nth(3)).toHaveText(second);
  await expect(focused).toHaveText(second);
  await place(rest.at(-1)!, 1);
  await expect(names.first()).toHaveText(rest.at(-1)!);
  await expect(focused).toHaveText(second);
  await board.getByRole("button", { name: `Remove ${first}` }).click();
  await expect(names.getByText(first)).toHaveCount(0);
  await expect(focused).toHaveText(second);
});
