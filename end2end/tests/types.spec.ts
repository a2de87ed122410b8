// The editor of shelves: what a badge will look like, and the order of the shelves.
import AxeBuilder from "@axe-core/playwright";
import { SHOP, expect, shelf, test } from "./house";
import type { Page } from "@playwright/test";

const PICKED = "Picked by Maren";
const titles = (page: Page) => page.locator("section[data-shelf-id] h2");
const said = (page: Page) => page.locator("[data-said]");
const badge = (page: Page, title: string) => shelf(page, title).locator(".board-shelf-head .badge");

const big = { viewport: { width: 1280, height: 1600 } };

test("a badge is shown as shoppers will see it, and colours that cannot be read are mended", async ({
  merchandise,
  house,
}) => {
  const board = await merchandise(undefined, big);
  await board.getByRole("button", { name: "New shelf" }).click();
  const editor = board.locator("[data-editor]");
  await editor.getByLabel("Name", { exact: true }).fill("Evening");
  await editor.getByLabel("Badge text").fill("Evening");
  await editor.getByLabel("Flame").check();
  await editor.getByLabel("List").check();
  await editor.getByLabel("Badge colour").fill("#000000");
  await editor.getByLabel("fading into").fill("#cccccc");
  const preview = editor.locator("[data-preview] .badge");
  await expect(preview).toHaveText("Evening");
  const words = editor.locator("[data-contrast]");
  await expect(words).toHaveAttribute("data-contrast", "faint");
  await expect(words).toContainText("White text would be too faint: 21.0 to 1 over the first colour");
  const style = await preview.getAttribute("style");
  const { violations } = await new AxeBuilder({ page: board }).include("[data-editor]").analyze();
  expect(violations).toEqual([]);

  await editor.getByRole("button", { name: "Use the darker colours" }).click();
  await expect(words).toHaveAttribute("data-contrast", "good");
  await expect(words).toContainText("White text is easy to read all along");
  await expect(editor.getByLabel("Badge colour")).toBeFocused();
  expect(await preview.getAttribute("style")).toBe(style);
  // Hours are those of the shop.
  await editor.getByLabel("Shown until").fill("2035-07-01T18:30");
  await editor.getByRole("button", { name: "Save shelf" }).click();
  await expect(said(board)).toHaveText("The shelf Evening is saved.");
  const own = shelf(board, "Evening");
  await expect(own).toContainText("List, at most 8, until 1 Jul 2035, 18:30");
  expect(await badge(board, "Evening").getAttribute("style")).toBe(style);

  await own.getByRole("button", { name: "Edit Evening" }).click();
  await expect(own.getByLabel("Shown until")).toHaveValue("2035-07-01T18:30");
  await expect(own.getByLabel("Flame")).toBeChecked();
  await expect(own.getByLabel("List")).toBeChecked();
  await own.getByRole("button", { name: "Cancel" }).click();
  // All of it is one change.
  await board.locator("[data-turns]").getByRole("button", { name: /^Undo/ }).click();
  await expect(own).toHaveCount(0);
  expect(house.url).toBeTruthy();
});

test("shelves change places by button and by dragging, on open pages as well, and back", async ({
  merchandise,
  visit,
  house,
}) => {
  const shopper = await visit();
  await shopper.goto(`${house.url}/t/${SHOP}`);
  const shown = shopper.locator("main section h2");
  const board = await merchandise(undefined, big);
  const before = await titles(board).allTextContents();
  expect(before.length).toBeGreaterThan(2);
  const down = shelf(board, before[0]).getByRole("button", { name: `Move the shelf ${before[0]} down` });
  await down.focus();
  await board.keyboard.press("Enter");
  const after = [before[1], before[0], ...before.slice(2)];
  await expect(titles(board)).toHaveText(after);
  await expect(said(board)).toHaveText(`The shelf ${before[0]} is now number 2 of ${before.length}.`);
  await expect(down).toBeFocused();
  await expect.poll(async () => (await shown.allTextContents()).filter((t) => before.includes(t))[0]).toBe(before[1]);

  const undo = board.locator("[data-turns]").getByRole("button", { name: /^Undo/ });
  await expect(undo).toHaveAccessibleName(`Undo: moved the shelf ${before[0]}`);
  await undo.click();
  await expect(titles(board)).toHaveText(before);

  const grip = shelf(board, before[1]).locator("[data-shelf-grip]");
  await grip.scrollIntoViewIfNeeded();
  const from = (await grip.boundingBox())!;
  const target = (await shelf(board, before[0]).boundingBox())!;
  await board.mouse.move(from.x + 10, from.y + 10);
  await board.mouse.down();
  await board.mouse.move(from.x + 10, from.y - 20);
  await board.mouse.move(target.x + 200, target.y + 20, { steps: 5 });
  await expect(board.locator(".board-ghost")).toHaveText(before[1]);
  await board.keyboard.press("Escape");
  await board.mouse.up();
  await expect(titles(board)).toHaveText(before);
  await board.mouse.move(from.x + 10, from.y + 10);
  await board.mouse.down();
  await board.mouse.move(from.x + 10, from.y - 20);
  await board.mouse.move(target.x + 200, target.y + 20, { steps: 5 });
  await expect(board.locator(".board-line")).toBeVisible();
  await board.mouse.up();
  await expect(titles(board)).toHaveText(after);
  await expect(undo).toHaveAccessibleName(`Undo: moved the shelf ${before[1]}`);
  await undo.click();
  await expect(titles(board)).toHaveText(before);
});
