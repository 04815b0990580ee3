import { setTimeout as sleep } from "node:timers/promises";
import { TokenBucket } from "limiter";
import { type Item, parseList } from "structured-headers";

export type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** How many requests a target allows in which time, and which share of them is left to others. */
export interface Rate {
  limit: number;
  windowMs: number;
  reserve: number;
}

/** "1,200 requests per five minutes" for each user, shared with everything else that this user does. */
export const liveRate: Rate = { limit: 1200, windowMs: 300_000, reserve: 0.25 };

/** The longest that a target is waited for when it asks for patience. */
export const longestWaitMs = 300_000;
/** The share of the allowance that may be spent at once: the rest drips, so that no window holds more than it may. */
const burstShare = 0.05;

export const headerOf = (headers: Headers, name: string): string | undefined => {
  const value = headers[name];
  return Array.isArray(value) ? value.join(", ") : value;
};

/** The target's own clock, which a date of its is told by. */
function clockOf(headers: Headers): number {
  const date = Date.parse(headerOf(headers, "date") ?? "");
  return Number.isNaN(date) ? Date.now() : date;
}

/** `Retry-After` in ms, from seconds or a date; undefined where it is missing or unreadable. */
export function retryAfterMs(headers: Headers, now = clockOf(headers)): number | undefined {
  const value = headerOf(headers, "retry-after")?.trim();
  if (!value) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

const numberOf = (item: Item, name: string): number | undefined => {
  const value = item[1].get(name);
  return typeof value === "number" && value >= 0 ? value : undefined;
};

/** The items of a structured header, such as `"default";r=50;t=30`; none where it is no such header. */
function itemsOf(headers: Headers, name: string): Item[] {
  try {
    return parseList(headerOf(headers, name) ?? "").filter((one): one is Item => !Array.isArray(one[0]));
  } catch {
    return [];
  }
}

/** A token bucket that in no window gives out more than the rate allows. */
function bucketOf({ limit, windowMs, reserve }: Rate): TokenBucket {
  const most = Math.max(2, Math.floor(limit * (1 - reserve)));
  const burst = Math.max(1, Math.floor(most * burstShare));
  const bucket = new TokenBucket({ bucketSize: burst, tokensPerInterval: most - burst, interval: windowMs });
  bucket.content = burst;
  return bucket;
}

type Wait = (ms: number, signal?: AbortSignal) => Promise<unknown>;
const pass: Wait = (ms, signal) => sleep(ms, undefined, { signal });

/** What every request of a run passes: the rate that is kept, and the pauses that the target asks for. */
export class RateLimiter {
  #rate: Rate | undefined;
  #bucket: TokenBucket | undefined;
  #closedUntil = 0;
  readonly #wait: Wait;

  /** `wait`: how time passes, where that is not the clock's. */
  constructor(rate?: Rate, wait: Wait = pass) {
    this.#wait = wait;
    this.#rate = rate;
    this.#bucket = rate && bucketOf(rate);
  }

  /** Whether a rate is kept that all requests share. */
  get isMetered(): boolean {
    return this.#rate !== undefined;
  }

  /** Waits for its turn. */
  async pass(signal?: AbortSignal): Promise<void> {
    for (;;) {
      const waitMs = Math.max(this.#closedUntil - Date.now(), 0);
      if (waitMs === 0 && (this.#bucket?.tryRemoveTokens(1) ?? true)) return;
      const forToken = this.#bucket?.getWaitTime(1) ?? 0;
      await this.#wait(Math.max(waitMs, forToken, 1), signal);
    }
  }

  /** Closes the gate for everyone. */
  close(ms: number): void {
    this.#closedUntil = Math.max(this.#closedUntil, Date.now() + Math.min(ms, longestWaitMs));
  }

  /** Takes to heart what an answer says of the rate: a stricter policy, and how little of it is left. */
  heed(headers: Headers): void {
    for (const item of itemsOf(headers, "ratelimit-policy")) {
      const [limit, window] = [numberOf(item, "q"), numberOf(item, "w")];
      if (this.#rate && limit && window) this.#tighten({ ...this.#rate, limit, windowMs: window * 1000 });
    }
    for (const item of itemsOf(headers, "ratelimit")) {
      const [left, seconds] = [numberOf(item, "r"), numberOf(item, "t")];
      const reserved = this.#rate ? this.#rate.limit * this.#rate.reserve : 0;
      if (left !== undefined && seconds !== undefined && left <= reserved) this.close(seconds * 1000);
    }
  }

  #tighten(rate: Rate): void {
    const perMs = (one: Rate) => one.limit / one.windowMs;
    if (!this.#rate || perMs(rate) >= perMs(this.#rate)) return;
    this.#rate = rate;
    this.#bucket = bucketOf(rate);
  }
}
