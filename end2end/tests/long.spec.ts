// A catalogue of thousands at the board: all that is found can be gone through, and all that
// stands on a shelf, while a browser holds little of it.
import AxeBuilder from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { House, SHOP, test as base, expect, shelf } from "./house";

const PICKED = "Picked by Maren";
const COUNT = 3000;
// Of the longest list, in a window of this test's size.
const MOST_ROWS = 90;

// A house of their own: other tests count what there is.
const test = base.extend<object, { house: House }>({
  house: [
    async ({}, use) => {
      const house = new House();
      await house.open();
      await house.generate(SHOP, COUNT);
      await use(house);
      await house.close();
    },
    { scope: "worker" },
  ],
});

const rows = (page: Page) => page.locator(".found-item");
const view = (page: Page) => page.locator(".found-view");
const shows = (page: Page, place: number) => page.locator(`.found-item[aria-posinset="${place}"]`);

// As somebody sees it: within the list's own view.
async function inView(row: Locator): Promise<void> {
  await expect(row).not.toHaveAttribute("aria-busy");
  await expect
    .poll(() =>
      row.evaluate((row) => {
        const [own, view] = [row.getBoundingClientRect(), row.closest(".found-view")!.getBoundingClientRect()];
        return own.top >= view.top - 1 && own.bottom <= view.bottom + 1;
      }),
    )
    .toBe(true);
}

async function all(page: Page): Promise<number> {
  await page.getByLabel("Add to").selectOption({ label: PICKED });
  await page.getByRole("button", { name: "All products" }).click();
  const count = page.locator(".finder [role=status]");
  await expect(count).toHaveText(/^\d+ products$/);
  const total = parseInt(await count.innerText());
  expect(total).toBeGreaterThan(COUNT);
  await expect(rows(page).first()).toHaveAttribute("aria-setsize", String(total));
  return total;
}

test("thousands found are gone through by keyboard, and the last one is added", async ({ merchandise }) => {
  const board = await merchandise();
  const total = await all(board);
  const field = board.getByLabel("Find products");
  await field.focus();
  await board.keyboard.press("ArrowDown");
  const focused = () => board.evaluate(() => document.activeElement!.id);
  await expect.poll(focused).toBe("found-choose-0");
  await board.keyboard.press("ArrowDown");
  await expect.poll(focused).toBe("found-choose-1");
  await board.keyboard.press("PageDown");
  await expect.poll(focused).toMatch(/^found-choose-([4-9]|1\d)$/);

  await board.keyboard.press("End");
  await expect.poll(focused).toBe(`found-choose-${total - 1}`);
  await inView(shows(board, total));
  expect(await rows(board).count()).toBeLessThan(MOST_ROWS);
  await board.keyboard.press("Home");
  await expect.poll(focused).toBe("found-choose-0");
  await inView(shows(board, 1));

  // A held key is not left behind.
  for (let pressed = 0; pressed < 40; pressed += 1) await board.keyboard.press("PageDown");
  await expect.poll(async () => parseInt((await focused()).split("-")[2])).toBeGreaterThan(100);
  await board.keyboard.press("End");
  await expect.poll(focused).toBe(`found-choose-${total - 1}`);
  await inView(shows(board, total));
  const name = await shows(board, total).locator(".found-name").innerText();
  await board.keyboard.press("Tab");
  await expect.poll(focused).toBe(`found-add-${total - 1}`);
  await board.keyboard.press("Enter");
  await expect(shelf(board, PICKED).locator(".board-item-name").last()).toHaveText(name);
  await expect(board.getByRole("button", { name: `Added ${name} to ${PICKED}` })).toBeFocused();
  const { violations } = await new AxeBuilder({ page: board }).analyze();
  expect(violations).toEqual([]);
  await shelf(board, PICKED).getByRole("button", { name: `Remove ${name}` }).click();
  await expect(shelf(board, PICKED).getByText(name)).toHaveCount(0);
});

