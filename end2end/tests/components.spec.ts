// Every component in its states, where only development builds have a page of them.
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "./house";

for (const colorScheme of ["light", "dark"] as const) {
  test(`every component can be used by everyone, ${colorScheme}`, async ({ visit, house, excused }) => {
    // Some pictures are missing on purpose.
    excused.push(/404/);
    const page = await visit({ colorScheme, viewport: { width: 1280, height: 900 } });
    await page.goto(`${house.url}/admin/components`);
    await expect(page.locator(".specimens")).toHaveCount(21);
    await expect(page.locator(".specimens .card")).toHaveCount(29);
    // A number that only adorns.
    const { violations } = await new AxeBuilder({ page }).exclude(".notice-mark").analyze();
    expect(violations).toEqual([]);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide, "nothing is wider than the page").toBeLessThanOrEqual(0);
  });
}
