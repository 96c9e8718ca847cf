import { writeFile } from 'node:fs/promises';

/** What a month holds. Change a figure here to ask "what if". */
export const VOLUMES = {
  students: 141_000,
  schoolDays: 21,
  /** Years of attendance kept. */
  years: 3,
  /** docs/performance.md: one year of this district. */
  attendanceRecordsAYear: 24_789_625,
  /** Of the made-up extract: 52,383,862 bytes over 1,063,845 records. */
  csvBytesPerRecord: 49,
  /** Made-up rows of a whole year take 0.4; files of single days and real codes pack less well. */
  parquetBytesPerRecord: 5,
  /** Files dropped on a school day, attendance among them. */
  filesADay: 15,
  landingSecondsPerFile: 20,
  landingMemoryMb: 3008,
  /** One a day by the clock; the others follow what landed, several files to one. */
  refreshes: 100,
  /** Of a refresh: those that Athena bills, and those that define a view or a table. */
  billedStatements: 260,
  freeStatements: 210,
  /** School years and windows with figures, seven to a year; each is suppressed by itself. */
  slices: 21,
  /** docs/suppression.md: pages of a thousand figures to read, a fifth of a second each, and as long to decide. */
  suppressSecondsPerSlice: 12,
  suppressMemoryMb: 3008,
  /** Statements of a refresh that read all attendance; each other one is billed as the least there is. */
  statementsOverAttendance: 15,
  readers: 6,
  /** Tables that Power BI imports for one reader on a day. */
  tablesAReader: 10,
  logGigabytes: 2,
  /** docs/runbook.md; an alarm over several measures is billed for each. */
  alarmedMeasures: 35,
  countedMeasures: 8,
  keys: 3,
} as const;

/**
 * List prices in US dollars, us-east-1, as commonly quoted in November 2026. They were not read from an AWS price list:
 * check them before use.
 */
export const PRICES = {
  s3GigabyteMonth: 0.023,
  s3Thousand: { puts: 0.005, gets: 0.0004 },
  lambdaArmGigabyteSecond: 0.0000133334,
  lambdaMillionRequests: 0.2,
  athenaTerabyte: 5,
  athenaLeastMegabytes: 10,
  stepFunctionsThousandTransitions: 0.025,
  kmsKeyMonth: 1,
  kmsTenThousandRequests: 0.03,
  logGigabyte: 0.5,
  alarmMonth: 0.1,
  measureMonth: 0.3,
  /** A Windows machine with 2 processors and 8 GB, by the hour, for the gateway of Power BI. */
  gatewayHour: 0.11,
} as const;

export interface Line {
  readonly service: string;
  /** The arithmetic in words. */
  readonly reckoning: string;
  readonly dollars: number;
}

type Volumes = { readonly [name in keyof typeof VOLUMES]: number };

