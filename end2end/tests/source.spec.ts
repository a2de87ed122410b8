// A WooCommerce behind the window: connected from the admin, and followed by open pages.
import AxeBuilder from "@axe-core/playwright";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { House, PASSWORD, expect, live, test as inAnyHouse } from "./house";
import { Woo } from "./woo";

const SHOP = "fernlight";

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

// A house that knows its own address, as webhooks need it.
const test = inAnyHouse.extend<{ woo: Woo }, { house: House }>({
  house: [
    async ({}, use) => {
      const address = `127.0.0.1:${await freePort()}`;
      const house = new House({
        ETALAGE_BASE_URL: `http://${address}`,
        ETALAGE_SOURCE_HOSTS: "127.0.0.1:*",
      });
      await house.open(address);
      await use(house);
      await house.close();
    },
    { scope: "worker" },
  ],
  woo: async ({}, use) => {
    const woo = new Woo();
    await woo.open(40);
    await use(woo);
    woo.close();
  },
});

test("a shop is connected, watched over and disconnected from the admin", async ({
  house,
  woo,
  merchandise,
  excused,
}) => {
  // Refusals are answers with a status.
  excused.push(/status of 422/);
  const page = await merchandise("owner@example.com");
  await page.goto(`${house.url}/admin/t/${SHOP}`);
  await page.getByRole("navigation", { name: "Admin" }).getByRole("link", { name: "Source" }).click();
  await expect(page.getByRole("heading", { name: "Connect a WooCommerce" })).toBeVisible();

  const alert = page.locator(".source-form [role=alert]");
  await page.getByLabel("Address of the shop").fill(woo.address);
  await page.getByLabel("Consumer key").fill("ck_mistyped");
  await page.getByLabel("Consumer secret").fill(woo.secret);
  await page.getByRole("button", { name: "Test only" }).click();
  await expect(alert).toContainText("refuses these keys");
  await expect(page.getByLabel("Consumer key")).toHaveAttribute("aria-invalid", "true");
  await page.getByLabel("Consumer key").fill(woo.key);
  await page.getByRole("button", { name: "Test only" }).click();
  await expect(page.getByText("It answers and has 40 products.")).toBeVisible();
  await page.getByLabel("Your own password").fill("not this one");
  await page.getByRole("button", { name: "Connect" }).click();
  await expect(alert).toContainText("This is not your password");
  await page.getByLabel("Your own password").fill(PASSWORD);
  await page.getByLabel("Your own password").press("Enter");

  await expect(page.getByRole("heading", { name: `WooCommerce at ${woo.address}` })).toBeVisible();
  await expect(page.getByText("tells", { exact: true })).toHaveCount(4);
  await expect(page.getByText("The mirror was true")).toBeVisible();
  const onShow = page.locator(".source-facts div", { hasText: "On show" }).locator("dd");
  await expect(onShow).toHaveText("40");

  // A delivery and how long it took; one that cannot be made, mended in the shop.
  const bowl = await woo.put({ name: "Tide Bowl", sku: "TB-1", regular_price: "12.00", status: "publish" });
  await expect(page.getByRole("cell", { name: `product.created ${bowl}` })).toBeVisible();
  await expect(page.getByRole("cell", { name: /^shown after / }).first()).toBeVisible();
  await woo.pass();
  await woo.put({ id: bowl, regular_price: "a good price" });
  const quarantine = page.locator(".quarantine > li", { hasText: "Tide Bowl" });
  await expect(quarantine).toContainText("a good price");
  await expect(quarantine).toContainText("What was shown before stays (TB-1).");
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  }
  await quarantine.getByRole("button", { name: "Try again Tide Bowl" }).click();
  await expect(page.getByText("It is tried once more.")).toBeVisible();
  await woo.pass();
  await woo.put({ id: bowl, regular_price: "13.00" });
  await expect(quarantine).toHaveCount(0);

  // WooCommerce gives up on webhooks that fail; they are woken.
  await woo.disableWebhooks();
  await page.getByRole("button", { name: "Set up and wake" }).click();
  await expect(page.getByText("The last time one had to be woken")).toBeVisible();
  expect((await woo.webhooks()).map((hook) => hook.status)).toEqual(Array(4).fill("active"));

  // By keyboard: compare, then leave.
  await page.getByRole("button", { name: "Compare and repair now" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByText("nothing was missed")).toBeVisible();
  await page.getByRole("button", { name: "Disconnect" }).click();
  await page.getByLabel("Your own password").fill(PASSWORD);
  await page.getByRole("button", { name: "Disconnect it" }).click();
  await expect(page.getByRole("heading", { name: "Connect a WooCommerce" })).toBeVisible();
  expect(await woo.webhooks()).toEqual([]);
});

test("a webhook changes price and picture on the open product page, and variants their own", async ({
  house,
  woo,
  merchandise,
  visit,
}) => {
  const picture = (name: string) => ({ src: `${house.url}/t/${SHOP}/icon.svg?${name}` });
  const color = { name: "Colour", options: ["Sand", "Moss"], variation: true, visible: true };
  const bowl = await woo.put({
    name: "Tide Bowl", sku: "TB-1", slug: "tide-bowl", regular_price: "12.00", status: "publish",
    images: [picture("bowl")],
  });
  const vase = await woo.put({
    name: "Drift Vase", sku: "DV", slug: "drift-vase", type: "variable", status: "publish",
    images: [picture("vase")], attributes: [color],
  });
  const variant = (option: string, fields: object) =>
    woo.putVariation(vase, {
      sku: `DV-${option}`, regular_price: "30.00", status: "publish",
      attributes: [{ name: "Colour", option }], ...fields,
    });
  await variant("Sand", { image: picture("sand") });
  await variant("Moss", { regular_price: "34.00" });

  const admin = await merchandise("owner@example.com");
  await admin.goto(`${house.url}/admin/t/${SHOP}/source`);
  await admin.getByLabel("Address of the shop").fill(woo.address);
  await admin.getByLabel("Consumer key").fill(woo.key);
  await admin.getByLabel("Consumer secret").fill(woo.secret);
  await admin.getByLabel("Your own password").fill(PASSWORD);
  await admin.getByRole("button", { name: "Connect" }).click();
  await expect(admin.getByText("The mirror was true")).toBeVisible();

  const shopper = await visit();
  await shopper.goto(`${house.url}/t/${SHOP}/p/tide-bowl`);
  await live(shopper);
  await shopper.evaluate(() => ((window as any).__sameDocument = true));
  const shown = shopper.locator("article.product");
  await expect(shown).toContainText("12,00");
  await woo.pass();
  await woo.put({ id: bowl, regular_price: "9.50", images: [picture("new-bowl")] });
  await expect(shown).toContainText("9,50");
  await expect(shown.locator("img").first()).toHaveAttribute("src", /new-bowl/);
  expect(await shopper.evaluate(() => "__sameDocument" in window)).toBe(true);

  // A variant with a picture of its own shows it; one without leaves the product's.
  await shopper.goto(`${house.url}/t/${SHOP}/p/drift-vase`);
  const first = shopper.locator("article.product img").first();
  await expect(first).toHaveAttribute("src", /vase/);
  await shopper.getByText("Sand", { exact: true }).click();
  await expect(first).toHaveAttribute("src", /sand/);
  await shopper.getByText("Moss", { exact: true }).click();
  await expect(first).toHaveAttribute("src", /vase/);
  await expect(shopper.locator("article.product")).toContainText("34,00");
});
