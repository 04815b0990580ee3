import { createECDH, createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import fc from "fast-check";
import { rsaKeys } from "./rsa.ts";

/** A `secret_key` binding without its name: a real key for its algorithm and format. */
export interface KeyMaterial {
  algorithm: Record<string, unknown>;
  format: "raw" | "pkcs8" | "spki" | "jwk";
  usages: string[];
  key_base64?: string;
  key_jwk?: Record<string, unknown>;
}

const bytes = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((array) => Buffer.from(array));
const some = (...usages: string[]) => fc.subarray(usages, { minLength: 1 });
const hash = fc.oneof(
  fc.constantFrom("SHA-256", "SHA-384", "SHA-512"),
  fc.constantFrom({ name: "SHA-256" }, { name: "SHA-512" }),
);

/** A P-256 private key from 32 bytes: the scalar is kept below the group's order. */
function p256(seed: Buffer): KeyObject {
  const scalar = Buffer.from(seed);
  scalar[0] = 1 + (scalar.readUInt8(0) % 127);
  const curve = createECDH("prime256v1");
  curve.setPrivateKey(scalar);
  const point = curve.getPublicKey();
  const part = (buffer: Buffer) => buffer.toString("base64url");
  const jwk = { kty: "EC", crv: "P-256", d: part(scalar), x: part(point.subarray(1, 33)), y: part(point.subarray(33)) };
  return createPrivateKey({ key: jwk, format: "jwk" });
}

/** RFC 8410: the fixed DER head of an Ed25519 private key, before its 32 bytes. */
const ed25519Head = Buffer.from("302e020100300506032b657004220420", "hex");
const ed25519 = (seed: Buffer): KeyObject =>
  createPrivateKey({ key: Buffer.concat([ed25519Head, seed]), format: "der", type: "pkcs8" });
const rsa = (index: number): KeyObject =>
  createPrivateKey({ key: Buffer.from(rsaKeys[index] ?? "", "base64"), format: "der", type: "pkcs8" });

const pkcs8 = (key: KeyObject) => key.export({ type: "pkcs8", format: "der" }).toString("base64");
const spki = (key: KeyObject) => createPublicKey(key).export({ type: "spki", format: "der" }).toString("base64");
const jwk = (key: KeyObject): Record<string, unknown> => ({ ...key.export({ format: "jwk" }), ext: true });

const hmacRaw = fc.tuple(hash, bytes(32), some("sign", "verify")).map(
  ([algorithmHash, key, usages]): KeyMaterial => ({
    algorithm: { name: "HMAC", hash: algorithmHash },
    format: "raw",
    usages,
    key_base64: key.toString("base64"),
  }),
);
const aesRaw = fc
  .tuple(
    fc.constantFrom(["AES-GCM", 16], ["AES-GCM", 32], ["AES-CBC", 16], ["AES-CBC", 32]),
    bytes(32),
    some("encrypt", "decrypt", "wrapKey", "unwrapKey"),
  )
  .map(
    ([[name, length], key, usages]): KeyMaterial => ({
      algorithm: { name },
      format: "raw",
      usages,
      key_base64: key.subarray(0, Number(length)).toString("base64"),
    }),
  );
const deriveRaw = fc.tuple(fc.constantFrom("PBKDF2", "HKDF"), bytes(32), some("deriveKey", "deriveBits")).map(
  ([name, key, usages]): KeyMaterial => ({
    algorithm: { name },
    format: "raw",
    usages,
    key_base64: key.toString("base64"),
  }),
);
const ecPkcs8 = bytes(32).map(
  (seed): KeyMaterial => ({
    algorithm: { name: "ECDSA", namedCurve: "P-256" },
    format: "pkcs8",
    usages: ["sign"],
    key_base64: pkcs8(p256(seed)),
  }),
);
const edPkcs8 = bytes(32).map(
  (seed): KeyMaterial => ({
    algorithm: { name: "Ed25519" },
    format: "pkcs8",
    usages: ["sign"],
    key_base64: pkcs8(ed25519(seed)),
  }),
);
const ecSpki = bytes(32).map(
  (seed): KeyMaterial => ({
    algorithm: { name: "ECDSA", namedCurve: "P-256" },
    format: "spki",
    usages: ["verify"],
    key_base64: spki(p256(seed)),
  }),
);
const rsaKey = fc.tuple(fc.nat({ max: rsaKeys.length - 1 }), fc.boolean(), hash).map(
  ([index, isPrivate, algorithmHash]): KeyMaterial => ({
    algorithm: { name: "RSASSA-PKCS1-v1_5", hash: algorithmHash },
    format: isPrivate ? "pkcs8" : "spki",
    usages: [isPrivate ? "sign" : "verify"],
    key_base64: isPrivate ? pkcs8(rsa(index)) : spki(rsa(index)),
  }),
);
const octJwk = fc.tuple(bytes(32), some("sign", "verify")).map(
  ([key, usages]): KeyMaterial => ({
    algorithm: { name: "HMAC", hash: "SHA-256" },
    format: "jwk",
    usages,
    key_jwk: { kty: "oct", k: key.toString("base64url"), alg: "HS256", ext: true },
  }),
);
const ecJwk = bytes(32).map(
  (seed): KeyMaterial => ({
    algorithm: { name: "ECDSA", namedCurve: "P-256" },
    format: "jwk",
    usages: ["sign"],
    key_jwk: jwk(p256(seed)),
  }),
);

/** Keys that are given as objects. */
export const jwkMaterial = (): fc.Arbitrary<KeyMaterial> => fc.oneof(octJwk, ecJwk);
/** Keys of every format and kind, each as an arbitrary of its own; the plain raw HMAC key first. */
export const keyFamilies: readonly fc.Arbitrary<KeyMaterial>[] = [
  hmacRaw,
  aesRaw,
  deriveRaw,
  octJwk,
  ecJwk,
  ecPkcs8,
  ecSpki,
  edPkcs8,
  rsaKey,
];
/** A key of any format. */
export const keyMaterial = (): fc.Arbitrary<KeyMaterial> => fc.oneof({ withCrossShrink: true }, ...keyFamilies);
