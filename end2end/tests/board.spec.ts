// The board as merchandisers work it: by pointer, finger and keyboard, many at once, and back again.
import AxeBuilder from "@axe-core/playwright";
import type { Locator, Page, Route } from "@playwright/test";
import { SHOP, clock, expect, shelf, test } from "./house";

const PICKED = "Picked by Maren";
const NEW = "New this week";
const LAST = "Last pieces";

const names = (page: Page, title: string) => shelf(page, title).locator(".board-item-name");
const grip = (page: Page, title: string, name: string) =>
  shelf(page, title).getByRole("button", { name: `Take up ${name}`, exact: true });
const undo = (page: Page) => page.locator("[data-turns]").getByRole("button", { name: /^Undo/ });
const redo = (page: Page) => page.locator("[data-turns]").getByRole("button", { name: /^Redo/ });
const can = (button: Locator) => expect(button).not.toHaveAttribute("aria-disabled", "true");

async function middle(of: Locator): Promise<{ x: number; y: number }> {
  await of.scrollIntoViewIfNeeded();
  const box = (await of.boundingBox())!;
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

// Waits until the change has been written and read again.
async function undone(page: Page): Promise<void> {
  await can(undo(page));
  await undo(page).click();
  await expect(page.locator("[data-said]")).toContainText("You took back");
}

// A finger takes something from here to there.
async function slide(page: Page, from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
  const finger = await page.context().newCDPSession(page);
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", points: { x: number; y: number }[]) =>
    finger.send("Input.dispatchTouchEvent", { type, touchPoints: points });
  await touch("touchStart", [from]);
  for (let step = 1; step <= 8; step++) {
    const at = (a: number, b: number) => a + ((b - a) * step) / 8;
    await touch("touchMove", [{ x: at(from.x, to.x), y: at(from.y, to.y) }]);
  }
  await expect(page.locator(".board-line")).toBeVisible();
  await touch("touchEnd", []);
}

const big = { viewport: { width: 1280, height: 1600 } };

test("a card is dragged to another place, and put back by undo over a reload", async ({ merchandise }) => {
  const board = await merchandise(undefined, big);
  const before = await names(board, PICKED).allTextContents();
  const from = await middle(grip(board, PICKED, before[0]));
  const target = (await shelf(board, PICKED).locator(".board-item").nth(2).boundingBox())!;
  await board.mouse.move(from.x, from.y);
  await board.mouse.down();
  await board.mouse.move(from.x, from.y + 20);
  await board.mouse.move(target.x + 200, target.y + target.height * 0.8, { steps: 5 });
  await expect(board.locator(".board-line")).toBeVisible();
  await expect(board.locator(".board-ghost")).toHaveText(before[0]);
  await board.mouse.up();
  const after = [before[1], before[2], before[0], ...before.slice(3)];
  await expect(names(board, PICKED)).toHaveText(after);
  await expect(board.locator("[data-said]")).toHaveText(`${before[0]} now stands at position 3 of ${PICKED}.`);
  await expect(board.locator(".board-line, .board-ghost")).toHaveCount(0);

  await board.reload();
  await expect(board.locator("[data-board]")).toHaveAttribute("data-ready", "true");
  await expect(names(board, PICKED)).toHaveText(after);
  await expect(undo(board)).toHaveAccessibleName(`Undo: moved ${before[0]} to place 3 on ${PICKED}`);
  await board.keyboard.press("Control+z");
  await expect(names(board, PICKED)).toHaveText(before);
  await expect(redo(board)).toHaveAccessibleName(`Redo: moved ${before[0]} to place 3 on ${PICKED}`);
  await board.keyboard.press("Control+Shift+Z");
  await expect(names(board, PICKED)).toHaveText(after);
  await undone(board);
  await expect(names(board, PICKED)).toHaveText(before);
});

test("a drag that is given up with Escape leaves everything as it was", async ({ merchandise }) => {
  const board = await merchandise(undefined, big);
  const before = await names(board, PICKED).allTextContents();
  const from = await middle(grip(board, PICKED, before[0]));
  await board.mouse.move(from.x, from.y);
  await board.mouse.down();
  await board.mouse.move(from.x + 40, from.y + 160, { steps: 4 });
  await expect(board.locator(".board-line")).toBeVisible();
  await board.keyboard.press("Escape");
  await expect(board.locator(".board-line")).toHaveCount(0);
  await board.mouse.up();
  await expect(names(board, PICKED)).toHaveText(before);
  await expect(board.locator("[data-said]")).toHaveText(`${before[0]} stays where it was.`);
});

test("a finger drags a card to another shelf", async ({ merchandise }) => {
  const board = await merchandise(undefined, { ...big, hasTouch: true });
  const [before, there] = [await names(board, NEW).allTextContents(), await names(board, PICKED).allTextContents()];
  const name = before.find((name) => !there.includes(name))!;
  const from = await middle(grip(board, NEW, name));
  const target = (await shelf(board, PICKED).locator(".board-item").first().boundingBox())!;
  const to = { x: target.x + 150, y: target.y + 8 };
  await slide(board, from, to);
  await expect(names(board, PICKED)).toHaveText([name, ...there]);
  await expect(names(board, NEW)).toHaveText(before.filter((other) => other !== name));
  await expect(undo(board)).toHaveAccessibleName(`Undo: moved ${name} from ${NEW} to ${PICKED}`);
  await undone(board);
  await expect(names(board, NEW)).toHaveText(before);
  await expect(names(board, PICKED)).toHaveText(there);
});

test("a finger drags a card within its shelf", async ({ merchandise }) => {
  const board = await merchandise(undefined, { ...big, hasTouch: true });
  const before = await names(board, PICKED).allTextContents();
  const from = await middle(grip(board, PICKED, before[0]));
  const target = (await shelf(board, PICKED).locator(".board-item").nth(2).boundingBox())!;
  await slide(board, from, { x: target.x + 150, y: target.y + target.height * 0.8 });
  await expect(names(board, PICKED)).toHaveText([before[1], before[2], before[0], ...before.slice(3)]);
  await expect(board.locator("[data-said]")).toHaveText(`${before[0]} now stands at position 3 of ${PICKED}.`);
  await undone(board);
  await expect(names(board, PICKED)).toHaveText(before);
});

test("the keyboard carries a card, also to the next shelf, and Escape puts it back", async ({ merchandise }) => {
  const board = await merchandise();
  const before = await names(board, PICKED).allTextContents();
  const name = before[1];
  await grip(board, PICKED, name).focus();
  await board.keyboard.press("Space");
  await expect(board.locator("[data-said]")).toContainText(`${name} is in your hand. Place 2 of`);
  await board.keyboard.press("ArrowDown");
  await expect(names(board, PICKED).nth(2)).toHaveText(name);
  await expect(board.locator("[data-said]")).toHaveText(`Place 3 of ${before.length} on ${PICKED}.`);
  await expect(grip(board, PICKED, name)).toBeFocused();
  await board.keyboard.press("Escape");
  await expect(names(board, PICKED)).toHaveText(before);
  await expect(grip(board, PICKED, name)).toBeFocused();

  await board.keyboard.press("Space");
  await expect(grip(board, PICKED, name)).toHaveAttribute("aria-pressed", "true");
  await board.keyboard.press("ArrowUp");
  await expect(names(board, PICKED).first()).toHaveText(name);
  await expect(grip(board, PICKED, name)).toBeFocused();
  await board.keyboard.press("Space");
  await expect(board.locator("[data-said]")).toHaveText(`${name} now stands at position 1 of ${PICKED}.`);
  await expect(names(board, PICKED).first()).toHaveText(name);
  await expect(grip(board, PICKED, name)).toBeFocused();
  await undone(board);

  // Over the edge of a shelf.
  const shelves = await board.locator("section[data-shelf-id] h2").allTextContents();
  const last = shelves[0];
  const tail = (await names(board, last).allTextContents()).at(-1)!;
  await grip(board, last, tail).focus();
  await board.keyboard.press("Space");
  await expect(grip(board, last, tail)).toHaveAttribute("aria-pressed", "true");
  await board.keyboard.press("ArrowDown");
  await expect(names(board, last).filter({ hasText: tail })).toHaveCount(0);
  const focused = board.locator(".grip:focus");
  await expect(focused).toHaveAccessibleName(`Take up ${tail}`);
  await board.keyboard.press("Enter");
  await expect(undo(board)).toHaveAccessibleName(new RegExp(`^Undo: moved ${tail} from ${last} to `));
  await undone(board);
  await expect(names(board, last).last()).toHaveText(tail);
});

test("many are chosen, scheduled by the clock of the shop, moved and removed at once", async ({ merchandise }) => {
  const board = await merchandise(undefined, big);
  const before = await names(board, NEW).allTextContents();
  const upcoming = shelf(board, NEW).locator(".state", { hasText: "Upcoming" });
  const others = await upcoming.count();
  const box = (name: string) => shelf(board, NEW).getByRole("checkbox", { name: `Choose ${name}`, exact: true });
  await box(before[0]).click();
  await box(before[2]).click({ modifiers: ["Shift"] });
  const bulk = board.locator("[data-bulk]");
  await expect(bulk).toContainText("3 chosen");
  await bulk.getByRole("button", { name: "Schedule" }).click();
  await bulk.getByLabel("Start").fill(clock(60));
  await bulk.getByRole("button", { name: "Save schedule" }).click();
  await expect(upcoming).toHaveCount(others + 3);
  await expect(bulk).toHaveCount(0);
  await undone(board);
  await expect(upcoming).toHaveCount(others);

  await shelf(board, NEW).getByRole("checkbox", { name: `Choose all of ${NEW}` }).click();
  await expect(bulk).toContainText(`${before.length} chosen`);
  await bulk.getByRole("button", { name: "Remove" }).click();
  await expect(names(board, NEW)).toHaveCount(0);
  await expect(undo(board)).toHaveAccessibleName(`Undo: took ${before.length} products off ${NEW}`);
  await undone(board);
  await expect(names(board, NEW)).toHaveText(before);

  // Several found products are added together.
  await board.getByLabel("Find products").fill("a");
  const found = board.locator(".found-item");
  await expect(found.nth(8)).toBeVisible();
  const free = found.filter({ has: board.getByRole("button", { name: /^Add / }) });
  await free.nth(0).getByRole("checkbox").click();
  await free.nth(1).getByRole("checkbox").click();
  await board.getByRole("button", { name: `Add 2 to ${NEW}` }).click();
  await expect(names(board, NEW)).toHaveCount(before.length + 2);
  await undone(board);
  await expect(names(board, NEW)).toHaveText(before);
});

test("two at one board see each other, and where", async ({ merchandise }) => {
  const one = await merchandise();
  const other = await merchandise("owner@example.com");
  await shelf(other, PICKED).getByRole("checkbox", { name: `Choose all of ${PICKED}` }).focus();
  await expect(one.locator("[data-present]")).toContainText(`is here, on ${PICKED}.`);
  await expect(shelf(one, PICKED).locator("[data-with]")).toHaveCount(1);
  await expect(other.locator("[data-present]")).toContainText("Tomas Lindgren is here");
  await other.close();
  // Who is gone is not there for long.
  await expect(one.locator("[data-present]")).toBeEmpty({ timeout: 45_000 });
});

test("who was slower is told by whom, and may insist", async ({ merchandise, excused }) => {
  // The refusals, and the reads that are held up.
  excused.push(/409/, /ERR_FAILED/);
  const one = await merchandise(undefined, big);
  const other = await merchandise("owner@example.com", big);
  const before = await names(one, PICKED).allTextContents();
  const name = before[0];
  // The first does not hear of what the second does.
  await one.route("**/fn/board/get", (route) => route.abort());
  const place = (page: Page) => shelf(page, PICKED).getByRole("spinbutton", { name: `Move ${name} to position` });
  await place(other).fill("3");
  await other.keyboard.press("Enter");
  await expect(names(other, PICKED).nth(2)).toHaveText(name);
  await can(undo(other));
  await one.unroute("**/fn/board/get");
  await shelf(one, PICKED).getByRole("button", { name: `Remove ${name}`, exact: true }).click();
  const held = one.locator("[data-held]");
  await expect(held).toContainText(`has changed ${name}: it stands at place 3 on ${PICKED}.`);
  await expect(names(one, PICKED).nth(2)).toHaveText(name);
  await held.getByRole("button", { name: "Put mine again" }).click();
  await expect(names(one, PICKED)).toHaveText(before.slice(1));
  await expect(names(other, PICKED)).toHaveText(before.slice(1));
  // What the other one did is not there any more to be taken back.
  await undo(other).click();
  await expect(other.locator("[data-held]")).toContainText("cannot be taken back");
  await other.getByRole("button", { name: "Leave it" }).click();
  await undone(one);
  await expect(names(other, PICKED).nth(2)).toHaveText(name);
  await undone(other);
  await expect(names(one, PICKED)).toHaveText(before);
});

test("the history tells what taking back would do before it does it", async ({ house, merchandise }) => {
  const board = await merchandise(undefined, big);
  const before = await names(board, PICKED).allTextContents();
  await shelf(board, PICKED).getByRole("button", { name: `Remove ${before[0]}`, exact: true }).click();
  await expect(names(board, PICKED)).toHaveText(before.slice(1));
  await expect(undo(board)).toHaveAccessibleName(`Undo: took ${before[0]} off ${PICKED}`);
  await board.goto(`${house.url}/admin/t/${SHOP}/history`);
  const line = board.locator(".history > li").first();
  await expect(line).toContainText(`took ${before[0]} off ${PICKED}`);
  await line.getByRole("link", { name: "Take this back" }).click();
  const planned = board.locator("[data-planned]");
  await expect(planned).toContainText(`put ${before[0]} on ${PICKED} at place 1`);
  await expect(board.locator("[data-board]")).toHaveAttribute("data-ready", "true");
  await planned.getByRole("button", { name: "Do it" }).click();
  await expect(names(board, PICKED)).toHaveText(before);
  await expect(planned).toBeHidden();
  await board.goto(`${house.url}/admin/t/${SHOP}/history`);
  await expect(board.locator(".history > li").nth(1)).toContainText("(taken back)");
});

test("a shelf says how many wait and why, a product where else it stands", async ({ merchandise }) => {
  const board = await merchandise(undefined, big);
  const [before, there] = [await names(board, LAST).allTextContents(), await names(board, PICKED).allTextContents()];
  const [one, two] = there;
  const own = shelf(board, LAST);
  const facts = (title: string, name: string) =>
    shelf(board, title).locator(".board-item", { hasText: name }).locator(".board-item-state");
  const hint = own.locator(".board-hint");
  await expect(hint).toHaveCount(0);
  await expect(facts(PICKED, one)).not.toContainText("Also on");

  await board.getByLabel("Add to").selectOption({ label: LAST });
  for (const name of [one, two]) {
    await board.getByLabel("Find products").fill(name);
    await board.getByRole("button", { name: `Add ${name} to ${LAST}`, exact: true }).click();
    await expect(facts(LAST, name)).toContainText("Waits, the shelf shows 6");
    if (name === one) await expect(hint).toHaveText(/^1 product waits: the shelf shows 6\. /);
  }
  await expect(hint).toHaveText(
    "2 products wait: the shelf shows 6. They move up when others end or sell out; move them up, or let the shelf show more.",
  );
  // What waits is not seen twice.
  await expect(facts(LAST, one)).not.toContainText("Also on");
  await own.getByRole("spinbutton", { name: `Move ${one} to position` }).fill("1");
  await board.keyboard.press("Enter");
  await expect(facts(LAST, one)).toContainText(`Also on ${PICKED}`);
  await expect(facts(LAST, one)).not.toContainText("Waits");
  await expect(facts(PICKED, one)).toContainText(`Also on ${LAST}`);
  await expect(facts(LAST, before.at(-1)!)).toContainText("Waits, the shelf shows 6");

  for (const left of [[...before, one, two], [...before, one], before]) {
    await undone(board);
    await expect(names(board, LAST)).toHaveText(left);
  }
  await expect(hint).toHaveCount(0);
  await expect(facts(PICKED, one)).not.toContainText("Also on");
  await expect(facts(LAST, before.at(-1)!)).not.toContainText("Waits");
});

const cut = (route: Route) => route.abort();
for (const [how, fail, again] of [
  ["does not get through", cut],
  ["the server fails at", (route: Route) => route.fulfill({ status: 500, body: "oops" })],
  ["is lost with the line", cut, cut],
] as const) {
  test(`of two quick changes one ${how} is taken back, and told`, async ({ merchandise, excused }) => {
    excused.push(/ERR_FAILED/, /500/);
    const board = await merchandise(undefined, big);
    const before = await names(board, PICKED).allTextContents();
    const [first, second, ...rest] = before;
    let go = () => {};
    const both = new Promise<void>((resolve) => (go = resolve));
    let sent = 0;
    await board.route("**/fn/board/edit", async (route) => {
      sent += 1;
      if (sent > 1) return fail(route);
      await both;
      return route.continue();
    });
    const remove = (name: string) =>
      shelf(board, PICKED).getByRole("button", { name: `Remove ${name}`, exact: true }).click();
    await remove(first);
    await remove(second);
    if (again) await board.route("**/fn/board/get**", again);
    // Both are shown before the server has heard of either.
    await expect(names(board, PICKED)).toHaveText(rest);
    go();
    await expect(names(board, PICKED)).toHaveText([second, ...rest]);
    await expect(board.getByRole("alert")).toHaveCount(1);
    const item = shelf(board, PICKED).locator(".board-item", { hasText: second });
    await expect(item.getByRole("alert")).not.toBeEmpty();
    expect(sent).toBe(2);

    await board.unrouteAll();
    await board.reload();
    await expect(board.locator("[data-board]")).toHaveAttribute("data-ready", "true");
    await expect(names(board, PICKED)).toHaveText([second, ...rest]);
    await expect(undo(board)).toHaveAccessibleName(`Undo: took ${first} off ${PICKED}`);
    await undone(board);
    await expect(names(board, PICKED)).toHaveText(before);
  });
}

test("the preview shows the window at a moment to come, and what to look at", async ({ house, merchandise }) => {
  const board = await merchandise(undefined, big);
  const before = await names(board, NEW).allTextContents();
  const name = before[0];
  const upcoming = shelf(board, NEW).locator(".state", { hasText: "Upcoming" });
  const others = await upcoming.count();
  const schedule = async (name: string) => {
    await shelf(board, NEW).getByRole("button", { name: `Schedule ${name}`, exact: true }).click();
    await board.getByLabel("Start").fill(clock(24 * 60));
    await board.getByLabel("End").fill(clock(48 * 60));
    await board.getByRole("button", { name: "Save schedule" }).click();
  };
  await schedule(name);
  await expect(upcoming).toHaveCount(others + 1);
  // One that shoppers will see twice, and a shelf on which nothing will be left.
  const double = (await names(board, PICKED).allTextContents()).find((other) => !before.includes(other))!;
  await board.getByLabel("Find products").fill(double);
  await board.getByRole("button", { name: `Add ${double} to ${NEW}`, exact: true }).click();
  await expect(names(board, NEW)).toHaveText([...before, double]);
  await schedule(double);
  await expect(upcoming).toHaveCount(others + 2);
  const until = shelf(board, LAST).locator(".board-item-state", { hasText: "until" });
  await shelf(board, LAST).getByRole("checkbox", { name: `Choose all of ${LAST}` }).click();
  const bulk = board.locator("[data-bulk]");
  await bulk.getByRole("button", { name: "Schedule" }).click();
  await bulk.getByLabel("End").fill(clock(28 * 60));
  await bulk.getByRole("button", { name: "Save schedule" }).click();
  await expect(until).toHaveCount(await names(board, LAST).count());
  await expect(bulk).toHaveCount(0);

  await board.goto(`${house.url}/admin/t/${SHOP}/preview`);
  const shown = board.locator("[data-preview]");
  const findings = board.locator("[data-findings]");
  const twice = `${double} stands in the window more than once: on ${NEW} and ${PICKED}.`;
  const empty = `Nothing on ${LAST} can be shown at this moment, so shoppers do not see the shelf.`;
  const fine = async () => {
    await expect(findings).toBeVisible();
    await expect(findings).not.toContainText(double);
    await expect(findings).not.toContainText(LAST);
  };
  const look = async () => {
    await board.getByLabel(/^Day and time/).fill(clock(30 * 60));
    await board.getByRole("button", { name: "Look", exact: true }).click();
    await expect(shown.getByRole("heading", { name: /^As it will be on/ })).toBeVisible();
  };
  await expect(shown.getByRole("link", { name, exact: true })).toHaveCount(0);
  await fine();
  await board.getByRole("link", { name: new RegExp(`^Next change`) }).click();
  // It may not be the only schedule there is.
  await expect(board.locator(".preview-coming")).toContainText(`${name} begins on ${NEW}`);
  await look();
  await expect(shown.locator(".shelf", { hasText: NEW }).getByRole("link", { name, exact: true })).toHaveCount(1);
  await expect(findings.getByText(twice, { exact: true })).toBeVisible();
  await expect(findings.getByText(empty, { exact: true })).toBeVisible();
  const { violations } = await new AxeBuilder({ page: board }).analyze();
  expect(violations).toEqual([]);

  await board.goto(`${house.url}/admin/t/${SHOP}`);
  await expect(board.locator("[data-board]")).toHaveAttribute("data-ready", "true");
  await undone(board);
  await expect(until).toHaveCount(0);
  await undone(board);
  await expect(upcoming).toHaveCount(others + 1);
  await undone(board);
  await expect(names(board, NEW)).toHaveText(before);
  await undone(board);
  await expect(upcoming).toHaveCount(others);
  await board.goto(`${house.url}/admin/t/${SHOP}/preview`);
  await look();
  await fine();
});

for (const scheme of ["light", "dark"] as const) {
  test(`the board with everything open is accessible, ${scheme}`, async ({ merchandise }) => {
    const board = await merchandise(undefined, { colorScheme: scheme });
    await board.getByLabel("Find products").fill("linen");
    await expect(board.locator(".found-item").first()).toBeVisible();
    await shelf(board, NEW).getByRole("checkbox", { name: `Choose all of ${NEW}` }).click();
    await board.locator("[data-bulk]").getByRole("button", { name: "Schedule" }).click();
    const { violations } = await new AxeBuilder({ page: board }).analyze();
    expect(violations).toEqual([]);
  });
}
