// Shelves that fill themselves by a rule.
import AxeBuilder from "@axe-core/playwright";
import { SHOP, expect, live, shelf, test } from "./house";

const big = { viewport: { width: 1280, height: 1600 } };

test("a rule fills a shelf behind what is placed by hand, and what it adds is pinned with one press", async ({
  house,
  merchandise,
  visit,
}) => {
  const shopper = await visit();
  await shopper.goto(`${house.url}/t/${SHOP}`);
  await live(shopper);
  const board = await merchandise(undefined, big);
  await board.getByRole("button", { name: "New shelf" }).click();
  const editor = board.locator("[data-editor]");
  await editor.getByLabel("Name", { exact: true }).fill("By itself");
  await editor.getByLabel("Shows at most").fill("4");
  await editor.getByLabel("Fill this shelf by a rule").check();
  await editor.getByLabel("First come").selectOption("The lowest prices");
  await editor.getByLabel("In", { exact: true }).selectOption("Tops › Knitwear");
  await editor.getByLabel("At most", { exact: true }).fill("5");
  const { violations } = await new AxeBuilder({ page: board }).include("[data-editor]").analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes[0].html])).toEqual([]);
  await editor.getByRole("button", { name: "Save shelf" }).click();

  const own = shelf(board, "By itself");
  await expect(own).toContainText("filled with the lowest prices in Tops › Knitwear, at most 5");
  const filled = own.locator("[data-filled] .board-item");
  await expect(filled).toHaveCount(5);
  await expect(filled.first()).toContainText("By rule");
  await expect(filled.last()).toContainText("Waits, the shelf shows 4");
  const names = await filled.locator(".board-item-name").allTextContents();
  const shown = shelf(shopper, "By itself").locator(".card-name");
  await expect(shown).toHaveText(names.slice(0, 4));

  await own.getByRole("button", { name: `Pin ${names[2]}`, exact: true }).click();
  await expect(own.locator(".board-items:not(.board-filled) .board-item-name")).toHaveText([names[2]]);
  await expect(own.locator("[data-filled]")).not.toContainText(names[2]);
  await expect(board.locator("[data-said]").first()).toHaveText(`${names[2]} now stands on By itself by hand.`);
  await expect(shown).toHaveText([names[2], names[0], names[1], names[3]]);

  // Taken back it is the rule's again.
  await board.locator("[data-turns]").getByRole("button", { name: /^Undo/ }).click();
  await expect(shown).toHaveText(names.slice(0, 4));
  await own.getByRole("button", { name: "Edit By itself" }).click();
  await expect(own.getByLabel("Fill this shelf by a rule")).toBeChecked();
  await expect(own.getByLabel("First come")).toHaveValue("lowest_price");
  await own.getByLabel("On sale only").check();
  await own.getByRole("button", { name: "Save shelf" }).click();
  await expect(own).toContainText("in Tops › Knitwear on sale");
  await expect(own.locator("[data-filled]")).not.toContainText(names[0] === "Skerry Fisherman Jumper" ? names[1] : names[0]);
  await own.getByRole("button", { name: "Delete By itself" }).click();
  await own.getByRole("button", { name: "Yes, delete" }).click();
  await expect(shelf(shopper, "By itself")).toHaveCount(0);
});
