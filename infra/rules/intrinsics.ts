/** A value of a template as one text, with `{name}` where CloudFormation will put in what it refers to. */
export function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const [[name, argument] = ['', undefined]] = Object.entries(value);
  switch (name) {
    case 'Ref':
      return reference(String(argument));
    case 'Fn::Join': {
      const [between, parts] = argument as [string, unknown[]];
      return parts.map(textOf).join(between);
    }
    case 'Fn::GetAtt':
      return `{${Array.isArray(argument) ? argument.join('.') : argument}}`;
    case 'Fn::Sub':
      return String(Array.isArray(argument) ? argument[0] : argument).replaceAll(/\$\{([^}]*)\}/g, (_, of) =>
        reference(of),
      );
    default:
      return `{${name} ${textOf(argument)}}`;
  }
}

/** `AWS::Region` loses its colons: they part an ARN. */
function reference(name: string): string {
  return `{${name.replaceAll('::', '.')}}`;
}
