import { describeConformance } from "workers-version-conformance/vitest";
import { app } from "./app.mjs";

describeConformance({ target: app, out: "conformance-report" });