test("thousands found are gone through by pointer, and chosen ones keep", async ({ merchandise }) => {
  const board = await merchandise();
  const total = await all(board);
  const free = rows(board).filter({ has: board.getByRole("button", { name: /^Add / }) }).first();
  const first = await free.locator(".found-name").innerText();
  await free.getByRole("checkbox").check();
  const box = (await view(board).boundingBox())!;
  await board.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await board.mouse.wheel(0, 4000);
  // Some forty rows on.
  await inView(shows(board, 60));
  // As whoever takes the bar and pulls it down.
  await view(board).evaluate((view) => (view.scrollTop = view.scrollHeight));
  await inView(shows(board, total));
  expect(await rows(board).count()).toBeLessThan(MOST_ROWS);
  const last = await shows(board, total).locator(".found-name").innerText();
  await shows(board, total).getByRole("checkbox").check();
  await board.getByRole("button", { name: `Add 2 to ${PICKED}` }).click();
  await expect(shelf(board, PICKED).locator(".board-item-name").last()).toHaveText(last);
  await expect(shelf(board, PICKED).locator(".board-item-name").nth(-2)).toHaveText(first);

  // What is typed then begins at its beginning.
  await board.getByLabel("Find products").fill("coat");
  await expect(board.locator(".finder [role=status]")).not.toHaveText(`${total} products`);
  await inView(shows(board, 1));
});

test("thousands on a shelf are scrolled through, carried and dragged far away", async ({ merchandise, house }) => {
  const board = await merchandise(undefined, { viewport: { width: 1280, height: 900 } });
  const page = await board.request.get(`${house.url}/api/featured-products/management?tenantId=${SHOP}`);
  const { shelves } = await page.json();
  const own = shelves.find((shelf: { name: string }) => shelf.name === PICKED);
  for (let from = 200; from < 1700; from += 500) {
    const edits = Array.from({ length: 500 }, (_, at) => ({ typeId: own.id, productId: from + at, action: { place: {} } }));
    const answer = await board.request.post(`${house.url}/api/featured-products/edits?tenantId=${SHOP}`, {
      data: { edits },
      headers: { origin: house.url },
    });
    expect(answer.ok(), await answer.text()).toBe(true);
  }
  await board.reload();
  await expect(board.locator("[data-board]")).toHaveAttribute("data-ready", "true");
  const picked = shelf(board, PICKED);
  const items = picked.locator(".board-item");
  const total = Number(await items.first().getAttribute("aria-setsize"));
  expect(total).toBeGreaterThan(1500);
  const at = (place: number) => picked.locator(`.board-item[aria-posinset="${place}"]`);
  await expect.poll(() => items.count()).toBeLessThan(MOST_ROWS);

  // To the end of the shelf, as if all stood there.
  await picked.locator("ol").first().evaluate((list) => list.scrollIntoView({ block: "end" }));
  await expect(at(total)).toBeInViewport();
  expect(await items.count()).toBeLessThan(MOST_ROWS);
  const name = await at(total).locator(".board-item-name").innerText();

  // Far away by number: it keeps the focus, and one sees where it went.
  await at(total).getByRole("spinbutton").fill("700");
  await board.keyboard.press("Enter");
  await expect(at(700).locator(".board-item-name")).toHaveText(name);
  await expect(at(700).getByRole("spinbutton")).toBeFocused();
  await expect(at(700)).toBeInViewport();
  await expect(board.locator("[data-said]")).toContainText("position 700");

  // On by keyboard, and by pointer.
  await at(700).locator(".grip").focus();
  await board.keyboard.press("Space");
  for (let place = 701; place <= 730; place += 1) {
    await board.keyboard.press("ArrowDown");
    await expect(at(place).locator(".grip")).toBeFocused();
  }
  await board.keyboard.press("Space");
  await expect(board.locator("[data-said]")).toContainText(`${name} now stands at position 730`);
  await expect(at(730).locator(".board-item-name")).toHaveText(name);

  const from = (await at(730).locator(".grip").boundingBox())!;
  const to = (await at(727).boundingBox())!;
  await board.mouse.move(from.x + 5, from.y + 5);
  await board.mouse.down();
  await board.mouse.move(from.x + 20, from.y - 20);
  await board.mouse.move(to.x + 200, to.y + 8, { steps: 5 });
  await board.mouse.up();
  await expect(at(727).locator(".board-item-name")).toHaveText(name);

  // Near the edge the page goes along, as far as one likes.
  const grip = (await at(727).locator(".grip").boundingBox())!;
  await board.mouse.move(grip.x + 5, grip.y + 5);
  await board.mouse.down();
  await board.mouse.move(grip.x + 60, grip.y + 40);
  await board.mouse.move(grip.x + 60, 890);
  await expect(at(780)).toBeInViewport();
  await board.mouse.move(grip.x + 60, 450);
  await expect(board.locator(".board-line")).toBeVisible();
  await board.mouse.up();
  await expect(board.locator("[data-said]")).toContainText(new RegExp(`${name} now stands at position 7[5-9]\\d|${name} now stands at position 8\\d\\d`));
});
