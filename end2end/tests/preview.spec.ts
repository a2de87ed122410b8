// What the preview promises, the window keeps.
import type { Locator, Page } from "@playwright/test";
import { House, SHOP, clock, expect, live, shelf, signIn, test } from "./house";

const HOUR = 60;
const NEW = "New this week";
const PICKED = "Picked by Maren";

// The shelves and what stands on them, in order.
const seen = (place: Locator | Page) =>
  place.locator("section[data-shelf-id]").evaluateAll((shelves) =>
    shelves.map((shelf) => [
      shelf.querySelector("h2")!.textContent!,
      ...[...shelf.querySelectorAll(".card-name")].map((name) => name.textContent!),
    ]),
  );

const names = (page: Page, title: string) => shelf(page, title).locator(".board-item-name").allTextContents();

async function schedule(board: Page, title: string, name: string, from?: number, until?: number): Promise<void> {
  const item = shelf(board, title).locator(".board-item", { hasText: name });
  await item.getByRole("button", { name: `Schedule ${name}`, exact: true }).click();
  if (from) await item.getByLabel("Start").fill(clock(from * HOUR));
  if (until) await item.getByLabel("End").fill(clock(until * HOUR));
  await item.getByRole("button", { name: "Save schedule" }).click();
  await expect(item.getByLabel("Start")).toHaveCount(0);
  await expect(item.locator(".board-item-state")).toContainText(from ? "from" : "until");
}

async function edit(board: Page, title: string, change: (editor: Locator) => Promise<void>, fact: string): Promise<void> {
  await shelf(board, title).getByRole("button", { name: `Edit ${title}` }).click();
  const editor = shelf(board, title).locator("[data-editor]");
  await change(editor);
  await editor.getByRole("button", { name: "Save shelf" }).click();
  await expect(editor).toHaveCount(0);
  await expect(shelf(board, title).locator(".board-facts")).toContainText(fact);
}

test("the window becomes what the preview showed, on the open page and on a new one", async ({ visit }) => {
  // The clock goes forward only: a house of its own.
  const house = new House();
  await house.open();
  try {
    const board = await visit({ viewport: { width: 1280, height: 1600 } });
    await signIn(board, house);
    await expect(board.locator("[data-board]")).toHaveAttribute("data-ready", "true");
    const [first, second, third, fourth] = await names(board, NEW);
    await schedule(board, NEW, first, undefined, 24);
    await schedule(board, NEW, second, 10, 20);
    await schedule(board, NEW, third, 29);
    await schedule(board, NEW, fourth, 36);
    // Who waits for room moves up when others end, and gives way when others begin.
    const picked = await names(board, PICKED);
    await edit(board, PICKED, (editor) => editor.getByLabel("Shows at most").fill("3"), "at most 3");
    await schedule(board, PICKED, picked[0], 20);
    await schedule(board, PICKED, picked[2], undefined, 12);
    // Shelves come and go as well.
    await edit(board, "Last pieces", (editor) => editor.getByLabel("Shown until").fill(clock(26 * HOUR)), "until");
    await edit(board, "Winter lookahead", (editor) => editor.getByLabel("Shown from").fill(clock(14 * HOUR)), "from");

    const preview = async (hours: number) => {
      await board.goto(`${house.url}/admin/t/${SHOP}/preview`);
      await board.getByLabel(/^Day and time/).fill(clock(hours * HOUR));
      await board.getByRole("button", { name: "Look", exact: true }).click();
      await expect(board.getByRole("heading", { name: /^As it will be on/ })).toBeVisible();
      return seen(board.locator("[data-preview]"));
    };
    const [soon, later] = [await preview(15), await preview(30)];
    const on = (window: string[][], title: string) => window.find(([name]) => name === title)?.slice(1);
    expect(on(soon, NEW)?.slice(0, 2)).toEqual([first, second]);
    expect(on(later, NEW)?.[0]).toBe(third);
    expect(on(soon, PICKED)).toEqual([picked[1], picked[3], picked[4]]);
    expect(on(later, PICKED)).toEqual([picked[0], picked[1], picked[3]]);
    expect(soon.map(([title]) => title)).toContain("Winter lookahead");
    expect(later.map(([title]) => title)).not.toContain("Last pieces");
    await board.close();

    const open = await visit();
    await open.goto(`${house.url}/t/${SHOP}`);
    await live(open);
    await open.evaluate(() => ((window as any).__sameDocument = true));
    for (const promised of [soon, later]) {
      expect(await seen(open)).not.toEqual(promised);
      await house.advance(15 * HOUR * 60_000);
      await expect.poll(() => seen(open)).toEqual(promised);
      const fresh = await visit();
      await fresh.goto(`${house.url}/t/${SHOP}`);
      expect(await seen(fresh)).toEqual(promised);
      await fresh.close();
    }
    expect(await open.evaluate(() => (window as any).__sameDocument)).toBe(true);
    await open.close();
  } finally {
    await house.close();
  }
});
