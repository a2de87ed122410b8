import { defineConfig } from "@playwright/test";

// One worker: the machine is small, and each worker runs a server of its own.
export default defineConfig({
  testDir: "tests",
  workers: 1,
  fullyParallel: false,
  forbidOnly: !!process.env.CI,
  // On a machine that others use too, one that fails is tried once more, and called flaky where it passes.
  retries: process.env.CI ? 1 : 0,
  // Not a measure of speed: the machine may be busy with other things.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  reporter: [["list"]],
  use: {
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
    trace: "retain-on-failure",
  },
});
