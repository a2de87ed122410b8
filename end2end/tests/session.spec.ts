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

test("who only looks is told without being interrupted", async ({ house, merchandise, excused }) => {
  excused.push(/401/, /EventSource/);
  const board = await merchandise();
  await board.getByLabel("Find products").fill("half a wo");
  await end(board, house.url);
  // The board says every few seconds that somebody is there.
  const told = board.getByText("Your session has ended.", { exact: false }).first();
  await expect(told).toBeVisible({ timeout: 20_000 });
  await expect(dialog(board)).toBeHidden();
  await expect(board.getByLabel("Find products")).toHaveValue("half a wo");
  await board.getByRole("button", { name: "Sign in again" }).click();
  await signIn(board);
  await expect(board.getByRole("button", { name: "Sign in again" })).toHaveCount(0);
});
