import { plain } from "./door.ts";
import { membersOf } from "./groups.ts";
import { exitCodeOf, type Report } from "./report.ts";

/** What shields.io's endpoint badge is made from: https://shields.io/badges/endpoint-badge. */
interface Badge {
  schemaVersion: 1;
  label: string;
  message: string;
  color: string;
}

const counted = (n: number, noun: string) => `${n} ${noun}${n === 1 ? "" : "s"}`;

function messageOf(report: Report): Pick<Badge, "message" | "color"> {
  const { requirements, run } = report;
  const passed = requirements.filter(({ verdict }) => verdict === "pass").length;
  const scope =
    run.only === undefined ? "" : ` (${run.only.length === 1 ? plain(run.only[0] ?? "", 40) : "a part"} alone)`;
  const broken = new Set(
    membersOf(report).failures.flatMap(({ requirement: { id, verdict } }) => (verdict === "fail" ? [id] : [])),
  ).size;
  switch (exitCodeOf(report)) {
    case 0:
      return { message: `${passed} of ${requirements.length} hold${scope}`, color: "brightgreen" };
    case 1: {
      const message = broken === 0 ? "baseline is stale" : `breaks ${counted(broken, "requirement")}`;
      return { message: `${message}${scope}`, color: broken === 0 ? "yellow" : "red" };
    }
    case 2:
      return { message: "could not be judged", color: "lightgrey" };
    default:
      return { message: `inconclusive${scope}`, color: "yellow" };
  }
}

/** The report as an endpoint of a badge. */
export function badgeReport(report: Report): string {
  const badge: Badge = { schemaVersion: 1, label: "Create Version", ...messageOf(report) };
  return `${JSON.stringify(badge)}\n`;
}
