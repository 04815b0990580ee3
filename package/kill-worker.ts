import { serveFaults } from "../harness/run/kill-worker.ts";
import { allFaults } from "../mock/faults/index.ts";
import { suite } from "../suites/index.ts";

serveFaults({ suite, faults: allFaults });
