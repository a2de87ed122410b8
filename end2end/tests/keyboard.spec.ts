// The board by keyboard: whatever one does, the focus stays where one can go on from.
import type { Page } from "@playwright/test";
import { expect, shelf, test } from "./house";

const name = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement!;
    return element.getAttribute("aria-label") ?? (element.id || element.textContent!.trim());
  });
const focused = (page: Page) => expect.poll(() => name(page));

test("after a move the same button has the focus, at the ends its partner", async ({ merchandise }) => {
  const board = await merchandise();
  const own = shelf(board, "Picked by Maren");
  const names = own.locator(".board-item-name");
  const [first, second, ...rest] = await names.allTextContents();
  await own.getByRole("button", { name: `Move ${second} up` }).focus();
  await board.keyboard.press("Enter");
  await expect(names.first()).toHaveText(second);
  // It cannot go further up.
  await focused(board).toBe(`Move ${second} down`);
  await board.keyboard.press("Enter");
  await expect(names.nth(1)).toHaveText(second);
  await focused(board).toBe(`Move ${second} down`);

  const place = own.getByRole("spinbutton", { name: `Move ${first} to position` });
  await place.fill("4");
  await board.keyboard.press("Enter");
  await expect(names.nth(3)).toHaveText(first);
  await focused(board).toBe(`Move ${first} to position`);
  await place.fill("99");
  await board.keyboard.press("Enter");
  await expect(place).toHaveAccessibleDescription(/^Choose a position from 1 to/);
  await place.fill("1");
  await board.keyboard.press("Enter");
  await expect(names).toHaveText([first, second, ...rest]);
});

test("what is removed hands the focus to the next, what is added keeps it", async ({ merchandise }) => {
  const board = await merchandise();
  const added = "Breton Tee";
  const own = shelf(board, "New this week");
  const names = own.locator(".board-item-name");
  const before = await names.allTextContents();
  await board.getByLabel("Find products").fill("Breton");
  const add = board.getByRole("button", { name: /^Add(ed)? Breton Tee to New this week$/ });
  await add.focus();
  await board.keyboard.press("Enter");
  await expect(names).toHaveText([...before, added]);
  await expect(add).toHaveAttribute("aria-disabled", "true");
  await focused(board).toBe(`Added ${added} to New this week`);
  await expect(board.locator("[data-said]")).toHaveText(`${added} stands in New this week.`);
  await expect(board.locator("[data-said]")).toBeInViewport();

  await own.getByRole("spinbutton", { name: `Move ${added} to position` }).fill("1");
  await board.keyboard.press("Enter");
  await expect(names.first()).toHaveText(added);
  await own.getByRole("button", { name: `Remove ${added}` }).focus();
  await board.keyboard.press("Enter");
  await expect(names).toHaveText(before);
  await focused(board).toBe(`Remove ${before[0]}`);
});

test("forms are entered and left by keyboard", async ({ merchandise, excused }) => {
  excused.push(/422/);
  const board = await merchandise();
  const own = shelf(board, "Picked by Maren");
  const product = (await own.locator(".board-item-name").first().textContent())!;
  const schedule = own.getByRole("button", { name: `Schedule ${product}` });
  await schedule.focus();
  await board.keyboard.press("Enter");
  await board.getByLabel("Start").focus();
  await board.keyboard.press("Escape");
  await expect(board.getByLabel("Start")).toHaveCount(0);
  await focused(board).toBe(`Schedule ${product}`);

  // What is wrong is said at its field.
  await board.keyboard.press("Enter");
  await board.getByLabel("Start").fill("2027-02-02T10:00");
  await board.getByLabel("End").fill("2027-02-01T10:00");
  await board.getByRole("button", { name: "Save schedule" }).click();
  const end = board.getByLabel("End");
  await expect(end).toHaveAttribute("aria-invalid", "true");
  await expect(end).toHaveAccessibleDescription("The end must lie after the start.");
  await expect(end).toBeFocused();
  await expect(board.getByRole("alert")).toHaveCount(1);
  await board.getByLabel("Start").fill("");
  await end.fill("");
  await board.getByRole("button", { name: "Save schedule" }).focus();
  await board.keyboard.press("Enter");
  await expect(end).toHaveCount(0);
  await focused(board).toBe(`Schedule ${product}`);

  const remove = own.getByRole("button", { name: "Delete Picked by Maren" });
  await remove.focus();
  await board.keyboard.press("Enter");
  await focused(board).toMatch(/^keep-/);
  await board.keyboard.press("Enter");
  await focused(board).toBe("Delete Picked by Maren");

  await board.getByRole("button", { name: "New shelf" }).focus();
  await board.keyboard.press("Enter");
  await expect(board.getByLabel("Name", { exact: true })).toBeFocused();
  await board.getByRole("button", { name: "Cancel" }).focus();
  await board.keyboard.press("Enter");
  await focused(board).toBe("new-shelf");
});

test("a shelf that is deleted hands the focus to its neighbour", async ({ merchandise }) => {
  const board = await merchandise();
  await board.getByRole("button", { name: "New shelf" }).click();
  await board.getByLabel("Name", { exact: true }).fill("For a moment");
  await board.getByRole("button", { name: "Save shelf" }).focus();
  await board.keyboard.press("Enter");
  const own = shelf(board, "For a moment");
  await expect(own).toBeVisible();
  await focused(board).toBe("new-shelf");
  await own.getByRole("button", { name: "Delete For a moment" }).focus();
  await board.keyboard.press("Enter");
  await focused(board).toMatch(/^keep-/);
  await board.getByRole("button", { name: "Yes, delete" }).focus();
  await board.keyboard.press("Enter");
  await expect(own).toHaveCount(0);
  await focused(board).toMatch(/^Edit /);
});

test("without JavaScript nothing on the board asks to be pressed", async ({ house, visit, excused }) => {
  excused.push(/preloaded using link preload/);
  const page = await visit({ javaScriptEnabled: false });
  await page.goto(`${house.url}/admin/login?next=/admin/t/maren-and-vale`);
  await page.getByLabel("Email").fill("merchandiser@example.com");
  await page.getByLabel("Password").fill("wrong");
  await page.getByRole("button", { name: "Sign in" }).click();
  // The address need not be written again.
  await expect(page.getByLabel("Email")).toHaveValue("merchandiser@example.com");
  await expect(page.getByLabel("Password")).toBeFocused();
  await page.getByLabel("Password").fill("correct-horse-battery");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.locator("noscript p")).toBeVisible();
  await expect(page.getByRole("heading", { name: "New this week" })).toBeVisible();
  for (const button of await page.locator(".board button, .board input, .board select").all()) {
    await expect(button).toBeDisabled();
  }
  // Whoever is signed in need not sign in.
  await page.goto(`${house.url}/admin/login`);
  await expect(page.getByRole("heading", { name: "Your shops" })).toBeVisible();
});
