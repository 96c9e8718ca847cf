import { type App, Validations } from 'aws-cdk-lib';
import { NIST80053R5Checks } from 'cdk-nag';
import { ControlTowerRules } from './pack.ts';
import { Solutions } from './solutions.ts';

/** Holds every resource of the app to AWS's own rules, to NIST 800-53 and to those of this project; synth fails otherwise. */
export function holdToRules(app: App): void {
  Validations.of(app).addPlugins(
    new Solutions(app),
    new NIST80053R5Checks(app, { verbose: true }),
    new ControlTowerRules(app),
  );
}
