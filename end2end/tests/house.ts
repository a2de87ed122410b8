// A house of demo shops on a free port, and people who visit it.
import { test as base, expect, type BrowserContext, type Page } from "@playwright/test";
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PASSWORD = "correct-horse-battery";
export const SHOP = "maren-and-vale";

export class House {
  url = "";
  private child?: ChildProcess;
  private readonly data = mkdtempSync(join(tmpdir(), "etalage-e2e-"));

  async open(address = "127.0.0.1:0"): Promise<void> {
    const binary = process.env.ETALAGE_BINARY;
    if (!binary) throw new Error("ETALAGE_BINARY names no program; run `cargo xtask test`");
    this.child = spawn(binary, ["serve", "--demo"], {
      env: {
        ...process.env,
        ETALAGE_ADDRESS: address,
        ETALAGE_DATA: this.data,
        ETALAGE_DEMO_PASSWORD: PASSWORD,
        ETALAGE_REQUESTS_PER_SECOND: "0",
        ETALAGE_LOG: "warn",
      },
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.url = await new Promise<string>((resolve, reject) => {
      let said = "";
      this.child!.stdout!.on("data", (chunk) => {
        said += chunk;
        const found = said.match(/open at (http:\/\/[^/\s]+)/);
        if (found) resolve(found[1]);
      });
      this.child!.on("exit", (code) => reject(new Error(`the server ended with ${code}`)));
    });
  }

  // As a power cut would.
  async kill(): Promise<void> {
    const gone = new Promise((resolve) => this.child!.once("exit", resolve));
    this.child!.removeAllListeners("exit");
    const ended = new Promise((resolve) => this.child!.once("exit", resolve));
    this.child!.kill("SIGKILL");
    await Promise.race([gone, ended]);
  }

  async reopen(): Promise<void> {
    await this.open(new URL(this.url).host);
  }

  async close(): Promise<void> {
    await this.kill();
    rmSync(this.data, { recursive: true, force: true });
  }

  async advance(milliseconds: number): Promise<void> {
    const answer = await fetch(`${this.url}/api/test/clock/${milliseconds}`, { method: "POST" });
    expect(answer.status).toBe(204);
  }
}

type Visits = {
  // Opens a page whose console must stay clean.
  visit: (options?: Parameters<import("@playwright/test").Browser["newContext"]>[0]) => Promise<Page>;
  // Signed in, at a shop's board.
  merchandise: (account?: string) => Promise<Page>;
  // Words of the console that a test provokes on purpose.
  excused: RegExp[];
};

export const test = base.extend<Visits, { house: House }>({
  house: [
    async ({}, use) => {
      const house = new House();
      await house.open();
      await use(house);
      await house.close();
    },
    { scope: "worker" },
  ],
  excused: async ({}, use) => use([]),
  visit: async ({ browser, excused }, use) => {
    const contexts: BrowserContext[] = [];
    const complaints: string[] = [];
    await use(async (options) => {
      const context = await browser.newContext(options);
      contexts.push(context);
      const page = await context.newPage();
      const complain = (words: string) => {
        if (!excused.some((pattern) => pattern.test(words))) complaints.push(words);
      };
      page.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) complain(message.text());
      });
      page.on("pageerror", (error) => complain(String(error)));
      return page;
    });
    for (const context of contexts) await context.close();
    expect(complaints, "the console stays clean").toEqual([]);
  },
  merchandise: async ({ visit, house }, use) => {
    await use(async (account = "merchandiser@example.com") => {
      const page = await visit();
      await page.goto(`${house.url}/admin/login?next=/admin/t/${SHOP}`);
      await page.getByLabel("Email").fill(account);
      await page.getByLabel("Password").fill(PASSWORD);
      await page.getByRole("button", { name: "Sign in" }).click();
      await expect(page.locator("[data-board]")).toHaveAttribute("data-ready", "true");
      return page;
    });
  },
});

export { expect };

export const shelf = (page: Page, name: string) =>
  page.locator("section[data-shelf-id]", { has: page.getByRole("heading", { name }) });

// The shopper's page follows the stream.
export async function live(page: Page): Promise<void> {
  await expect(page.locator("[data-live]")).toHaveAttribute("data-state", "live");
}

// What the page did since: loads, requests, streams, and which cards were touched.
export async function watch(page: Page): Promise<() => Promise<Record<string, unknown>>> {
  const requests: string[] = [];
  page.on("request", (request) => requests.push(new URL(request.url()).pathname));
  await page.evaluate(() => {
    const touched = new Set<string>();
    (window as any).__marker = { touched };
    new MutationObserver((records) => {
      for (const record of records) {
        const node = record.target instanceof Element ? record.target : record.target.parentElement;
        const card = node?.closest("[data-product-id]");
        if (card) touched.add(card.getAttribute("data-product-id")!);
      }
    }).observe(document.querySelector("main")!, {
      subtree: true,
      childList: true,
      attributes: true,
      characterData: true,
    });
  });
  return async () => ({
    sameDocument: await page.evaluate(() => "__marker" in window),
    touched: await page.evaluate(() => [...((window as any).__marker?.touched ?? [])]),
    productRequests: requests.filter((path) => path.startsWith("/api/products") || path.startsWith("/api/featured")),
  });
}
