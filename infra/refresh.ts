import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as FunctionTarget, SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { athenaSql, workingTable } from '../functions/engines/athena-sql.ts';
import { linesRoot } from '../functions/engines/statements.ts';
import type { Model } from '../functions/refresh/models.ts';
import { PUBLISHES } from '../functions/refresh/publishes.ts';
import { LANDINGS, LANDINGS_COLUMNS } from '../functions/refresh/sources.ts';
import { SHOWN_CELLS, SHOWN_CELLS_COLUMNS } from '../functions/suppress/shown-cells.ts';
import type { CatalogueStack } from './catalogue.ts';
import type { Environment } from './environment.ts';
import { Eraser } from './erasure.ts';
import { type Bundles, handlerFunction } from './handler.ts';
import { allTables, database, LakeGrants, oneTable } from './lake-grants.ts';
import { ScheduledMachine } from './machine.ts';
import { maintenanceDefinition } from './maintenance-definition.ts';
import { refreshDefinition } from './refresh-definition.ts';
import { allowStatements, workgroupArn } from './statements.ts';
import type { StorageStack } from './storage.ts';

export interface RefreshProps extends StackProps {
  readonly environment: Environment;
  readonly storage: StorageStack;
  readonly catalogue: CatalogueStack;
  readonly bundles: Bundles;
  readonly models: readonly Model[];
}

const SMALL = { memoryMb: 1024, timeout: Duration.minutes(5) };
/** docs/suppression.md has the measurement. */
const LARGE = { memoryMb: 3008, timeout: Duration.minutes(15) };
// V8 by itself may take no more than half of the memory.
const MOST_OF_LARGE = { NODE_OPTIONS: '--enable-source-maps --max-old-space-size=2560' };

/** From landed rows to published tables: four functions, the sequence that calls them, and what starts it. */
export class RefreshStack extends Stack {
  readonly begin: LambdaFunction;
  readonly next: LambdaFunction;
  readonly suppress: LambdaFunction;
  readonly end: LambdaFunction;
  readonly machine: StateMachine;
  /** Compacts the Iceberg tables, and drops the files that no snapshot needs. */
  readonly maintenance: StateMachine;

  constructor(scope: Construct, id: string, props: RefreshProps) {
    super(scope, id, props);
    const { environment, storage, catalogue, models } = props;
    const { names } = catalogue;
    const { refresh } = environment;
    const { store, studentKey: key } = storage;

    this.begin = this.#handler(props, 'begin', 'Begins a refresh, unless one runs or nothing has changed.');
    this.next = this.#handler(props, 'next', 'Judges a statement of the refresh and gives the next one.');
    this.suppress = this.#handler(
      props,
      'suppress',
      'Decides what is shown of the figures of a school year and window.',
    );
    this.end = this.#handler(props, 'end', 'Ends a refresh, and says and counts what came of it.');

