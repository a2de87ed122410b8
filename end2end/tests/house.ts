// A house of demo shops on a free port, and people who visit it.
import { test as base, expect, type Browser, type BrowserContext, type Page } from "@playwright/test";
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Draft } from "./catalogue";

export const PASSWORD = "correct-horse-battery";
export const SHOP = "maren-and-vale";

export class House {
  url = "";
  private child?: ChildProcess;
  private readonly data = mkdtempSync(join(tmpdir(), "etalage-e2e-"));
  private readonly kept = `${this.data}-kept`;

  constructor(private readonly settings: Record<string, string> = {}) {}

  private binary(): string {
    const binary = process.env.ETALAGE_BINARY;
    if (!binary) throw new Error("ETALAGE_BINARY names no program; run `cargo xtask test`");
    return binary;
  }

  async open(address = "127.0.0.1:0"): Promise<void> {
    this.child = spawn(this.binary(), ["serve", "--demo"], {
      env: {
        ...process.env,
        ETALAGE_ADDRESS: address,
        ETALAGE_DATA: this.data,
        ETALAGE_DEMO_PASSWORD: PASSWORD,
        // What another process writes is seen by looking.
        ETALAGE_FEED_POLL_MS: "100",
        ETALAGE_REQUESTS_PER_SECOND: "0",
        ETALAGE_LOG: "warn",
        ...this.settings,
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

  // Sets the data folder aside, as it stands now.
  async keep(): Promise<void> {
    await this.kill();
    cpSync(this.data, this.kept, { recursive: true });
    await this.reopen();
  }

  // Goes back to the folder that was set aside: what came after it never was.
  async restore(): Promise<void> {
    await this.kill();
    rmSync(this.data, { recursive: true });
    cpSync(this.kept, this.data, { recursive: true });
    await this.reopen();
  }

  async close(): Promise<void> {
    await this.kill();
    for (const folder of [this.data, this.kept]) rmSync(folder, { recursive: true, force: true });
  }

  // `etalage import`: a process of its own on the folder of the running server.
  async import(shop: string, drafts: Draft[]): Promise<void> {
    const file = join(this.data, "catalogue.json");
    writeFileSync(file, JSON.stringify(drafts));
    const { stdout } = await promisify(execFile)(this.binary(), ["import", file, "--shop", shop, "--json"], {
      env: { ...process.env, ETALAGE_DATA: this.data, ETALAGE_LOG: "warn" },
    });
    const { read, updated, refused } = JSON.parse(stdout);
    expect({ read, updated, refused }).toEqual({ read: drafts.length, updated: drafts.length, refused: [] });
  }

  // A key by which another system uses the shop.
  async key(shop: string): Promise<string> {
    const scopes = "inventory:read,holds:write,orders:write";
    const { stdout } = await promisify(execFile)(
      this.binary(),
      ["key", "create", "--shop", shop, "--name", "Counter", "--scope", scopes],
      { env: { ...process.env, ETALAGE_DATA: this.data, ETALAGE_LOG: "warn" } },
    );
    const key = stdout.match(/etk_\w+/)![0];
    // The node hears of it with its next look at the feed.
    await expect
      .poll(async () => (await fetch(`${this.url}/api/categories`, { headers: { "x-api-key": key } })).status)
      .toBe(403);
    return key;
  }

  // As many invented products, the same every time.
  async generate(shop: string, count: number): Promise<void> {
    const { stdout } = await promisify(execFile)(
      this.binary(),
      ["import", `generated:${count}`, "--shop", shop, "--json"],
      { env: { ...process.env, ETALAGE_DATA: this.data, ETALAGE_LOG: "warn" } },
    );
    expect(JSON.parse(stdout)).toMatchObject({ read: count, refused: [] });
  }

  async advance(milliseconds: number): Promise<void> {
    const answer = await fetch(`${this.url}/api/test/clock/${milliseconds}`, { method: "POST" });
    expect(answer.status).toBe(204);
  }
}

type Options = Parameters<Browser["newContext"]>[0];

type Visits = {
  // Opens a page whose console must stay clean.
  visit: (options?: Options) => Promise<Page>;
  // Signed in, at a shop's board.
  merchandise: (account?: string, options?: Options) => Promise<Page>;
  // Words of the console that a test provokes on purpose.
  excused: RegExp[];
};

type Places = {
  house: House;
  // Tests that say another name here have a house of their own, where nobody was before them.
  houseOf: string;
};

export const test = base.extend<Visits, Places>({
  houseOf: ["everybody", { option: true, scope: "worker" }],
  house: [
    async ({ houseOf: _ }, use) => {
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
    await use(async (account = "merchandiser@example.com", options) => {
      const page = await visit(options);
      await signIn(page, house, account);
      const board = page.locator("[data-board]");
      if (options?.javaScriptEnabled === false) await expect(board).toBeVisible();
      else await expect(board).toHaveAttribute("data-ready", "true");
      return page;
    });
  },
});

export { expect };

// On the way to the board.
export async function signIn(page: Page, house: House, account = "merchandiser@example.com"): Promise<void> {
  await page.goto(`${house.url}/admin/login?next=/admin/t/${SHOP}`);
  await page.getByLabel("Email").fill(account);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
}

export const shelf = (page: Page, name: string) =>
  page.locator("section[data-shelf-id]", { has: page.getByRole("heading", { name }) });

// What the clock of the shop shows so many minutes from now, as its fields take it.
export const clock = (minutes: number) =>
  new Date(Date.now() + minutes * 60_000)
    .toLocaleString("sv-SE", { timeZone: "Europe/London", dateStyle: "short", timeStyle: "short" })
    .replace(" ", "T");

// The shopper's page follows the stream.
export async function live(page: Page): Promise<void> {
  await expect(page.locator("[data-live]")).toHaveAttribute("data-state", "live");
}

// The streams a browser has asked for so far.
export function streams(page: Page): string[] {
  const asked: string[] = [];
  page.context().on("request", (request) => {
    if (new URL(request.url()).pathname === "/api/events") asked.push(request.url());
  });
  return asked;
}

type Deeds = {
  // No other document was loaded.
  sameDocument: boolean;
  // The products whose cards were touched, by id.
  touched: string[];
  // What else was: neither a card nor the announcement.
  elsewhere: string[];
  // Whatever was asked of the server, pictures aside.
  asked: string[];
};

// What the page does from now on. `card` selects what a product may be touched in.
export async function watch(page: Page, card = "[data-product-id]"): Promise<() => Promise<Deeds>> {
  const asked: string[] = [];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    // The browser fetches the icon and the manifest by itself, when it likes.
    const isItsOwn = /\.(webmanifest|svg)$/.test(pathname);
    if (request.resourceType() !== "image" && !isItsOwn) asked.push(pathname);
  });
  await page.evaluate((card) => {
    const touched = new Set<string>();
    const elsewhere = new Set<string>();
    new MutationObserver((records) => {
      for (const { target, type } of records) {
        const node = target instanceof Element ? target : target.parentElement;
        const product = node?.closest(card)?.closest("[data-product-id]");
        if (product) touched.add(product.getAttribute("data-product-id")!);
        else if (!node?.closest("[data-announcement]")) {
          elsewhere.add(`${type} of ${node?.nodeName} ${node?.className} ${target.textContent!.slice(0, 40)}`);
        }
      }
    }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    (window as any).__watched = { touched, elsewhere };
  }, card);
  return async () => {
    const seen = await page.evaluate(() => {
      const watched = (window as any).__watched;
      return watched && { touched: [...watched.touched], elsewhere: [...watched.elsewhere] };
    });
    const { touched, elsewhere } = seen ?? { touched: [], elsewhere: [] };
    return { sameDocument: !!seen, touched, elsewhere, asked };
  };
}

// Marks the cards there are; afterwards tells the names of those whose nodes are still the same.
export async function mark(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    for (const card of document.querySelectorAll("[data-product-id]")) (card as any).__marked = true;
  });
  return () =>
    page.evaluate(() => {
      const kept = [...document.querySelectorAll("[data-product-id]")].filter((card) => (card as any).__marked);
      return kept.map((card) => card.querySelector(".card-name")!.textContent!);
    });
}
