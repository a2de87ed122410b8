// What a shop's front begins with: set in its editor, shown to whoever has the page open.
import AxeBuilder from "@axe-core/playwright";
import { House, SHOP, clock, expect, live, test, watch } from "./house";
import type { Page } from "@playwright/test";

const DEMO = "Coats for weather that cannot make up its mind";
const seen = (page: Page) => page.locator("[data-editorial] .editorial");
const said = (page: Page) => page.locator("[data-header-desk] [data-said]");

// Every element with its attributes and its own words.
const anatomy = (page: Page) =>
  seen(page).evaluate((root) =>
    [root, ...root.querySelectorAll("*")].map((element) => [
      element.tagName,
      [...element.attributes].map(({ name, value }) => `${name}=${value}`).sort(),
      [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.textContent),
    ]),
  );

async function editor(board: Page, url: string): Promise<void> {
  await board.goto(`${url}/admin/t/${SHOP}/header`);
  await expect(board.locator("[data-header-desk]")).toHaveAttribute("data-ready", "true");
}

async function save(desk: Page): Promise<void> {
  await desk.getByRole("button", { name: "Save header" }).click();
}

test("a header is read without JavaScript", async ({ house, visit }) => {
  const page = await visit({ javaScriptEnabled: false });
  await page.goto(`${house.url}/t/${SHOP}`);
  await expect(seen(page).getByRole("heading", { level: 2, name: DEMO })).toBeVisible();
  await seen(page).getByRole("link", { name: "See the outerwear" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Outerwear" })).toBeVisible();
});

test("what is written is previewed as it will be, and saved onto open pages", async ({ house, visit, merchandise }) => {
  const shopper = await visit();
  await shopper.goto(`${house.url}/t/${SHOP}`);
  await live(shopper);
  await expect(seen(shopper)).toContainText(DEMO);
  const deeds = await watch(shopper);

  const desk = await merchandise();
  await editor(desk, house.url);
  const preview = desk.locator("[data-preview] .editorial");
  await expect(preview).toContainText(DEMO);
  await desk.getByLabel("Title").fill("Knits, mostly");
  await desk.getByLabel("Text").fill("From the loft.\nBy the stove.");
  await desk.getByLabel("Picture of").fill("heron crew");
  await desk.getByRole("button", { name: "Heron Crew Neck" }).click();
  await expect(desk.locator("[data-picture-of]")).toContainText("Heron Crew Neck");
  await desk.getByLabel("Link to").selectOption("A search");
  await desk.getByLabel("Words of the link").fill("See all knits");
  await save(desk);
  await expect(desk.getByRole("alert")).toHaveText("Say what is searched for.");
  await desk.getByLabel("Searched for").fill("crew neck");
  await expect(preview.getByRole("heading")).toHaveText("Knits, mostly");
  await expect(preview.locator("img")).toHaveAttribute("src", /heron-crew-neck/);
  const { violations } = await new AxeBuilder({ page: desk }).include("[data-header-desk]").analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes[0].html])).toEqual([]);
  await save(desk);
  await expect(said(desk)).toHaveText("It is on show.");

  await expect(seen(shopper).getByRole("heading", { name: "Knits, mostly" })).toBeVisible();
  await expect(seen(shopper).locator("img")).toHaveAttribute("src", /heron-crew-neck/);
  await expect(seen(shopper).getByRole("link")).toHaveAttribute("href", `/t/${SHOP}/search?q=crew+neck`);
  expect((await deeds()).sameDocument).toBe(true);
  // What is drawn in the browser is what the server draws.
  const drawn = await anatomy(shopper);
  await shopper.reload();
  expect(await anatomy(shopper)).toEqual(drawn);

  // Who follows the link by keyboard keeps their place when only the words change.
  await live(shopper);
  await seen(shopper).getByRole("link").focus();
  await desk.getByLabel("Title").fill("Knits, only");
  await save(desk);
  await expect(seen(shopper).getByRole("heading", { name: "Knits, only" })).toBeVisible();
  await desk.getByLabel("Title").fill("Knits, always");
  await seen(shopper).getByRole("link").focus();
  await save(desk);
  await expect(seen(shopper).getByRole("heading", { name: "Knits, always" })).toBeVisible();
  await expect(seen(shopper).getByRole("link")).toBeFocused();

  await desk.getByRole("button", { name: "Undo" }).click();
  await expect(desk.getByLabel("Title")).toHaveValue("Knits, only");
  await expect(seen(shopper).getByRole("heading", { name: "Knits, only" })).toBeVisible();
});

test("a header comes and goes by the clock of the shop", async ({ visit, excused }) => {
  excused.push(/422/);
  // One of its own: its clock is not set back.
  const house = new House();
  await house.open();
  try {
    await comeAndGo(house, visit);
  } finally {
    await house.close();
  }
});

async function comeAndGo(house: House, visit: () => Promise<Page>): Promise<void> {
  const desk = await visit();
  await desk.goto(`${house.url}/admin/login?next=/admin/t/${SHOP}`);
  await desk.getByLabel("Email").fill("owner@example.com");
  await desk.getByLabel("Password").fill("correct-horse-battery");
  await desk.getByRole("button", { name: "Sign in" }).click();
  await editor(desk, house.url);
  const shopper = await visit();
  await shopper.goto(`${house.url}/t/${SHOP}`);
  await live(shopper);
  await expect(seen(shopper)).toBeVisible();
  await desk.getByLabel("Title").fill("One hour only");
  await desk.getByLabel("Shown from").fill(clock(30));
  await desk.getByLabel("Shown until").fill(clock(20));
  await save(desk);
  await expect(desk.getByRole("alert")).toContainText("The end must lie after the start.");
  await expect(desk.getByLabel("Shown until")).toHaveAttribute("aria-invalid", "true");
  await desk.getByLabel("Shown until").fill(clock(60));
  await save(desk);
  await expect(said(desk)).toContainText("It is kept, and on show from");
  await expect(seen(shopper)).toHaveCount(0);
  await house.advance(31 * 60_000);
  await expect(seen(shopper)).toContainText("One hour only");
  await house.advance(31 * 60_000);
  await expect(seen(shopper)).toHaveCount(0);
  for (const page of [desk, shopper]) await page.close();
}

test("who was slower is told, and decides", async ({ house, merchandise, excused }) => {
  excused.push(/409/);
  const [one, other] = [await merchandise(), await merchandise("owner@example.com")];
  await editor(one, house.url);
  await editor(other, house.url);
  await one.getByLabel("Title").fill("By Tomas");
  await save(one);
  await expect(said(one)).not.toBeEmpty();
  await other.getByLabel("Title").fill("By Ines");
  await save(other);
  const held = other.locator("[data-held]");
  await expect(held).toContainText("Tomas Lindgren has changed the header in the meantime.");
  await expect(other.getByLabel("Title")).toHaveValue("By Ines");
  await held.getByRole("button", { name: "Put mine again" }).click();
  await expect(said(other)).not.toBeEmpty();
  await one.reload();
  await expect(one.getByLabel("Title")).toHaveValue("By Ines");
  await expect(one.locator("[data-header-desk]")).toHaveAttribute("data-ready", "true");
  await one.getByRole("button", { name: "Take it down" }).click();
  await expect(said(one)).toHaveText("Shoppers see no header.");
});
