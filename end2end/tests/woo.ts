// A WooCommerce for tests: the stand-in as a process, told over HTTP what happens in it.
import { expect } from "@playwright/test";
import { spawn, type ChildProcess } from "node:child_process";

type Fields = Record<string, unknown>;

export class Woo {
  address = "";
  key = "";
  secret = "";
  private child?: ChildProcess;

  async open(products = 0): Promise<void> {
    const program = process.env.WOO_STANDIN;
    if (!program) throw new Error("WOO_STANDIN names no program; run `cargo xtask test`");
    this.child = spawn(program, ["--products", String(products)], { stdio: ["ignore", "pipe", "inherit"] });
    [this.address, this.key, this.secret] = await new Promise<string[]>((resolve, reject) => {
      this.child!.stdout!.once("data", (said) => resolve(String(said).trim().split(/\s+/)));
      this.child!.on("exit", (code) => reject(new Error(`the stand-in ended with ${code}`)));
    });
  }

  private async tell(path: string, body: unknown): Promise<any> {
    const answer = await fetch(`${this.address}/_control/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    expect(answer.ok, `${path}: ${answer.status}`).toBe(true);
    return answer.json().catch(() => undefined);
  }

  async put(fields: Fields): Promise<number> {
    return (await this.tell("change", { change: "put_product", fields })).id;
  }

  async putVariation(parent: number, fields: Fields): Promise<number> {
    return (await this.tell("change", { change: "put_variation", parent, fields })).id;
  }

  // WooCommerce dates changes to the second: what comes later is another one.
  async pass(seconds = 3): Promise<void> {
    await this.tell("change", { change: "advance", seconds });
  }

  async webhooks(): Promise<{ status: string; topic: string }[]> {
    return (await fetch(`${this.address}/_control/webhooks`)).json();
  }

  // The shop gives up on those it has.
  async disableWebhooks(): Promise<void> {
    await fetch(`${this.address}/_control/webhooks`, { method: "DELETE" });
  }

  close(): void {
    this.child?.removeAllListeners("exit");
    this.child?.kill("SIGKILL");
  }
}
