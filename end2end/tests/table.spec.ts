// The table of products: links and forms, so it is tried with and without JavaScript.
import AxeBuilder from "@axe-core/playwright";
import { readFileSync } from "node:fs";
import { SHOP, expect, test } from "./house";

const HEADINGS = ["Name", "Number", "Category", "Price", "Stock", "State", "Changed"];

for (const javaScriptEnabled of [true, false]) {
  test(`products are narrowed, ordered, kept and taken away, JavaScript ${javaScriptEnabled}`, async ({
    merchandise,
    house,
  }) => {
    const page = await merchandise(undefined, { javaScriptEnabled });
    const rows = page.locator(".admin-table tbody tr");
    const column = (at: number) => rows.locator(`:scope > :nth-child(${at})`).allInnerTexts();
    await page.goto(`${house.url}/admin/t/${SHOP}/products`);
    await expect(page.locator(".admin-table thead th")).toHaveText(HEADINGS);
    const all = Number((await page.locator(".count").innerText()).split(" ")[0]);
    expect(all).toBeGreaterThan(20);

    await page.getByLabel("Stock").selectOption("In stock");
    await page.getByLabel("Price").selectOption("Reduced");
    await page.getByRole("button", { name: "Show" }).click();
    await expect(page).toHaveURL(/supply=in_stock.*sale=1/);
    const few = Number((await page.locator(".count").innerText()).split(" ")[0]);
    expect(few).toBeGreaterThan(0);
    expect(few).toBeLessThan(all);
    expect(await page.locator(".reduced").count()).toBe(await rows.count());

    // Headings order, and the other way round when they are asked again.
    await page.getByRole("link", { name: "Number" }).click();
    const ascending = await column(2);
    expect(ascending).toEqual([...ascending].sort());
    await expect(page.locator("[aria-sort]")).toHaveAttribute("aria-sort", "ascending");
    await page.getByRole("link", { name: "Number" }).click();
    expect(await column(2)).toEqual([...ascending].reverse());
    await expect(page).toHaveURL(/sort=-number/);

    await page.getByLabel("Keep this filter as").fill("Reduced");
    await page.getByRole("button", { name: "Keep" }).click();
    const kept = page.getByRole("navigation", { name: "Your filters" });
    await expect(kept.getByRole("link", { name: "Reduced" })).toHaveAttribute("aria-current", "page");
    await kept.getByRole("link", { name: "All" }).click();
    await expect(page.locator(".count")).toHaveText(`${all} products`);
    await kept.getByRole("link", { name: "Reduced" }).click();
    expect(await column(2)).toEqual([...ascending].reverse());
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      if (javaScriptEnabled) {
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations).toEqual([]);
      }
    }

    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "Take away as CSV" }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe(`${SHOP}-products.csv`);
    const lines = readFileSync(await file.path(), "utf8").trim().split("\r\n");
    expect(lines.length).toBe(few + 1);
    expect(lines[1].split(",")[1]).toBe(ascending.at(-1));

    await kept.getByRole("button", { name: "Forget Reduced" }).click();
    await expect(page.locator(".count")).toHaveText(`${all} products`);
    await expect(kept).toHaveCount(0);
  });
}

test("a table that holds nothing says so and leads on", async ({ merchandise, house }) => {
  const page = await merchandise();
  await page.goto(`${house.url}/admin/t/${SHOP}/products?q=nothing+is+called+this&supply=nonsense`);
  await expect(page.getByText("No product is like that.")).toBeVisible();
  await page.getByRole("link", { name: "Clear" }).click();
  await expect(page.locator(".admin-table tbody tr").first()).toBeVisible();
});
