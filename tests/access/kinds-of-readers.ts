import type { Grant } from '../../functions/access/grants.ts';
import { AREAS, type Place } from './planted.ts';

/** Which parts of the district. */
type Where = (place: Place) => boolean;

/** A kind of reader: what was granted, and what follows from it in words of its own. */
export interface Reader {
  readonly principal: string;
  readonly grants: readonly Grant[];
  /** Whether what every reader sees is shown. */
  readonly isReader: boolean;
  /** Whether what has landed is shown. */
  readonly isLeader: boolean;
  readonly suppressed: Where;
  readonly figures: Where;
  readonly students: Where;
}

const everywhere: Where = () => true;
const nowhere: Where = () => false;
const district: Where = ({ level }) => level === 'district';
const either =
  (...wheres: readonly Where[]): Where =>
  (place) =>
    wheres.some((where) => where(place));
const inArea =
  (name: string): Where =>
  ({ area }) =>
    area === name;
const inGroup =
  (name: string): Where =>
  ({ group }) =>
    group === name;
const atSchool =
  (wanted: string): Where =>
  ({ level, code }) =>
    level === 'school' && code === wanted;

type Granted = Partial<Grant> & Pick<Grant, 'scope_kind' | 'scope_code' | 'detail'>;

function granted(principal: string, grants: readonly Granted[]): Grant[] {
  return grants.map((grant) => ({
    principal,
    sees_district_totals: true,
    from_date: '2025-07-01',
    to_date: null,
    ...grant,
  }));
}

function reader(
  principal: string,
  grants: readonly Granted[],
  sees: Partial<Pick<Reader, 'suppressed' | 'figures' | 'students' | 'isLeader' | 'isReader'>>,
): Reader {
  return {
    principal,
    grants: granted(principal, grants),
    isReader: true,
    isLeader: false,
    suppressed: nowhere,
    figures: nowhere,
    students: nowhere,
    ...sees,
  };
}

const whole = (detail: Grant['detail'], more: Partial<Grant> = {}): Granted => ({
  scope_kind: 'district',
  scope_code: '600LEA',
  detail,
  ...more,
});
const area = (scope_code: string, detail: Grant['detail'], more: Partial<Grant> = {}): Granted => ({
  scope_kind: 'performance_area',
  scope_code,
  detail,
  ...more,
});
const oneSchool = (scope_code: string, detail: Grant['detail'], more: Partial<Grant> = {}): Granted => ({
  scope_kind: 'school',
  scope_code,
  detail,
  ...more,
});

/** Who sees the same nothing: a grant that does not hold, or none. */
function outsider(principal: string, ...grants: readonly Granted[]): Reader {
  return reader(principal, grants, { isReader: false });
}

/** Every kind of reader on TODAY. */
export const READERS: readonly Reader[] = [
  reader('leader.students', [whole('student_rows')], {
    suppressed: everywhere,
    figures: everywhere,
    students: everywhere,
    isLeader: true,
  }),
  reader('leader', [whole('aggregates')], { suppressed: everywhere, figures: everywhere, isLeader: true }),
  reader('board', [whole('suppressed_aggregates')], { suppressed: everywhere }),
  ...AREAS.map((own, at) =>
    reader(`superintendent.${at}`, [area(own.area, 'aggregates')], {
      suppressed: either(district, inArea(own.area)),
      figures: either(district, inArea(own.area)),
    }),
  ),
  reader('superintendent.alone', [area('Elementary 1', 'aggregates', { sees_district_totals: false })], {
    suppressed: inArea('Elementary 1'),
    figures: inArea('Elementary 1'),
  }),
  reader('superintendent.students', [area('Elementary 2', 'student_rows')], {
    suppressed: either(district, inArea('Elementary 2')),
    figures: either(district, inArea('Elementary 2')),
    students: inArea('Elementary 2'),
  }),
  reader('area.suppressed', [area('K-8 1', 'suppressed_aggregates')], {
    suppressed: either(district, inArea('K-8 1')),
  }),
  reader('group', [{ scope_kind: 'area_group', scope_code: 'Elementary', detail: 'aggregates' }], {
    suppressed: either(district, inGroup('Elementary')),
    figures: either(district, inGroup('Elementary')),
  }),
  reader('principal.students', [oneSchool('600100', 'student_rows')], {
    suppressed: either(district, atSchool('600100')),
    figures: either(district, atSchool('600100')),
    students: atSchool('600100'),
  }),
  reader('principal.students.alone', [oneSchool('600109', 'student_rows', { sees_district_totals: false })], {
    suppressed: atSchool('600109'),
    figures: atSchool('600109'),
    students: atSchool('600109'),
  }),
  reader('principal.suppressed', [oneSchool('600101', 'suppressed_aggregates')], {
    suppressed: either(district, atSchool('600101')),
  }),
  reader('two.areas', [area('Elementary 1', 'aggregates'), area('High 1', 'aggregates')], {
    suppressed: either(district, inArea('Elementary 1'), inArea('High 1')),
    figures: either(district, inArea('Elementary 1'), inArea('High 1')),
  }),
  reader(
    'two.depths',
    [area('K-8 1', 'aggregates', { sees_district_totals: false }), oneSchool('600100', 'student_rows')],
    {
      suppressed: either(district, inArea('K-8 1'), atSchool('600100')),
      figures: either(district, inArea('K-8 1'), atSchool('600100')),
      students: atSchool('600100'),
    },
  ),
  reader(
    'board.and.area',
    [whole('suppressed_aggregates'), area('Elementary 1', 'aggregates', { sees_district_totals: false })],
    { suppressed: everywhere, figures: inArea('Elementary 1') },
  ),
  // Names that would be more than names in SQL or in a pattern.
  ...[`x'; drop table fct_measure; --`, '.*', 'superintendent.0|nobody'].map((principal) =>
    reader(principal, [whole('aggregates')], {
      suppressed: everywhere,
      figures: everywhere,
      isLeader: true,
    }),
  ),
  reader('still', [area('High 1', 'aggregates', { from_date: '2025-09-01', to_date: '2025-09-01' })], {
    suppressed: either(district, inArea('High 1')),
    figures: either(district, inArea('High 1')),
  }),
  outsider('nobody'),
  outsider('ended', whole('student_rows', { to_date: '2025-08-31' })),
  outsider('future', whole('student_rows', { from_date: '2025-09-02' })),
  outsider('all', area('All', 'student_rows')),
  outsider('unassigned', area('Unassigned', 'student_rows')),
  outsider(
    'injected',
    area("x' or '1' = '1", 'student_rows'),
    oneSchool("'; drop table x; --", 'aggregates'),
  ),
  outsider(
    'looks.alike',
    area('Element\u0430ry 1', 'student_rows'),
    area('Elementary 1\u200b', 'aggregates'),
  ),
];