/** What a month costs, line by line. */
export function monthlyCost(volumes: Volumes): Line[] {
  const v = volumes;
  const p = PRICES;
  const files = v.filesADay * v.schoolDays;
  const records = v.years * v.attendanceRecordsAYear;
  const stored = (2 * records * v.csvBytesPerRecord + 2 * records * v.parquetBytesPerRecord) / 1e9;
  const puts = files * 20 + v.refreshes * 300;
  const gets = files * 40 + v.refreshes * 5000;
  const landing = files * v.landingSecondsPerFile * (v.landingMemoryMb / 1024);
  const suppressing = v.refreshes * v.slices * v.suppressSecondsPerSlice * (v.suppressMemoryMb / 1024);
  const statements = v.refreshes * (v.billedStatements + v.freeStatements);
  const transitions = statements * 4 + v.refreshes * v.slices;
  const attendance = (records * v.parquetBytesPerRecord) / 1e12;
  const refreshRead =
    v.refreshes *
    ((v.billedStatements * p.athenaLeastMegabytes) / 1e6 + v.statementsOverAttendance * attendance);
  const readerRead = (v.readers * v.tablesAReader * 30 * p.athenaLeastMegabytes) / 1e6;
  const kmsRequests = puts + gets / 10 + statements * 3;
  return [
    {
      service: 'S3, storage',
      reckoning: `${stored.toFixed(1)} GB: originals and rows of ${v.years} years, and as much again in old versions`,
      dollars: stored * p.s3GigabyteMonth,
    },
    {
      service: 'S3, requests',
      reckoning: `${count(puts)} writes, ${count(gets)} reads`,
      dollars: (puts / 1000) * p.s3Thousand.puts + (gets / 1000) * p.s3Thousand.gets,
    },
    {
      service: 'Lambda, landing',
      reckoning: `${count(files)} files of ${v.landingSecondsPerFile} s at ${v.landingMemoryMb} MB: ${count(landing)} GB-s`,
      dollars: landing * p.lambdaArmGigabyteSecond,
    },
    {
      service: 'Lambda, refresh',
      reckoning: `${count(statements)} calls of 1 s at 1 GB`,
      dollars: statements * p.lambdaArmGigabyteSecond + (statements / 1e6) * p.lambdaMillionRequests,
    },
    {
      service: 'Lambda, suppression',
      reckoning: `${count(v.refreshes * v.slices)} slices of ${v.suppressSecondsPerSlice} s at ${v.suppressMemoryMb} MB: ${count(suppressing)} GB-s`,
      dollars: suppressing * p.lambdaArmGigabyteSecond,
    },
    {
      service: 'Step Functions',
      reckoning: `${v.refreshes} refreshes, ${v.billedStatements + v.freeStatements} statements each, 4 transitions a statement, one more a slice`,
      dollars: (transitions / 1000) * p.stepFunctionsThousandTransitions,
    },
    {
      service: 'Athena, refresh',
      reckoning: `${refreshRead.toFixed(2)} TB: ${v.billedStatements} statements of at least ${p.athenaLeastMegabytes} MB, ${v.statementsOverAttendance} over all attendance`,
      dollars: refreshRead * p.athenaTerabyte,
    },
    {
      service: 'Athena, readers',
      reckoning: `${v.readers} readers import ${v.tablesAReader} tables a day: ${readerRead.toFixed(3)} TB`,
      dollars: readerRead * p.athenaTerabyte,
    },
    {
      service: 'KMS',
      reckoning: `${v.keys} keys, ${count(kmsRequests)} requests`,
      dollars: v.keys * p.kmsKeyMonth + (kmsRequests / 1e4) * p.kmsTenThousandRequests,
    },
    {
      service: 'CloudWatch',
      reckoning: `${v.alarmedMeasures} measures under alarm, ${v.countedMeasures} counted, ${v.logGigabytes} GB of log`,
      dollars:
        v.alarmedMeasures * p.alarmMonth +
        v.countedMeasures * p.measureMonth +
        v.logGigabytes * p.logGigabyte,
    },
  ];
}

function count(quantity: number): string {
  return Math.round(quantity).toLocaleString('en-US');
}

/** docs/cost.md, whole. */
export function costPage(): string {
  const lines = monthlyCost(VOLUMES);
  const total = lines.reduce((sum, { dollars }) => sum + dollars, 0);
  const gateway = 730 * PRICES.gatewayHour;
  const rows = lines.map(
    ({ service, reckoning, dollars }) => `| ${service} | ${reckoning} | ${dollars.toFixed(2)} |`,
  );
  return `# What it costs

Written by \`npm run cost\`: a month of a district of ${count(VOLUMES.students)} students, in US dollars. The volumes and
the unit prices stand at the top of \`infra/cost.ts\`. The prices are list prices of us-east-1 as commonly quoted in
November 2026, not read from a price list of AWS: check them before use. Without free tiers, taxes and support.

| service | what | dollars |
|---|---|---|
${rows.join('\n')}
| **the stacks** | | **${total.toFixed(2)}** |

Not among them, and more than all of them together:

| what | dollars |
|---|---|
| the host of Power BI's gateway, where the district has none: a Windows machine, 730 hours | ${gateway.toFixed(2)} |
| licences of Power BI, by reader or by capacity | as the district's contract has it |

Which figure moves the most: Power BI in DirectQuery instead of Import. Each visual is then a query of at least
${PRICES.athenaLeastMegabytes} MB, and slower. A private network (VPC) would add interface endpoints by the hour; nothing here needs one.
\`monthlyBudgetDollars\` in the environment's file sets the budget whose alarm the [runbook](runbook.md#budget) explains.
`;
}

if (import.meta.main) await writeFile('docs/cost.md', costPage());