    const refreshing = new ScheduledMachine(this, 'Refresh', {
      environment,
      name: names.refreshMachine,
      definition: refreshDefinition({
        begin: this.begin.functionArn,
        next: this.next.functionArn,
        suppress: this.suppress.functionArn,
        end: this.end.functionArn,
        workgroup: names.refreshWorkgroup,
        modelDatabase: names.modelDatabase,
        timeoutSeconds: refresh.timeoutMinutes * 60,
      }),
      schedule: refresh.schedule,
      key,
    });
    this.machine = refreshing.machine;
    for (const called of [this.begin, this.next, this.suppress, this.end]) {
      refreshing.role.addToPolicy(
        new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [called.functionArn] }),
      );
    }
    new Rule(this, 'Landed', {
      description: 'A file has landed: its receipt is there.',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [store.bucketName] }, object: { key: [{ prefix: 'receipts/landed/' }] } },
      },
      targets: [new SfnStateMachine(this.machine, { input: RuleTargetInput.fromObject({}) })],
    });
    new Rule(this, 'Stopped', {
      description: 'A refresh was stopped before it could say so itself.',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: { stateMachineArn: [this.machine.stateMachineArn], status: ['ABORTED', 'TIMED_OUT'] },
      },
      targets: [new FunctionTarget(this.end)],
    });

    const maintaining = new ScheduledMachine(this, 'Maintenance', {
      environment,
      name: names.maintenanceMachine,
      definition: maintenanceDefinition({
        statements: upkeep(catalogue, models),
        workgroup: names.refreshWorkgroup,
        modelDatabase: names.modelDatabase,
        timeoutSeconds: 6 * 60 * 60,
      }),
      schedule: refresh.maintenanceSchedule,
      key,
    });
    this.maintenance = maintaining.machine;

    allowStatements(roleOf(this.begin), { names, storage, curated: 'read' });
    allowStatements(roleOf(this.next), { names, storage, models: 'read' });
    allowStatements(refreshing.role, { names, storage, models: 'make', curated: 'change' });
    allowStatements(maintaining.role, { names, storage, models: 'change', curated: 'change' });
    this.#grant(props, refreshing.role, maintaining.role);

    new CfnOutput(this, 'RefreshMachineArn', { value: this.machine.stateMachineArn });
  }

  #handler(
    { environment, storage, catalogue, bundles }: RefreshProps,
    handler: 'begin' | 'next' | 'suppress' | 'end',
    description: string,
  ): LambdaFunction {
    const { store, studentKey } = storage;
    const made = handlerFunction(this, handler[0]?.toUpperCase() + handler.slice(1), {
      environment,
      handler,
      bundles,
      description,
      key: studentKey,
      ...(handler === 'suppress' ? LARGE : SMALL),
      variables: {
        STORE_BUCKET: store.bucketName,
        CURATED_BUCKET: storage.curated.bucketName,
        MODEL_DATABASE: catalogue.names.modelDatabase,
        CURATED_DATABASE: catalogue.names.curatedDatabase,
        WORKGROUP: catalogue.names.refreshWorkgroup,
        ...(handler === 'suppress' && MOST_OF_LARGE),
      },
    });
    const allow = (sid: string, actions: string[], resources: string[]) =>
      made.addToRolePolicy(new PolicyStatement({ sid, actions, resources }));
    if (handler === 'suppress') {
      allow('ReadPlans', ['s3:GetObject'], [store.arnForObjects('runs/plans/*')]);
      allow('WriteShown', ['s3:PutObject'], [store.arnForObjects(`${linesRoot(SHOWN_CELLS)}*`)]);
      allow(
        'ReadFigures',
        ['athena:GetQueryResults'],
        [workgroupArn(this, catalogue.names.refreshWorkgroup)],
      );
    } else allow('UseRuns', ['s3:GetObject', 's3:PutObject'], [store.arnForObjects('runs/*')]);
    // Without it S3 says that an object is forbidden where it should say that there is none.
    allow('ListStore', ['s3:ListBucket'], [store.bucketArn]);
    if (handler === 'begin') {
      allow('ReadReceipts', ['s3:GetObject'], [store.arnForObjects('receipts/landed/*')]);
      allow('KeepInputs', ['s3:PutObject'], [store.arnForObjects('publishes/*')]);
    }
    if (handler === 'end' || handler === 'suppress')
      allow('UseStudentKey', ['kms:Decrypt', 'kms:GenerateDataKey'], [studentKey.keyArn]);
    return made;
  }

  #grant({ environment, storage, catalogue }: RefreshProps, refreshing: IRole, maintaining: IRole): void {
    const { modelDatabase, curatedDatabase } = catalogue.names;
    const grants = new LakeGrants(this, catalogue.lakeSettings);
    const beginning = roleOf(this.begin).roleArn;
    const judging = roleOf(this.next).roleArn;
    const [model, curated] = [database(this.account, modelDatabase), database(this.account, curatedDatabase)];
    const models = allTables(this.account, modelDatabase);
    const own = 'It computes and keeps the tables; no reader has its role.';
    const publishes = oneTable(this.account, curatedDatabase, PUBLISHES);

    grants.give('BeginKnowsCurated', beginning, curated, ['DESCRIBE']);
    grants.give('BeginReadsPublishes', beginning, publishes, ['DESCRIBE', 'SELECT'], own);
    grants.give('NextKnowsModels', judging, model, ['DESCRIBE']);
    grants.give('NextReadsModels', judging, models, ['DESCRIBE', 'SELECT'], own);
    grants.give('RefreshMakesModels', refreshing.roleArn, model, ['CREATE_TABLE', 'DESCRIBE']);
    grants.give('RefreshKnowsCurated', refreshing.roleArn, curated, ['DESCRIBE']);
    grants.give('MaintenanceKnowsModels', maintaining.roleArn, model, ['DESCRIBE']);
    grants.give('MaintenanceKnowsCurated', maintaining.roleArn, curated, ['DESCRIBE']);
    const change = ['ALTER', 'DELETE', 'DESCRIBE', 'INSERT', 'SELECT'];
    grants.give('RefreshChangesModels', refreshing.roleArn, models, [...change, 'DROP'], own);
    grants.give(
      'RefreshChangesCurated',
      refreshing.roleArn,
      allTables(this.account, curatedDatabase),
      change,
      own,
    );
    grants.give('MaintenanceChangesModels', maintaining.roleArn, models, change, own);
    grants.give(
      'MaintenanceChangesCurated',
      maintaining.roleArn,
      allTables(this.account, curatedDatabase),
      change,
      own,
    );
    const { eraser } = environment;
    if (eraser)
      new Eraser(this, 'Eraser', {
        environment: { ...environment, eraser },
        names: catalogue.names,
        storage,
        grants,
      });
  }
}

/** Statements that keep every Iceberg table small: curated ones, and those under the working tables of models. */
function upkeep({ names }: CatalogueStack, models: readonly Model[]): string[] {
  const sql = athenaSql({ ...names, storeLocation: '', curatedLocation: '' });
  const curated = models.filter(({ layer }) => layer === 'curated').map(({ name }) => name);
  const working = [
    { name: LANDINGS, columns: LANDINGS_COLUMNS },
    { name: SHOWN_CELLS, columns: SHOWN_CELLS_COLUMNS },
    ...models.filter(({ materialized }) => materialized === 'table'),
  ].map(({ name, columns }) => workingTable(name, columns));
  return [
    ...[...curated, PUBLISHES].flatMap(sql.maintain),
    ...working.map((table) => `vacuum ${names.modelDatabase}.${table}`),
  ];
}

function roleOf({ role, node }: LambdaFunction): IRole {
  if (!role) throw new Error(`${node.path} has no role`);
  return role;
}
