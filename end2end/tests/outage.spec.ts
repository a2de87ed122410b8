// The line breaks, the server goes: nothing is missed, nothing comes twice.
import { SHOP, expect, live, shelf, test } from "./house";

const lost = [/ERR_INTERNET_DISCONNECTED/, /ERR_CONNECTION/, /ERR_INCOMPLETE_CHUNKED/, /ERR_NETWORK/, /Failed to load resource/];

test("who was offline has everything when back", async ({ house, visit, merchandise, excused }) => {
  excused.push(...lost);
  const shopper = await visit();
  await shopper.goto(`${house.url}/t/${SHOP}`);
  await live(shopper);
  const admin = await merchandise();
  await shopper.context().setOffline(true);
  await admin.getByLabel("Find products").fill("Ridge Pleated");
  await admin.getByRole("button", { name: "Add Ridge Pleated Skirt to New this week" }).click();
  await expect(shelf(admin, "New this week").getByText("Ridge Pleated Skirt")).toBeVisible();
  await shopper.context().setOffline(false);
  const card = shelf(shopper, "New this week").getByText("Ridge Pleated Skirt");
  await expect(card).toBeVisible({ timeout: 45_000 });
  await expect(card).toHaveCount(1);
  await shelf(admin, "New this week").getByRole("button", { name: "Remove Ridge Pleated Skirt" }).click();
  await expect(card).toHaveCount(0);
});

test("open pages outlive a server that is killed", async ({ house, visit, merchandise, excused }) => {
  excused.push(...lost);
  const shopper = await visit();
  await shopper.goto(`${house.url}/t/${SHOP}`);
  await live(shopper);
  const admin = await merchandise();
  await admin.getByLabel("Find products").fill("Pocket Tee");
  await admin.getByRole("button", { name: "Add Pocket Tee to New this week" }).click();
  const card = shelf(shopper, "New this week").getByText("Pocket Tee");
  await expect(card).toBeVisible();
  await house.kill();
  await expect(shopper.locator("[data-live]")).not.toHaveAttribute("data-state", "live");
  await house.reopen();
  await expect(shopper.locator("[data-live]")).toHaveAttribute("data-state", "live", { timeout: 45_000 });
  // What was acknowledged is there, once; and the board goes on with the same session.
  await expect(card).toHaveCount(1);
  await shelf(admin, "New this week").getByRole("button", { name: "Remove Pocket Tee" }).click();
  await expect(card).toHaveCount(0, { timeout: 30_000 });
});
