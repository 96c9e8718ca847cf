import type { Rule } from './resource.ts';

export const LOG_RETENTION: Rule = {
  name: 'LogRetention',
  says: 'A log group says how long it keeps its lines.',
  why: 'Without it they are kept, and paid for, for ever.',
  findings: ({ type, properties }) =>
    type === 'AWS::Logs::LogGroup' && properties.RetentionInDays === undefined ? ['RetentionInDays'] : [],
};

export const FUNCTION_LOG_GROUP: Rule = {
  name: 'FunctionLogGroup',
  says: 'A function logs into a group of this app.',
  why: 'Lambda makes a group of its own otherwise: without retention and without our key.',
  findings: ({ type, properties }) => {
    if (type !== 'AWS::Lambda::Function') return [];
    const logging = properties.LoggingConfig as { LogGroup?: unknown } | undefined;
    return logging?.LogGroup === undefined ? ['LoggingConfig'] : [];
  },
};
