// Window and board in one hand.
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { SHOP, clock, expect, live, shelf, streams, test, watch } from "./house";

const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };

async function fits(page: Page): Promise<void> {
  const wide = await page.evaluate(() => [document.documentElement.scrollWidth, visualViewport!.width]);
  expect(wide, "nothing is wider than the screen").toEqual([390, 390]);
}

test("a phone follows the window, and nothing jumps from under the thumb", async ({ house, visit, merchandise }) => {
  const admin = await merchandise();
  const phone = await visit(PHONE);
  const lines = streams(phone);
  await phone.goto(`${house.url}/t/${SHOP}`);
  await live(phone);
  await fits(phone);
  const seen = await watch(phone);
  const names = shelf(phone, "New this week").locator(".card-name");
  const before = await names.allTextContents();

  // The shopper reads further down while the shelf above grows and shrinks.
  const reading = shelf(phone, "Last pieces").locator("[data-product-id]").first();
  await reading.evaluate((card) => card.scrollIntoView({ block: "center" }));
  const height = () => reading.evaluate((card) => Math.round(card.getBoundingClientRect().top));
  const at = await height();

  const name = "Breton Tee";
  await admin.getByLabel("Find products").fill("Breton");
  await admin.getByRole("button", { name: `Add ${name} to New this week` }).click();
  await expect(names).toHaveText([...before, name]);
  await expect.poll(async () => Math.abs((await height()) - at)).toBeLessThanOrEqual(2);
  await fits(phone);

  await admin.getByRole("spinbutton", { name: `Move ${name} to position` }).fill("2");
  await admin.keyboard.press("Enter");
  await expect(names).toHaveText([before[0], name, ...before.slice(1)]);
  await shelf(admin, "New this week").getByRole("button", { name: `Remove ${name}` }).click();
  await expect(names).toHaveText(before);
  await expect.poll(async () => Math.abs((await height()) - at)).toBeLessThanOrEqual(2);

  const { touched, sameDocument, asked } = await seen();
  expect({ touched, sameDocument, asked }).toEqual({ touched: [], sameDocument: true, asked: [] });
  expect(lines).toHaveLength(1);

  // The whole card is the way to the product, and the page there fits and follows too.
  const chosen = await reading.locator(".card-name").textContent();
  await reading.tap({ position: { x: 30, y: 40 } });
  await expect(phone.getByRole("heading", { level: 1, name: chosen! })).toBeVisible();
  await live(phone);
  await fits(phone);
});

test("a shelf that scrolls sideways follows the finger and stays where it was", async ({ house, visit, merchandise }) => {
  const admin = await merchandise();
  const phone = await visit(PHONE);
  await phone.goto(`${house.url}/t/${SHOP}`);
  await live(phone);
  const row = shelf(phone, "Picked by Maren").locator(".shelf-row");
  await row.evaluate((row) => row.scrollIntoView({ block: "center" }));
  const box = (await row.boundingBox())!;
  const hand = await phone.context().newCDPSession(phone);
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", x?: number) =>
    hand.send("Input.dispatchTouchEvent", { type, touchPoints: x === undefined ? [] : [{ x, y }] });
  const [from, y] = [box.x + 340, box.y + box.height / 3];
  await touch("touchStart", from);
  for (let moved = 20; moved <= 300; moved += 20) await touch("touchMove", from - moved);
  await touch("touchEnd");
  const left = () => row.evaluate((row) => Math.round(row.scrollLeft));
  await expect.poll(left).toBeGreaterThan(200);
  let last = -1;
  await expect.poll(async () => last === (last = await left())).toBe(true);

  const name = "Wren Cardigan";
  await admin.getByLabel("Find products").fill(name);
  await admin.getByLabel("Add to").selectOption({ label: "Picked by Maren" });
  await admin.getByRole("button", { name: `Add ${name} to Picked by Maren` }).click();
  const names = row.locator(".card-name");
  await expect(names.last()).toHaveText(name);
  expect(Math.abs((await left()) - last)).toBeLessThanOrEqual(2);
  await shelf(admin, "Picked by Maren").getByRole("button", { name: `Remove ${name}` }).click();
  await expect(names.getByText(name)).toHaveCount(0);
  expect(Math.abs((await left()) - last)).toBeLessThanOrEqual(2);
});

test("the board is worked with a thumb", async ({ house, visit, merchandise }) => {
  const shopper = await visit();
  await shopper.goto(`${house.url}/t/${SHOP}`);
  await live(shopper);
  const names = shelf(shopper, "New this week").locator(".card-name");
  const before = await names.allTextContents();
  const board = await merchandise("merchandiser@example.com", PHONE);
  await fits(board);

  const name = "Breton Tee";
  const own = shelf(board, "New this week");
  await board.getByLabel("Find products").fill("Breton");
  await board.getByRole("button", { name: `Add ${name} to New this week` }).tap();
  await expect(names).toHaveText([...before, name]);
  await fits(board);
  await own.getByRole("spinbutton", { name: `Move ${name} to position` }).fill("1");
  await board.keyboard.press("Enter");
  await expect(names).toHaveText([name, ...before]);
  await own.getByRole("button", { name: `Move ${name} down` }).tap();
  await expect(names).toHaveText([before[0], name, ...before.slice(1)]);

  const item = own.locator("[data-product-id]", { hasText: name });
  await item.getByRole("button", { name: `Schedule ${name}` }).tap();
  await expect(item.getByLabel("Start")).toBeVisible();
  await fits(board);
  const found = await new AxeBuilder({ page: board })
    .options({ rules: { "target-size": { enabled: true } } })
    .analyze();
  expect(found.violations.map(({ id, nodes }) => [id, nodes[0].html])).toEqual([]);
  const room = await item.locator(".board-item-name").evaluate((name) => name.getBoundingClientRect().width);
  expect(room, "there is room for the name").toBeGreaterThan(200);
  await item.getByRole("button", { name: "Cancel" }).tap();
  await own.getByRole("button", { name: `Remove ${name}` }).tap();
  await expect(names).toHaveText(before);
});

test("many are chosen, scheduled and removed with a thumb", async ({ merchandise }) => {
  const board = await merchandise(undefined, PHONE);
  const own = shelf(board, "New this week");
  const names = own.locator(".board-item-name");
  const before = await names.allTextContents();
  const upcoming = own.locator(".state", { hasText: "Upcoming" });
  const others = await upcoming.count();
  const bulk = board.locator("[data-bulk]");
  const choose = async () => {
    for (const name of before.slice(0, 2)) await own.getByRole("checkbox", { name: `Choose ${name}`, exact: true }).tap();
    await expect(bulk).toContainText("2 chosen");
    await fits(board);
  };
  const back = () => board.locator("[data-turns]").getByRole("button", { name: /^Undo/ }).tap();

  await choose();
  await bulk.getByRole("button", { name: "Schedule" }).tap();
  await bulk.getByLabel("Start").fill(clock(60));
  await fits(board);
  await bulk.getByRole("button", { name: "Save schedule" }).tap();
  await expect(upcoming).toHaveCount(others + 2);
  await expect(bulk).toHaveCount(0);
  await back();
  await expect(upcoming).toHaveCount(others);

  await choose();
  await bulk.getByRole("button", { name: "Remove" }).tap();
  await expect(names).toHaveText(before.slice(2));
  await expect(board.locator("[data-said]")).toContainText("2 products");
  await back();
  await expect(names).toHaveText(before);
});
