import { messageMaxBytes } from "../contract/annotations.ts";
import type { Binding } from "../contract/bindings.ts";
import { byteLength, type JsonObject } from "../contract/json.ts";
import type { VersionRequest } from "../contract/version.ts";
import type { Behaviour, MockCall } from "./behaviour.ts";
import { present } from "./present.ts";
import { noVersion, noWorker, Refusal } from "./refusal.ts";
import { migrate, type State, type StoredDeployment, type StoredVersion, type StoredWorker } from "./state.ts";
import { checkRequest, parseRequest } from "./validate.ts";

/** The longest prefix of whole characters within the limit. */
export function truncate(text: string, maxBytes: number): string {
  if (byteLength(text) <= maxBytes) return text;
  const kept = new TextDecoder().decode(new TextEncoder().encode(text).subarray(0, maxBytes), { stream: true });
  return kept;
}

/** Annotations as they are kept: "Truncated to 1000 bytes if longer", and only what a client may set. */
function keptAnnotations(request: VersionRequest): VersionRequest {
  const { annotations } = request;
  if (!annotations) return request;
  const { "workers/message": message, "workers/tag": tag } = annotations;
  return {
    ...request,
    annotations: {
      ...(message === undefined ? {} : { "workers/message": truncate(message, messageMaxBytes) }),
      ...(tag === undefined ? {} : { "workers/tag": tag }),
    },
  };
}

/** What the mock does, apart from HTTP. */
export class Plane {
  readonly state: State;
  readonly behaviour: Behaviour;

  constructor(state: State, behaviour: Behaviour) {
    this.state = state;
    this.behaviour = behaviour;
  }

  worker(key: string, call: MockCall): StoredWorker {
    const right = this.state.worker(key);
    const found = this.behaviour.worker ? this.behaviour.worker(right, key, call, this.state) : right;
    if (!found) throw noWorker();
    return found;
  }

  /** A version by id, by a prefix of at least 8 characters, or `latest`. */
  version(worker: StoredWorker, key: string): StoredVersion {
    const right =
      key === "latest"
        ? worker.versions.at(-1)
        : worker.versions.find((one) => one.id === key || (key.length >= 8 && one.id.startsWith(key)));
    const found = this.behaviour.find ? this.behaviour.find(right, key, worker, this.state) : right;
    if (!found) throw noVersion();
    return found;
  }

  #inherited(binding: Binding, worker: StoredWorker): Binding | undefined {
    const { version_id, old_name } = binding;
    const latest = version_id === undefined || version_id === "latest";
    const source = latest ? worker.versions.at(-1) : worker.versions.find((one) => one.id === version_id);
    const original = source?.bindings.find((one) => one.name === (old_name ?? binding.name));
    const right = original && { ...original, name: binding.name };
    const resolved = this.behaviour.inherit ? this.behaviour.inherit(right, binding, worker, this.state) : right;
    if (!resolved && this.behaviour.dropsInherits?.()) return undefined;
    if (!resolved) throw new Refusal(400, 10057, `binding ${binding.name} has nothing to inherit from`, "/bindings");
    return resolved;
  }

  #check(request: VersionRequest, worker: StoredWorker, deploys: boolean): void {
    try {
      checkRequest(request, worker, deploys, this.state.now());
    } catch (error) {
      if (!(error instanceof Refusal) || !this.behaviour.pardon?.(error, request, worker)) throw error;
    }
    const refusal = this.behaviour.refuse?.(request, worker);
    if (refusal) throw refusal;
  }

  #parse(body: unknown): VersionRequest {
    try {
      return keptAnnotations(parseRequest(body));
    } catch (error) {
      if (!(error instanceof Refusal) || !this.behaviour.pardon?.(error, body)) throw error;
      return {};
    }
  }

  #admitted(body: unknown, worker: StoredWorker, asked: boolean | undefined) {
    try {
      const request = this.#parse(body);
      const deploys = this.behaviour.deploys?.(asked, worker) ?? asked === true;
      this.#check(request, worker, deploys);
      return { request, deploys };
    } catch (error) {
      this.behaviour.created?.(worker, this.state, undefined, asked === true);
      throw error;
    }
  }

  create(worker: StoredWorker, body: unknown, rawBody: string, asked: boolean | undefined): StoredVersion {
    const { request, deploys } = this.#admitted(body, worker, asked);
    const bindings = (request.bindings ?? []).flatMap((one) =>
      one.type === "inherit" ? (this.#inherited(one, worker) ?? []) : one,
    );
    const next = worker.lastNumber + 1;
    const number = this.behaviour.number?.(next, worker, this.state) ?? next;
    worker.lastNumber = number;
    const createdOn = this.state.time();
    const version: StoredVersion = { id: this.state.uuid(), number, createdOn, request, bindings, migrated: false };
    this.behaviour.store?.(version, worker, this.state, rawBody);
    worker.versions.push(version);
    if (this.behaviour.migrates?.("upload")) migrate(worker, version);
    if (deploys) this.deploy(worker, [{ version_id: version.id, percentage: 100 }], "create");
    this.behaviour.created?.(worker, this.state, version, deploys);
    return version;
  }

  deploy(worker: StoredWorker, versions: StoredDeployment["versions"], by: "create" | "deployment"): StoredDeployment {
    const created_on = this.state.time();
    const deployment = { id: this.state.uuid(), source: "api", strategy: "percentage", created_on, versions };
    worker.deployments.unshift(deployment);
    worker.deployedOn = created_on;
    if (this.behaviour.migrates?.(by) ?? true) {
      for (const { version_id } of versions) {
        const version = worker.versions.find((one) => one.id === version_id);
        if (version) migrate(worker, version);
      }
    }
    this.behaviour.deployed?.(worker, deployment, this.state, by);
    return deployment;
  }

  show(
    version: StoredVersion,
    worker: StoredWorker,
    where: "create" | "get" | "list",
    includeModules = false,
  ): JsonObject {
    const shown = present(version, worker, includeModules, where === "create");
    this.behaviour.show?.(shown, { where, includeModules, version, worker, state: this.state });
    return shown;
  }
}
