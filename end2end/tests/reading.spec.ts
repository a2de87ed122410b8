// Everything can be read and reached without JavaScript, on a phone and on a desk.
import AxeBuilder from "@axe-core/playwright";
import { SHOP, expect, test } from "./house";

test("without JavaScript one walks from the street to a product and signs in", async ({ house, visit }) => {
  const page = await visit({ javaScriptEnabled: false });
  await page.goto(house.url);
  await page.getByRole("link", { name: /Maren & Vale/ }).first().click();
  await expect(page.getByRole("heading", { name: "New this week" })).toBeVisible();
  await page.getByRole("link", { name: "Outerwear" }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: "Outerwear" })).toBeVisible();
  await page.getByRole("link", { name: /Harrow Wool Coat/ }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: "Harrow Wool Coat" })).toBeVisible();
  await expect(page.getByText("£345.00").first()).toBeVisible();
  await page.goto(`${house.url}/admin/login`);
  await page.getByLabel("Email").fill("owner@example.com");
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toContainText("do not belong together");
  await page.getByLabel("Email").fill("owner@example.com");
  await page.getByLabel("Password").fill("correct-horse-battery");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "Your shops" })).toBeVisible();
});

test("what does not exist says so, with a way on", async ({ house, visit, excused }) => {
  excused.push(/404/);
  const page = await visit();
  for (const path of ["/nothing", "/t/nobody", `/t/${SHOP}/p/nothing`, `/t/${SHOP}/c/nothing`]) {
    const answer = await page.goto(house.url + path);
    expect(answer!.status(), path).toBe(404);
    await expect(page.getByRole("link", { name: "See all shops" })).toBeVisible();
  }
});

const pages = ["/", `/t/${SHOP}`, "/t/tidewater-table", "/t/fernlight", `/t/${SHOP}/c/outerwear`, `/t/${SHOP}/p/harrow-wool-coat`, `/directory/t/${SHOP}`, "/admin/login"];
const back = ["/admin", `/admin/t/${SHOP}`, `/admin/t/${SHOP}/header`, `/admin/t/${SHOP}/products`, `/admin/t/${SHOP}/history`, "/admin/system"];

for (const [name, width, colorScheme] of [
  ["a phone in the light", 390, "light"],
  ["a desk in the dark", 1440, "dark"],
] as const) {
  test(`no barrier on ${name}`, async ({ house, visit }) => {
    test.setTimeout(180_000);
    const page = await visit({ viewport: { width, height: 900 }, colorScheme });
    const examine = async (path: string) => {
      await page.goto(house.url + path);
      const found = await new AxeBuilder({ page }).analyze();
      expect(found.violations.map(({ id, nodes }) => [id, nodes[0].html]), path).toEqual([]);
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(wider, `${path} fits the width`).toBeLessThanOrEqual(0);
    };
    for (const path of pages) await examine(path);
    await page.goto(`${house.url}/admin/login`);
    await page.getByLabel("Email").fill("owner@example.com");
    await page.getByLabel("Password").fill("correct-horse-battery");
    await page.getByRole("button", { name: "Sign in" }).click();
    for (const path of back) await examine(path);
  });
}
