// Where the stream does not get through, the page says so quietly and looks now and then.
import { SHOP, expect, shelf, streams, test } from "./house";

const blocked = [/ERR_FAILED/, /Failed to load resource/];
const WINDOW = "/api/featured-products/public";

test("a page whose stream is blocked follows by looking every half minute, and goes live again", async ({
  house,
  visit,
  merchandise,
  excused,
}) => {
  test.setTimeout(150_000);
  excused.push(...blocked);
  const admin = await merchandise();
  const shopper = await visit();
  const lines = streams(shopper);
  const looks: string[] = [];
  shopper.on("request", (request) => {
    if (new URL(request.url()).pathname === WINDOW) looks.push(request.url());
  });
  await shopper.route("**/api/events*", (route) => route.abort());
  await shopper.clock.install();
  await shopper.goto(`${house.url}/t/${SHOP}`);
  await shopper.evaluate(() => ((window as any).__sameDocument = true));

  const status = shopper.locator("[data-live]");
  const aSecondLater = async () => {
    await shopper.clock.runFor(1_000);
    return status.getAttribute("data-state");
  };
  await expect.poll(aSecondLater, { intervals: [100], timeout: 45_000 }).toBe("paused");
  await expect(status).toHaveRole("status");
  await expect(status).toHaveText("Updates paused, checking every 30 s");
  await expect(shopper.getByRole("alert")).toHaveCount(0);
  await expect(shopper.getByRole("dialog")).toHaveCount(0);
  // It has just looked, and from now on time passes only here.
  await expect.poll(() => looks.length).toBe(1);
  await shopper.clock.pauseAt((await shopper.evaluate(() => Date.now())) + 1_000);

  const name = "Juniper Wrap Dress";
  await admin.getByLabel("Find products").fill("Juniper Wrap");
  await admin.getByRole("button", { name: `Add ${name} to New this week` }).click();
  await expect(shelf(admin, "New this week").getByText(name)).toBeVisible();
  const card = shelf(shopper, "New this week").getByText(name);
  await shopper.clock.runFor(10_000);
  expect(looks).toHaveLength(1);
  await expect(card).toHaveCount(0);
  await shopper.clock.runFor(21_000);
  await expect(card).toBeVisible();
  expect(looks).toHaveLength(2);
  await expect(status).toHaveAttribute("data-state", "paused");

  // Nor does it look, or try the stream, more often than it says.
  const tried = lines.length;
  for (let minute = 1; minute <= 3; minute++) {
    await shopper.clock.runFor(62_000);
    await expect.poll(() => looks.length).toBe(2 + 2 * minute);
  }
  expect(lines.length).toBeGreaterThan(tried);
  expect(lines.length - tried).toBeLessThanOrEqual(13);

  await shopper.unroute("**/api/events*");
  await expect.poll(aSecondLater, { intervals: [200], timeout: 45_000 }).toBe("live");
  const looked = looks.length;
  await shelf(admin, "New this week").getByRole("button", { name: `Remove ${name}` }).click();
  await expect(card).toHaveCount(0);
  await shopper.clock.runFor(35_000);
  await expect(status).toHaveAttribute("data-state", "live");
  expect(looks).toHaveLength(looked);
  expect(await shopper.evaluate(() => "__sameDocument" in window)).toBe(true);
});

test("a tab that is looked at again asks at once, and only for what is in view", async ({
  house,
  visit,
  excused,
}) => {
  excused.push(...blocked);
  const shopper = await visit({ viewport: { width: 390, height: 500 } });
  const asked: string[][] = [];
  shopper.on("request", (request) => {
    const { pathname, searchParams } = new URL(request.url());
    if (pathname === "/api/products/live") asked.push(searchParams.get("ids")!.split(","));
  });
  await shopper.route("**/api/events*", (route) => route.abort());
  await shopper.goto(`${house.url}/t/${SHOP}/c/dresses`);
  const cards = shopper.locator("[data-product-id]");
  await expect(shopper.locator("[data-live]")).not.toHaveAttribute("data-state", "live");
  const all = await cards.count();
  expect(all).toBeGreaterThan(4);

  await cards.nth(1).scrollIntoViewIfNeeded();
  const comeBack = () => shopper.evaluate(() => window.document.dispatchEvent(new Event("visibilitychange", { bubbles: true })));
  await expect
    .poll(async () => {
      await comeBack();
      return asked.length;
    })
    .toBeGreaterThan(0);
  const inView = await cards.evaluateAll((cards) =>
    cards
      .filter((card) => {
        const { top, bottom } = card.getBoundingClientRect();
        return bottom > 0 && top < window.innerHeight;
      })
      .map((card) => card.getAttribute("data-product-id")!),
  );
  expect(asked.at(-1)).toEqual(inView);
  expect(inView.length).toBeLessThan(all);

  await cards.last().scrollIntoViewIfNeeded();
  const last = await cards.last().getAttribute("data-product-id");
  asked.length = 0;
  await comeBack();
  await expect.poll(() => asked.flat()).toContain(last);
});
