// From a merchandiser's click to the open page.
import { SHOP, clock, expect, live, shelf, streams, test, watch } from "./house";

test("an addition, a new order and a removal reach the open page without a reload", async ({ house, visit, merchandise }) => {
  const shopper = await visit();
  await shopper.goto(`${house.url}/t/${SHOP}`);
  await live(shopper);
  const seen = await watch(shopper);
  const admin = await merchandise();

  await admin.getByLabel("Find products").fill("Breton");
  await admin.getByRole("button", { name: "Add Breton Tee to New this week" }).click();
  const card = shelf(shopper, "New this week").getByText("Breton Tee");
  await expect(card).toBeVisible();
  const after = await seen();
  expect(after.sameDocument).toBe(true);
  expect(after.asked).toEqual([]);
  expect(after.touched, "cards that stay are not touched").toEqual([]);
  await expect(shopper.locator("[data-announcement]")).not.toBeEmpty();

  const board = shelf(admin, "New this week");
  await admin.getByRole("spinbutton", { name: "Move Breton Tee to position" }).fill("1");
  await admin.keyboard.press("Enter");
  const first = shelf(shopper, "New this week").locator("[data-product-id]").first();
  await expect(first).toContainText("Breton Tee");
  await board.getByRole("button", { name: "Move Breton Tee down" }).click();
  await expect(shelf(shopper, "New this week").locator("[data-product-id]").nth(1)).toContainText("Breton Tee");

  await board.getByRole("button", { name: "Remove Breton Tee" }).click();
  await expect(card).toHaveCount(0);
  expect((await seen()).sameDocument).toBe(true);
});

test("a schedule begins and ends by itself on the open page", async ({ house, visit, merchandise }) => {
  const shopper = await visit();
  await shopper.goto(`${house.url}/t/${SHOP}`);
  await live(shopper);
  const admin = await merchandise();
  await admin.getByLabel("Find products").fill("Loom Straight");
  await admin.getByRole("button", { name: "Add Loom Straight Jeans to New this week" }).click();
  const card = shelf(shopper, "New this week").getByText("Loom Straight Jeans");
  await expect(card).toBeVisible();

  const board = shelf(admin, "New this week");
  await board.getByRole("button", { name: "Schedule Loom Straight Jeans" }).click();
  await admin.getByLabel("Start").fill(clock(30));
  await admin.getByLabel("End").fill(clock(60));
  await admin.getByRole("button", { name: "Save schedule" }).click();
  await expect(card).toHaveCount(0);
  await expect(board.locator("[data-product-id]", { hasText: "Loom Straight Jeans" })).toContainText("Upcoming");
  await house.advance(31 * 60_000);
  await expect(card).toBeVisible();
  await house.advance(31 * 60_000);
  await expect(card).toHaveCount(0);
  await board.getByRole("button", { name: "Remove Loom Straight Jeans" }).click();
});

test("two merchandisers see each other's changes", async ({ merchandise }) => {
  const [one, other] = [await merchandise(), await merchandise("owner@example.com")];
  await one.getByLabel("Find products").fill("Dune Linen");
  await one.getByRole("button", { name: "Add Dune Linen Trousers to New this week" }).click();
  await expect(shelf(other, "New this week").getByText("Dune Linen Trousers")).toBeVisible();
  await expect(other.locator("[data-said]")).toContainText("Tomas Lindgren");
  await shelf(other, "New this week").getByRole("button", { name: "Remove Dune Linen Trousers" }).click();
  await expect(shelf(one, "New this week").getByText("Dune Linen Trousers")).toHaveCount(0);
});

test("a viewer looks and cannot change", async ({ merchandise }) => {
  const viewer = await merchandise("viewer@example.com");
  await expect(shelf(viewer, "New this week")).toBeVisible();
  await expect(viewer.getByRole("button", { name: /^Remove / })).toHaveCount(0);
  await expect(viewer.getByLabel("Find products")).toHaveCount(0);
});

test("two tabs of a browser share one stream", async ({ house, visit }) => {
  const page = await visit();
  const asked = streams(page);
  await page.goto(`${house.url}/t/${SHOP}`);
  await live(page);
  const second = await page.context().newPage();
  await second.goto(`${house.url}/t/${SHOP}`);
  await live(second);
  expect(asked).toHaveLength(1);
});
