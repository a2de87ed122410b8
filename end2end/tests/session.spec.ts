// The end of a session loses no work.
import { SHOP, expect, shelf, test } from "./house";
import type { Page } from "@playwright/test";

const dialog = (page: Page) => page.locator("[data-sign-in]");

// On the server, as signing out elsewhere would.
async function end(page: Page, url: string): Promise<void> {
  const cookies = await page.context().cookies();
  const session = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  const answer = await fetch(`${url}/fn/session/sign-out`, {
    method: "POST",
    redirect: "manual",
    headers: { cookie: session, origin: url, "content-type": "application/x-www-form-urlencoded", accept: "text/html" },
  });
  expect(answer.status).toBe(303);
}

async function signIn(page: Page): Promise<void> {
  await expect(dialog(page)).toBeVisible();
  await dialog(page).getByLabel("Password").fill("correct-horse-battery");
  await dialog(page).getByRole("button", { name: "Sign in" }).click();
  await expect(dialog(page)).toBeHidden();
}

test("what is done after the session has ended is done once the password is there", async ({
  house,
  merchandise,
  visit,
  excused,
}) => {
  excused.push(/401/, /EventSource/);
  const shopper = await visit();
  await shopper.goto(`${house.url}/t/${SHOP}`);
  const board = await merchandise();
  const picked = shelf(board, "Picked by Maren");
  const [first, second] = await picked.locator(".board-item-name").allTextContents();
  await end(board, house.url);
  await picked.getByRole("button", { name: `Move ${first} down`, exact: true }).click();
  await expect(dialog(board)).toBeVisible();
  await expect(dialog(board).getByLabel("Email")).toHaveValue("merchandiser@example.com");
  await dialog(board).getByLabel("Password").fill("not the password");
  await dialog(board).getByRole("button", { name: "Sign in" }).click();
  await expect(dialog(board).getByRole("alert")).toContainText("not the password of this account");
  await signIn(board);
  await expect(board.locator("[data-said]").first()).toContainText(`${first} now stands at position 2`);
  await expect(picked.locator(".board-item-name").first()).toHaveText(second);
  const shown = shelf(shopper, "Picked by Maren").locator(".card-name");
  await expect(shown.first()).toHaveText(second);
  await board.locator("[data-turns]").getByRole("button", { name: /^Undo/ }).click();
  await expect(picked.locator(".board-item-name").first()).toHaveText(first);
});

test("what was typed into an editor is still there and is saved", async ({ house, merchandise, excused }) => {
  excused.push(/401/, /EventSource/);
  const desk = await merchandise();
  await desk.goto(`${house.url}/admin/t/${SHOP}/header`);
  await expect(desk.locator("[data-header-desk]")).toHaveAttribute("data-ready", "true");
  await desk.getByLabel("Title").fill("Written before the end");
  await end(desk, house.url);
  await desk.getByRole("button", { name: "Save header" }).click();
  // Not now: nothing is lost either.
  await expect(dialog(desk)).toBeVisible();
  await desk.keyboard.press("Escape");
  await expect(dialog(desk)).toBeHidden();
  await expect(desk.getByLabel("Title")).toHaveValue("Written before the end");
  await desk.getByRole("button", { name: "Save header" }).click();
  await signIn(desk);
  await expect(desk.locator("[data-header-desk] [data-said]")).toHaveText("It is on show.");
  await desk.reload();
  await expect(desk.getByLabel("Title")).toHaveValue("Written before the end");
});

test("a plain form is sent once the password is there", async ({ house, merchandise, excused }) => {
  excused.push(/401/);
  const page = await merchandise();
  await page.goto(`${house.url}/admin/t/${SHOP}/synonyms`);
  await expect(page.getByRole("button", { name: "Go to" })).toBeEnabled();
  await page.getByLabel("A new group").fill("galoshes, wellies");
  await end(page, house.url);
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await signIn(page);
  const remove = page.getByRole("button", { name: "Remove galoshes, wellies" });
  await expect(remove).toBeVisible();
  await remove.click();
  await expect(remove).toHaveCount(0);
});

test("who only looks is told without being interrupted", async ({ house, merchandise, excused }) => {
  excused.push(/401/, /EventSource/);
  const board = await merchandise();
  await board.getByLabel("Find products").fill("half a wo");
  await expect(board.getByText("Nothing has these words")).toBeVisible();
  await end(board, house.url);
  // The board says every few seconds that somebody is there.
  const told = board.locator("[data-board]").getByText("Your session has ended.");
  await expect(told).toBeVisible({ timeout: 20_000 });
  await expect(dialog(board)).toBeHidden();
  await expect(board.getByLabel("Find products")).toHaveValue("half a wo");
  await board.getByRole("button", { name: "Sign in again" }).click();
  await signIn(board);
  await expect(board.getByRole("button", { name: "Sign in again" })).toHaveCount(0);
});
